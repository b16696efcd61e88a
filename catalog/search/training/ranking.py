"""Learns how much each sign adds to what ships, from queries with judged products.

Pairwise least squares: gains and signs are taken as differences from their mean within a query, so that only the order
of one query's products teaches. What ships stands as it is; ridge regression learns what it leaves unexplained, and how
freely it may is chosen on queries left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

from catalog.search.fusion import Relevance
from catalog.search.learnt import LearntRanking
from catalog.search.metrics import ndcg
from catalog.search.signs import NAMES
from nlu.encoder import FloatMatrix

Grades = Mapping[str, float]
Floats = npt.NDArray[np.float64]

#: Products of the first places that nobody judged stand for what does not answer, and count so much each.
_UNJUDGED, _UNJUDGED_WEIGHT = 20, 0.1
#: How strongly the weights are held at zero, per judged product: from free to hardly moved.
_PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
_FOLDS = 4
#: A better mean by chance alone is not worth a change of what ships.
_LEAST_GAIN = 0.001


class TooFewJudgementsError(ValueError):
    """There is too little to learn from; the message says how much is needed."""


@dataclass(frozen=True)
class Lesson:
    """One query with the products that teach from it.

    Attributes:
        base: [products] scores of what ships.
        signs: [products, signs].
        gains: [products] 2^grade - 1 over that of the highest grade, 0..1; 0 for the unjudged.
        weights: [products] how much each counts: 1 for a judged one.
    """

    base: Floats
    signs: Floats
    gains: Floats
    weights: Floats

    @property
    def judged(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.weights == 1)

    def centred(self, column: Floats) -> Floats:
        """The column less its weighted mean in this query."""
        centred: Floats = column - np.average(column, axis=0, weights=self.weights)
        return centred


def lesson(relevance: Relevance, text: str, grades: Mapping[int, float], highest: float) -> Lesson:
    """What one query teaches; `grades` are by the product's row in the catalogue."""
    scores, signs = relevance.weighed(text)
    first = np.argsort(-scores, kind="stable")[: _UNJUDGED + len(grades)]
    unjudged = [row for row in first.tolist() if row not in grades][:_UNJUDGED]
    rows = [*grades, *unjudged]
    gains = [(2**grade - 1) / (2**highest - 1) for grade in grades.values()] + [0.0] * len(unjudged)
    weights = [1.0] * len(grades) + [_UNJUDGED_WEIGHT] * len(unjudged)
    return Lesson(scores[rows].astype(float), signs[rows].astype(float), np.array(gains), np.array(weights))


def fit_ranking(lessons: Sequence[Lesson], encoder: str) -> LearntRanking:
    """The ranking that these lessons teach; one without weights where nothing helps queries left out.

    `encoder` is the fingerprint of the encoder the lessons were made with. Raises: TooFewJudgementsError.
    """
    if len(lessons) < 2 * _FOLDS:
        raise TooFewJudgementsError(f"{len(lessons)} judged queries were given; at least {2 * _FOLDS} are needed.")
    figures = dict.fromkeys(_PENALTIES, 0.0)
    plain = 0.0
    for inside, outside in KFold(_FOLDS, shuffle=True, random_state=0).split(np.arange(len(lessons))):
        held_out = [lessons[place] for place in outside]
        plain += sum(_quality(one, one.base) for one in held_out)
        for penalty in _PENALTIES:
            ranking = _fitted([lessons[place] for place in inside], penalty, encoder)
            figures[penalty] += sum(_quality(one, _scores(ranking, one)) for one in held_out)
    best = max(figures, key=lambda penalty: figures[penalty])
    if figures[best] < plain + _LEAST_GAIN * len(lessons):
        return LearntRanking(encoder)
    return _fitted(lessons, best, encoder)


def _fitted(lessons: Sequence[Lesson], penalty: float, encoder: str) -> LearntRanking:
    base = np.concatenate([one.centred(one.base) for one in lessons])
    signs = np.concatenate([one.centred(one.signs) for one in lessons])
    gains = np.concatenate([one.centred(one.gains) for one in lessons])
    weights = np.concatenate([one.weights for one in lessons])
    slope = float((weights * base) @ gains / max((weights * base) @ base, 1e-9))
    if slope <= 0:  # what ships says nothing of these grades, so nothing can be told on its scale
        return LearntRanking(encoder)
    spread = np.sqrt(np.average(signs**2, axis=0, weights=weights)) + 1e-9
    ridge = Ridge(penalty * weights.sum(), fit_intercept=False)
    ridge.fit(signs / spread, gains - slope * base, sample_weight=weights)
    learnt = np.where(spread > 1e-6, ridge.coef_ / spread / slope, 0.0)
    # Zero on the best answers, on average: the floors were measured on the scale of what ships.
    best = np.concatenate([one.signs[one.gains >= one.gains.max()] for one in lessons])
    named = {name: float(weight) for name, weight in zip(NAMES, learnt, strict=True)}
    return LearntRanking(encoder, named, -float(best.mean(axis=0) @ learnt))


def _scores(ranking: LearntRanking, one: Lesson) -> Floats:
    signs: FloatMatrix = one.signs.astype(np.float32)
    return one.base + ranking.added(signs)


def _quality(one: Lesson, scores: Floats) -> float:
    """nDCG@10 of the judged products of one query, 0..1."""
    judged = np.flatnonzero(one.judged)
    grades = {str(row): float(np.log2(1 + one.gains[row])) for row in judged}
    order = judged[np.argsort(-scores[judged], kind="stable")]
    return ndcg([str(row) for row in order], grades, k=10)
