"""Clause -> the aspects that it speaks of, and whether it likes them: logistic regression on n-grams and vectors.

A few hundred sentences teach n-grams little; the vectors of the sentence encoder bring what other words mean the same.
They know English; Chinese is read by its n-grams and by the sentiment model alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.aspects.clauses import clauses_in, sentences_in
from nlu.aspects.named import word_groups
from nlu.sentiment import Sentiment, load_sentiment
from nlu.sentiment.features import GRAMS, counted, language_of

Numbers = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights"
MODEL = "aspects.npz"
#: The encoder whose vectors the weights were fitted on.
ENCODER = "minilm"
POLARITIES = ("negative", "neutral", "positive")
#: What is said of the aspect SIZE, and what that says of the product.
SIZE = "size"
SIZES = ("large", "right", "small")
_OF_SIZES = {"large": "negative", "right": "positive", "small": "negative"}
#: How much an opinion of the whole clause, in log-odds, counts beside its words.
_OPINION = 0.3
_LEAST_SHARE = 0.02
#: How much a word of words.yml counts beside other words.
_NAMED = 0.7


class Remark(NamedTuple):
    """One clause that speaks of an aspect.

    Attributes:
        value: "large", "right" or "small" of SIZE, else the polarity.
        sentence: the whole sentence, word for word.
        sure: how likely the clause speaks of the aspect, 0..1; shares: how likely each value is, sum 1, in the order of
            POLARITIES, of SIZE of SIZES.
    """

    aspect: str
    value: str
    sentence: str
    sure: float = 1.0
    shares: tuple[float, ...] = ()

    @property
    def polarity(self) -> str:
        return _OF_SIZES.get(self.value, self.value)


class Embeds(Protocol):
    """What makes vectors of clauses; [texts, dimension] float32."""

    def passages(self, texts: Sequence[str]) -> Numbers: ...


@dataclass(frozen=True)
class AspectModel:
    """The fitted weights.

    Attributes:
        buckets: [grams] the known n-grams, ascending; rarity: [grams] their inverse document frequency.
        aspects: the names; threshold: from this probability on a clause speaks of one.
        of_aspects, of_polarity, of_size: [labels, features] weights; features = grams, vector, word groups, opinion.
        ..._bias: [labels].
    """

    buckets: NDArray[np.int64]
    rarity: Numbers
    aspects: NDArray[np.str_]
    threshold: float
    of_aspects: Numbers
    aspects_bias: Numbers
    of_polarity: Numbers
    polarity_bias: Numbers
    of_size: Numbers
    size_bias: Numbers

    def save(self, path: Path) -> None:
        kept = {name.name: getattr(self, name.name) for name in fields(self)}
        halved = {name: value.astype(np.float16) if name.startswith("of_") else value for name, value in kept.items()}
        with path.open("wb") as file:
            np.savez_compressed(file, **halved)

    @classmethod
    def load(cls, path: Path) -> AspectModel:
        with np.load(path, allow_pickle=False) as file:
            kept = {name: file[name] for name in file.files}
        return cls(
            **{name: value.astype(np.float32) if name.startswith("of_") else value for name, value in kept.items()}
        )

    def probabilities(self, features: Numbers) -> Numbers:
        """[clauses, aspects] how likely each clause speaks of each aspect."""
        return np.asarray(1 / (1 + np.exp(-(features @ self.of_aspects.T + self.aspects_bias))), dtype=np.float32)

    def shares(self, features: Numbers) -> tuple[Numbers, Numbers]:
        """[clauses, POLARITIES] how likely each is, and [clauses, SIZES] if the clause speaks of the size."""
        polarity = features @ self.of_polarity.T + self.polarity_bias
        return _softmax(polarity), _softmax(features @ self.of_size.T + self.size_bias)


class Featurizer:
    """Clauses as rows of numbers."""

    def __init__(self, encoder: Embeds, sentiment: Sentiment) -> None:
        self._encoder, self._sentiment = encoder, sentiment

    def features(self, clauses: Sequence[str], buckets: NDArray[np.int64], rarity: Numbers) -> Numbers:
        """[clauses, features]: n-grams (norm 1), the vector, the groups of words.yml, the opinion in log-odds."""
        grams = np.zeros((len(clauses), len(buckets)), np.float32)
        for row, clause in enumerate(clauses):
            found = grams_of(clause)
            places = np.searchsorted(buckets, found)
            known = places[(places < len(buckets)) & (buckets[np.minimum(places, len(buckets) - 1)] == found)]
            grams[row, known] = rarity[known]
        grams /= np.maximum(np.linalg.norm(grams, axis=1, keepdims=True), 1e-9)
        english = np.array([[language_of(clause) == "en"] for clause in clauses])
        vectors = self._encoder.passages(list(clauses)) * english
        named = [word_groups(clause) for clause in clauses]
        parts = [grams, vectors, np.asarray(named, dtype=np.float32) * np.float32(_NAMED), self._opinions(clauses)]
        return np.concatenate(parts, axis=1).astype(np.float32)

    def _opinions(self, clauses: Sequence[str]) -> Numbers:
        shares = [self._sentiment.shares(clause) for clause in clauses]
        rows = [[np.log(max(one.get(label, 0.0), _LEAST_SHARE)) for label in POLARITIES] for one in shares]
        return np.asarray(rows, dtype=np.float32) * np.float32(_OPINION)


def grams_of(clause: str) -> NDArray[np.int64]:
    """The numbers of the n-grams of a clause, ascending; those of the two languages are apart."""
    language = language_of(clause)
    buckets, _ = counted(clause, language)
    return buckets + (GRAMS["en"].buckets if language == "zh" else 0)


class AspectReader:
    """Reads what reviews say of aspects."""

    def __init__(self, model: AspectModel, encoder: Embeds, sentiment: Sentiment) -> None:
        self._model, self._featurizer = model, Featurizer(encoder, sentiment)
        self.aspects = tuple(map(str, model.aspects))

    def remarks(self, texts: Sequence[str]) -> list[list[Remark]]:
        """For each text what it says of which aspect, in its order; all are read in one batch."""
        places, sentences, clauses = [], [], []
        for place, text in enumerate(texts):
            for sentence in sentences_in(text):
                for clause in clauses_in(sentence):
                    places.append(place)
                    sentences.append(sentence)
                    clauses.append(clause)
        found: list[list[Remark]] = [[] for _ in texts]
        if not clauses:
            return found
        features = self._featurizer.features(clauses, self._model.buckets, self._model.rarity)
        likely = self._model.probabilities(features)
        polarities, sizes = self._model.shares(features)
        for row, (place, sentence) in enumerate(zip(places, sentences, strict=True)):
            for number in np.flatnonzero(likely[row] > self._model.threshold):
                aspect = self.aspects[number]
                names, shares = (SIZES, sizes[row]) if aspect == SIZE else (POLARITIES, polarities[row])
                value, sure = names[int(shares.argmax())], float(likely[row, number])
                found[place].append(Remark(aspect, value, sentence, sure, tuple(map(float, shares))))
        return found


def _softmax(scores: Numbers) -> Numbers:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True), dtype=np.float32)


@cache
def _shipped(folder: Path) -> AspectModel:
    return AspectModel.load(folder / MODEL)


def load_aspects(encoder: Embeds, folder: Path = WEIGHTS) -> AspectReader:
    """The reader that ships; `encoder` has to be ENCODER."""
    return AspectReader(_shipped(folder), encoder, load_sentiment())
