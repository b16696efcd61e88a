"""Text and its vector in, a probability per intent out. Plain scikit-learn; Rasa is not known here.

Features: the sentence encoder's vector beside 300 latent dimensions of character and word n-grams. The vector knows
what words mean, the n-grams know how this shop's customers spell them. Cross-validated on two shops' logs (HINT3's
training parts) the two together are right on 90.2 % and 91.5 %, the vector alone on 89.2 % and 91.8 %; on unseen
customers (SOFMattress' test part, in scope) on 77.9 % against 75.3 %.
"""

from __future__ import annotations

import warnings
from collections import Counter
from functools import cached_property
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

FloatMatrix = npt.NDArray[Any]

#: A label "show_product+price" is the act `price` of the intent `show_product`. Rasa keeps "/" for itself: it takes
#: such a label for a retrieval intent.
ACT_SEPARATOR = "+"

#: So many of the nearest examples tell how near a text is to all that the shop was taught.
_NEAREST = 5

#: Above this many examples an n-gram must occur twice, and fewer steps are enough.
_MANY_EXAMPLES = 3000


def intent_of(label: str) -> str:
    """The intent that a label stands for, with or without an act."""
    return label.partition(ACT_SEPARATOR)[0]


class IntentGuess(NamedTuple):
    """What one text most likely means.

    Attributes:
        intent: the most likely one.
        probability: of that intent, 0..1.
        similarity: cosine -1..1 to the nearest training example of that intent.
        nearness: mean cosine -1..1 to the nearest training examples of any intent.
    """

    intent: str
    probability: float
    similarity: float
    nearness: float


class NearestExamples:
    """The training examples as vectors, [examples, dimension], with the intent of each."""

    def __init__(self, vectors: FloatMatrix, intents: Sequence[str]) -> None:
        self._vectors, self._intents = _unit(vectors), np.array(list(intents))

    def likenesses(self, vectors: FloatMatrix, intents: Sequence[str]) -> FloatMatrix:
        """[vectors, 2]: the cosine to the nearest example of the intent named for it, -1 for an unknown intent, and
        the mean cosine to the nearest examples of all."""
        cosines = _unit(vectors) @ self._vectors.T
        own = [row[self._intents == intent] for row, intent in zip(cosines, intents, strict=True)]
        nearest = np.sort(cosines, axis=1)[:, -_NEAREST:].mean(axis=1)
        return np.array([[row.max() if row.size else -1.0, near] for row, near in zip(own, nearest, strict=True)])


def _unit(vectors: FloatMatrix) -> FloatMatrix:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)


class IntentModel:
    """Logistic regression over the vector and the n-grams of a text.

    Every label is learnt for itself; the probability of an intent is the sum over its labels, so that an intent with
    many acts is believed as much as one without.

    Args:
        penalty: inverse strength of the L2 penalty (scikit-learn's C).
        latent_dimensions: kept of the n-grams.
    """

    def __init__(self, penalty: float = 20.0, latent_dimensions: int = 300) -> None:
        self.penalty = penalty
        self.latent_dimensions = latent_dimensions
        self.labels: List[str] = []
        self.intents: List[str] = []

    def fit(self, texts: Sequence[str], vectors: FloatMatrix, labels: Sequence[str]) -> IntentModel:
        """Learns from the examples; `vectors` is [texts, dimension], all of one length."""
        many = len(texts) > _MANY_EXAMPLES
        ngrams: Dict[str, Any] = {
            "sublinear_tf": True,
            "lowercase": True,
            "dtype": np.float32,
            "min_df": 2 if many else 1,
        }
        self._characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **ngrams).fit(texts)
        self._words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+", **ngrams).fit(texts)  # noqa: S106
        counts = self._count(texts)
        dimensions = max(1, min(self.latent_dimensions, *(size - 1 for size in counts.shape)))
        latent = TruncatedSVD(dimensions, n_iter=1 if many else 3, random_state=0).fit(counts)
        # As rows of n-grams, so that a text reads its own rows; TruncatedSVD.transform copies them all for each text.
        self._projection = np.ascontiguousarray(latent.components_.T)
        self._regression = LogisticRegression(C=self.penalty, max_iter=25 if many else 200)
        with warnings.catch_warnings():
            # The last digits of the weights don't change an answer.
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._regression.fit(self._features(texts, vectors), list(labels))
        self.labels = [str(name) for name in self._regression.classes_]
        self.intents = sorted({intent_of(label) for label in self.labels})
        self.examples = NearestExamples(vectors, [intent_of(label) for label in labels])
        return self

    def label_shares(self, texts: Sequence[str], vectors: FloatMatrix) -> FloatMatrix:
        """[texts, labels], columns in the order of `labels`; each row sums to 1."""
        found: FloatMatrix = self._regression.predict_proba(self._features(texts, vectors))
        return found

    def probabilities(self, texts: Sequence[str], vectors: FloatMatrix) -> FloatMatrix:
        """[texts, intents], columns in the order of `intents`; each row sums to 1."""
        return self.summed(self.label_shares(texts, vectors))

    def summed(self, shares: FloatMatrix) -> FloatMatrix:
        """[texts, intents] from what `label_shares` gives."""
        return shares @ self._membership

    def acts(self, shares: FloatMatrix) -> Dict[str, str]:
        """The most likely act of each intent that has some, "" where it is the plain intent; `shares` is [labels]."""
        best: Dict[str, int] = {}
        for column, label in enumerate(self.labels):
            intent = intent_of(label)
            if intent not in best or shares[column] > shares[best[intent]]:
                best[intent] = column
        return {intent: self.labels[column].partition(ACT_SEPARATOR)[2] for intent, column in best.items()}

    def guesses(self, texts: Sequence[str], vectors: FloatMatrix) -> List[IntentGuess]:
        probabilities = self.probabilities(texts, vectors)
        best = probabilities.argmax(axis=1)
        intents = [self.intents[column] for column in best]
        likenesses = self.examples.likenesses(vectors, intents)
        return [
            IntentGuess(intent, float(row[column]), *map(float, likeness))
            for intent, row, column, likeness in zip(intents, probabilities, best, likenesses, strict=True)
        ]

    def _count(self, texts: Sequence[str]) -> csr_matrix:
        # 1/sqrt(2) gives the two halves together the length of a sentence vector.
        return hstack([self._characters.transform(texts), self._words.transform(texts)]).tocsr() * np.float32(0.5**0.5)

    def _features(self, texts: Sequence[str], vectors: FloatMatrix) -> FloatMatrix:
        # scikit-learn's checks and conversions take ten times as long as a single text's n-grams do.
        latent = self._latent_of(texts[0])[np.newaxis] if len(texts) == 1 else self._count(texts) @ self._projection
        return np.hstack([vectors, latent]).astype(np.float32)

    def _latent_of(self, text: str) -> FloatMatrix:
        """[latent_dimensions] of one text, as the matrices give it."""
        latent: FloatMatrix = np.zeros(self._projection.shape[1], np.float32)
        first = 0
        for counter in self._counters:
            columns, weights = counter.weights(text)
            latent += np.float32(0.5**0.5) * (weights @ self._projection[first + columns])
            first += counter.terms
        return latent

    @cached_property
    def _membership(self) -> FloatMatrix:
        """[labels, intents], 1 where the label is one of the intent's."""
        return np.array([[float(intent_of(label) == intent) for intent in self.intents] for label in self.labels])

    @cached_property
    def _counters(self) -> List[NgramCounter]:
        return [NgramCounter(self._characters), NgramCounter(self._words)]

    def __getstate__(self) -> Dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("_counters", "_membership")}


class NgramCounter:
    """What a fitted TfidfVectorizer (sublinear, l2) makes of one text, without its sparse matrices."""

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        self._analyse = vectorizer.build_analyzer()
        self._vocabulary = vectorizer.vocabulary_
        self._rarity = vectorizer.idf_
        self.terms = len(self._vocabulary)

    def weights(self, text: str) -> Tuple[FloatMatrix, FloatMatrix]:
        """The columns of the text's known n-grams, and the weight of each; together of length 1."""
        known = (self._vocabulary.get(term) for term in self._analyse(text))
        counts = Counter(column for column in known if column is not None)
        columns = np.fromiter(counts, np.int64, len(counts))
        weights = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self._rarity[columns]
        return columns, (weights / max(float(np.linalg.norm(weights)), 1e-9)).astype(np.float32)
