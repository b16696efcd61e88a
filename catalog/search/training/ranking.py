"""Learns how much each sign says for a product, from queries with judged products.

Least squares on pairs: gains and signs are taken as differences from their mean within a query, so that only the order
of one query's products teaches. How freely the weights may leave zero is chosen on queries left out, and so is whether
the order that ships is better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import KFold

from catalog.search.fusion import Relevance
from catalog.search.learnt import LearntRanking
from catalog.search.lexical import FloatVector
from catalog.search.signs import NAMES
from nlu.encoder import FloatMatrix

Moments = npt.NDArray[np.float64]

#: Candidates that nobody judged stand for what does not answer, and count so much each: some of them do.
_UNJUDGED_WEIGHT = 0.02
#: How strongly the weights are held at zero, per judged product: from free to hardly moved.
_PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0)
_FOLDS = 4
#: A better mean by chance alone is not worth a change of what ships.
_LEAST_GAIN = 0.001


class TooFewJudgementsError(ValueError):
    """There is too little to learn from; the message says how much is needed."""


@dataclass(frozen=True)
class Lesson:
    """One query with the products that teach from it.

    Attributes:
        signs: [products, signs].
        gains: [products] 2^grade - 1 over that of the highest grade, 0..1; 0 for the unjudged.
        weights: [products] how much each counts: 1 for a judged one.
    """

    signs: FloatMatrix
    gains: FloatVector
    weights: FloatVector

    @property
    def judged(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.weights == 1)

    @cached_property
    def moments(self) -> Moments:
        """[1 + signs, 1 + signs] weighed products of the gains and the signs, each less its mean in this query.

        They are all that least squares reads of a query, so a fit on any queries is a sum of theirs.
        """
        columns = np.column_stack([self.gains, self.signs]).astype(np.float64)
        columns -= np.average(columns, axis=0, weights=self.weights)
        moments: Moments = columns.T @ (columns * self.weights[:, None])
        return moments


def lesson(relevance: Relevance, text: str, grades: Mapping[int, float], highest: float) -> Lesson:
    """What one query teaches; `grades` are by the product's row in the catalogue."""
    rows, signs = relevance.weighed(text, list(grades))
    known = np.array([grades.get(row, np.nan) for row in rows.tolist()], dtype=np.float32)
    unjudged = np.isnan(known)
    gains = np.where(unjudged, 0, (2 ** np.nan_to_num(known) - 1) / (2**highest - 1))
    return Lesson(signs, gains.astype(np.float32), np.where(unjudged, _UNJUDGED_WEIGHT, 1).astype(np.float32))


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
        plain += sum(quality(one, LearntRanking(encoder)) for one in held_out)
        for penalty in _PENALTIES:
            ranking = _fitted([lessons[place] for place in inside], penalty, encoder)
            figures[penalty] += sum(quality(one, ranking) for one in held_out)
    best = max(figures, key=lambda penalty: figures[penalty])
    if figures[best] < plain + _LEAST_GAIN * len(lessons):
        return LearntRanking(encoder)
    return _fitted(lessons, best, encoder)


def _fitted(lessons: Sequence[Lesson], penalty: float, encoder: str) -> LearntRanking:
    """Ridge regression of the gains, each sign held in units of its own spread."""
    moments = np.sum([one.moments for one in lessons], axis=0) / sum(float(one.weights.sum()) for one in lessons)
    spread = np.sqrt(np.diag(moments)[1:])
    spread = np.where(spread > 1e-6, spread, np.inf)  # what never differs says nothing
    held = moments[1:, 1:] / np.outer(spread, spread) + penalty * np.eye(len(NAMES))
    learnt = np.linalg.solve(held, moments[1:, 0] / spread) / spread
    return LearntRanking(encoder, {name: float(weight) for name, weight in zip(NAMES, learnt, strict=True)})


def quality(one: Lesson, ranking: LearntRanking) -> float:
    """0..1: the mean of nDCG@10 of the judged products and nDCG of all candidates, where the unjudged gain nothing."""
    order = np.argsort(-ranking.judged(one.signs), kind="stable")
    return 0.5 * (_gained(one.gains[order[one.judged[order]]], 10) + _gained(one.gains[order], len(order)))


def _gained(gains: FloatVector, k: int) -> float:
    """nDCG@k of gains in the order of a ranking."""
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ideal = float(np.sort(gains)[::-1][:k] @ discounts[: len(gains)])
    return float(gains[:k] @ discounts[: len(gains)]) / ideal if ideal else 0.0
