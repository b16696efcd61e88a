"""Teaches and measures the reader of aspects: `shopmate train aspects`, `eval aspects`.

What ships learns from aspect_sentences.csv beside this file, own sentences of this project. A clause is taught what its
sentence says; sentences that say different things of two aspects are cut like reviews are, or left out.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlu.aspects.clauses import clauses_in
from nlu.aspects.model import (
    MODEL,
    POLARITIES,
    SIZE,
    SIZES,
    WEIGHTS,
    AspectModel,
    AspectReader,
    Embeds,
    Featurizer,
    grams_of,
)
from nlu.aspects.named import word_groups
from nlu.sentiment import load_sentiment
from nlu.sentiment.features import language_of
from nlu.training.figures import rounded

SENTENCES = Path(__file__).with_name("aspect_sentences.csv")
#: Inverse strength of the shrinkage, and probabilities tried from which on a clause speaks of an aspect.
_FREEDOM, _POLARITY_FREEDOM, _ROUNDS = 10.0, 1.0, 100
_THRESHOLDS = np.arange(0.15, 0.8, 0.05)
_FOLDS = 5
_FEWEST_CLAUSES = 2

Numbers = NDArray[np.float32]


class AspectFileError(ValueError):
    """A file that is no list of sentences with aspects; the message says what is expected."""


class Labelled(NamedTuple):
    """One sentence, and what it says of each aspect: a polarity, or of SIZE one of SIZES."""

    text: str
    says: dict[str, str]


@dataclass(frozen=True)
class _Clauses:
    """What is learnt from."""

    texts: list[str]
    says: list[dict[str, str]]


def read_labelled(path: Path) -> list[Labelled]:
    """The rows of a CSV with the columns text and says ("look positive; size small"). Raises: AspectFileError."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"text", "says"} <= rows[0].keys():
        raise AspectFileError(f"{path} has no sentences. Expected: a CSV with the columns text and says.")
    labelled = []
    for number, row in enumerate(rows, start=2):
        says = dict(part.strip().rpartition(" ")[::2] for part in (row["says"] or "").split(";") if part.strip())
        for aspect, value in says.items():
            allowed = SIZES if aspect == SIZE else POLARITIES
            if not aspect or value not in allowed:
                raise AspectFileError(f"{path}, line {number}: {aspect!r} is {value!r}. Allowed: {', '.join(allowed)}.")
        labelled.append(Labelled(row["text"], says))
    return labelled


def fit_aspects(rows: Sequence[Labelled], encoder: Embeds) -> AspectModel:
    """The model taught on `rows`, its threshold chosen on parts of them that the rest did not see."""
    clauses = _taught(rows)
    part = np.random.default_rng(0).permutation(len(clauses.texts)) % _FOLDS
    model = _fit(clauses, encoder)
    aspects = list(map(str, model.aspects))
    likely = np.zeros((len(clauses.texts), len(aspects)), np.float32)
    for fold in range(_FOLDS):
        some = _fit(_only(clauses, part != fold), encoder, aspects)
        features = _features(_only(clauses, part == fold).texts, some, encoder)
        likely[part == fold] = some.probabilities(features)
    truth = np.array([[name in says for name in aspects] for says in clauses.says])
    best = max(_THRESHOLDS, key=lambda least: _f1(truth, likely > least))
    return replace(model, threshold=float(best))


def evaluate_aspects(reader: AspectReader, rows: Sequence[Labelled]) -> dict[str, Any]:
    """Precision, recall and F1 of (aspect, value) pairs over all, by aspect and by language, and of aspects alone."""
    found = [
        {remark.aspect: remark.value for remark in remarks} for remarks in reader.remarks([row.text for row in rows])
    ]
    wanted = [row.says for row in rows]
    pairs = [(set(one.items()), set(other.items())) for one, other in zip(wanted, found, strict=True)]
    names = sorted({name for says in wanted for name in says})
    languages = {
        name: [pair for row, pair in zip(rows, pairs, strict=True) if row.text.isascii() == (name == "en")]
        for name in ("en", "zh")
    }
    return {
        **_scores(pairs),
        "aspects_alone_f1": _scores([(set(one), set(other)) for one, other in zip(wanted, found, strict=True)])["f1"],
        "sentences": len(rows),
        "languages": {name: _scores(some) for name, some in languages.items() if some},
        "aspects": {
            name: _scores([({p for p in a if p[0] == name}, {p for p in b if p[0] == name}) for a, b in pairs])
            for name in names
        },
    }


def train_aspects(encoder: Embeds, held_out: Path | None, folder: Path = WEIGHTS) -> dict[str, Any]:
    """Fits what ships, writes it with its card to `folder`; returns the card."""
    rows = read_labelled(SENTENCES)
    model = fit_aspects(rows, encoder)
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder / MODEL)
    card: dict[str, Any] = {
        "licence": "Apache-2.0",
        "source": f"{len(rows)} sentences of this project ({SENTENCES.name}); vectors of all-MiniLM-L6-v2 (Apache-2.0)",
        "command": "shopmate train aspects",
        "aspects": list(map(str, model.aspects)),
        "bytes": (folder / MODEL).stat().st_size,
    }
    if held_out:
        reader = AspectReader(AspectModel.load(folder / MODEL), encoder, load_sentiment())
        card["held_out"] = rounded(evaluate_aspects(reader, read_labelled(held_out)))
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return card


def _taught(rows: Sequence[Labelled]) -> _Clauses:
    """Sentences of one clause as they are; of several, the whole where all that it says is of one polarity."""
    texts, says = [], []
    for row in rows:
        values = {_polarity(aspect, value) for aspect, value in row.says.items()}
        if len(values) <= 1 or len(clauses_in(row.text)) == 1:
            texts.append(row.text)
            says.append(row.says)
    return _Clauses(texts, says)


def _fit(clauses: _Clauses, encoder: Embeds, aspects: Sequence[str] = ()) -> AspectModel:
    names = list(aspects) or sorted({name for says in clauses.says for name in says})
    seen = Counter(int(gram) for text in clauses.texts for gram in grams_of(text))
    buckets = np.array(sorted(gram for gram, count in seen.items() if count >= _FEWEST_CLAUSES), dtype=np.int64)
    rarity = np.array([np.log(len(clauses.texts) / seen[int(gram)]) + 1 for gram in buckets], dtype=np.float32)
    empty = np.zeros(0, np.float32)
    blank = AspectModel(buckets, rarity, np.array(names), 0.5, *[empty] * 6)
    features = _features(clauses.texts, blank, encoder)
    clauses, features = _also_by_meaning_alone(clauses, features, len(buckets))
    heads = [_regression([name in says for says in clauses.says], features, _FREEDOM) for name in names]
    told = [place for place, says in enumerate(clauses.says) if set(says) - {SIZE}]
    of_size = [place for place, says in enumerate(clauses.says) if SIZE in says]
    polarity = [_first_polarity(clauses.says[place]) for place in told]
    size = [clauses.says[place][SIZE] for place in of_size]
    polarities = _regression(polarity, features[told], _POLARITY_FREEDOM)
    sizes = _regression(size, features[of_size], _POLARITY_FREEDOM)
    return replace(
        blank,
        of_aspects=np.concatenate([weights for weights, _ in heads]),
        aspects_bias=np.concatenate([bias for _, bias in heads]),
        of_polarity=polarities[0],
        polarity_bias=polarities[1],
        of_size=sizes[0],
        size_bias=sizes[1],
    )


def _also_by_meaning_alone(clauses: _Clauses, features: Numbers, grams: int) -> tuple[_Clauses, Numbers]:
    """Every English clause once more without its words: else the vector learns nothing where a word tells all."""
    english = [place for place, text in enumerate(clauses.texts) if language_of(text) == "en"]
    again = features[english].copy()
    again[:, :grams] = 0
    again[:, -len(POLARITIES) - len(word_groups("")) : -len(POLARITIES)] = 0
    texts, says = ([*part, *(part[place] for place in english)] for part in (clauses.texts, clauses.says))
    return _Clauses(texts, says), np.concatenate([features, again])


def _regression(truth: Sequence[str] | Sequence[bool], features: Numbers, freedom: float) -> tuple[Numbers, Numbers]:
    """Weights [labels, features] and bias [labels], labels by name; rare labels weigh as much as frequent ones."""
    fitted = LogisticRegression(C=freedom, max_iter=_ROUNDS, class_weight="balanced").fit(features, truth)
    return fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32)


def _features(texts: Sequence[str], model: AspectModel, encoder: Embeds) -> Numbers:
    return Featurizer(encoder, load_sentiment()).features(texts, model.buckets, model.rarity)


def _only(clauses: _Clauses, chosen: NDArray[np.bool_]) -> _Clauses:
    places = np.flatnonzero(chosen)
    return _Clauses([clauses.texts[place] for place in places], [clauses.says[place] for place in places])


def _polarity(aspect: str, value: str) -> str:
    return ("positive" if value == "right" else "negative") if aspect == SIZE else value


def _first_polarity(says: dict[str, str]) -> str:
    return next(value for aspect, value in says.items() if aspect != SIZE)


def _f1(truth: NDArray[np.bool_], told: NDArray[np.bool_]) -> float:
    return float(2 * (truth & told).sum() / max(truth.sum() + told.sum(), 1))


def _scores(pairs: Sequence[tuple[set[Any], set[Any]]]) -> dict[str, Any]:
    right = sum(len(one & other) for one, other in pairs)
    wanted, told = sum(len(one) for one, _ in pairs), sum(len(other) for _, other in pairs)
    return {
        "precision": right / max(told, 1),
        "recall": right / max(wanted, 1),
        "f1": 2 * right / max(told + wanted, 1),
        "rows": wanted,
    }
