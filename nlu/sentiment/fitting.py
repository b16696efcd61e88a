"""Fits the sentiment model of one language with numpy alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from nlu.sentiment.features import GRAMS, Buckets, Counts, Language, counted
from nlu.sentiment.model import LinearModel, Numbers, weighed

#: Called with a stage in words and the share done, 0..1.
Progress = Callable[[str, float], None]
Vector = NDArray[np.float64]

#: N-grams in fewer reviews are left out.
_FEWEST_REVIEWS = 3
#: Inverse strength of the shrinkage; chosen by cross-validation.
_FREEDOM: dict[Language, float] = {"en": 1.5, "zh": 8.0}
#: How far rare labels weigh more in the fit: 0 not at all, 1 as much as the frequent ones together.
_BALANCE = 0.36
_ROUNDS = 60
_MEMORY = 6
_FOLDS = 3
#: The most frequent label occurs this many times more than the rarest: then the rarer ones are lifted.
_UNEVEN = 1.5
#: How much rarer labels may be lifted over what the data says, tried on reviews left out of the fit.
_LIFTS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0)


@dataclass(frozen=True)
class Rows:
    """Sparse rows: row i has `values` at `places`[starts[i]:starts[i + 1]]; every row has at least one entry."""

    starts: Buckets
    places: Buckets
    values: Numbers

    @classmethod
    def of(cls, counted_texts: Sequence[tuple[Buckets, Counts]], rarity: Numbers) -> Rows:
        rows = [weighed(buckets, counts, rarity[buckets]) for buckets, counts in counted_texts]
        # A row without a known bucket gets one zero, so that reduceat never meets an empty row.
        places = [row[0] if len(row[0]) else np.zeros(1, np.int64) for row in rows]
        values = [row[1] if len(row[1]) else np.zeros(1, np.float32) for row in rows]
        starts = np.concatenate([[0], np.cumsum([len(row) for row in places])])
        return cls(starts, np.concatenate(places), np.concatenate(values))

    def renumbered(self, known: Buckets, buckets: int) -> Rows:
        """The same rows with the places in `known` (ascending) counted from 0; all others have no value."""
        number = np.zeros(buckets, np.int64)
        number[known] = np.arange(len(known))
        return Rows(self.starts, number[self.places], self.values)

    def times(self, weights: Vector) -> Vector:
        """[rows, labels] for `weights` [labels, buckets]."""
        sums = [np.add.reduceat(self.values * row[self.places], self.starts[:-1]) for row in weights]
        return np.stack(sums, axis=1)

    def transposed_times(self, errors: Vector, buckets: int) -> Vector:
        """[labels, buckets] for `errors` [rows, labels]."""
        lengths = np.diff(self.starts)
        spread = (np.repeat(column, lengths) * self.values for column in errors.T)
        return np.stack([np.bincount(self.places, column, buckets) for column in spread])


def fit_language(texts: Sequence[str], labels: Sequence[str], language: Language, progress: Progress) -> LinearModel:
    """The model trained on `texts` of one language with one label each.

    How much the rarer labels are lifted is chosen on parts of the texts that the rest did not see.
    Raises: ValueError when fewer than two labels occur.
    """
    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise ValueError(f"reviews with {len(names)} label(s) were given; to tell labels apart two are needed.")
    truth = np.array([names.index(label) for label in labels])
    progress(f"counting the n-grams of {len(texts)} reviews ({language})", 0.0)
    grams = [counted(text, language) for text in texts]
    lift = _best_lift(grams, truth, len(names), language, progress)
    progress(f"fitting on all reviews ({language})", 0.75)
    rarity = _rarity(grams, language)
    weights, bias = _fit(grams, rarity, truth, len(names), language)
    return _in_eight_bits(language, names, rarity, weights, bias + np.log(lift))


def _best_lift(
    grams: Sequence[tuple[Buckets, Counts]], truth: Buckets, labels: int, language: Language, progress: Progress
) -> Vector:
    """[labels] factors for the probabilities that give the best macro F1 on left-out parts; 1 where labels are even."""
    amounts = np.bincount(truth, minlength=labels)
    if amounts.max() < _UNEVEN * amounts.min():
        return np.ones(labels)
    fold = np.random.default_rng(0).permutation(len(truth)) % _FOLDS
    logits = np.zeros((len(truth), labels))
    for number in range(_FOLDS):
        progress(f"cross-validating ({language})", 0.05 + 0.7 * number / _FOLDS)
        inside = [gram for gram, part in zip(grams, fold, strict=True) if part != number]
        outside = [gram for gram, part in zip(grams, fold, strict=True) if part == number]
        rarity = _rarity(inside, language)
        weights, bias = _fit(inside, rarity, truth[fold != number], labels, language)
        logits[fold == number] = Rows.of(outside, rarity).times(weights) + bias
    choices = [np.array(lift) for lift in product(_LIFTS, repeat=labels) if lift[amounts.argmax()] == 1.0]
    return max(choices, key=lambda lift: macro_f1((logits + np.log(lift)).argmax(1), truth))


def macro_f1(guesses: Buckets, truth: Buckets) -> float:
    """The mean over the labels that occur of 2 * hits / (times guessed + times true)."""
    scores = []
    for label in np.unique(truth):
        hits = np.sum((guesses == label) & (truth == label))
        scores.append(2 * hits / (np.sum(guesses == label) + np.sum(truth == label)))
    return float(np.mean(scores))


def _rarity(grams: Sequence[tuple[Buckets, Counts]], language: Language) -> Numbers:
    """[buckets] the smoothed inverse document frequency; 0 where too few reviews have the n-gram."""
    seen = np.bincount(np.concatenate([buckets for buckets, _ in grams]), minlength=GRAMS[language].buckets)
    inverse = np.log((1 + len(grams)) / (1 + seen)) + 1
    return np.where(seen >= _FEWEST_REVIEWS, inverse, 0).astype(np.float32)


def _fit(
    grams: Sequence[tuple[Buckets, Counts]], rarity: Numbers, truth: Buckets, labels: int, language: Language
) -> tuple[Vector, Vector]:
    """Weights [labels, buckets] and bias [labels] of the least log loss; rare labels weigh more in it."""
    # Only the buckets that occur are fitted: a fifth of them.
    known = np.flatnonzero(rarity)
    rows = Rows.of(grams, rarity).renumbered(known, len(rarity))
    amounts = np.bincount(truth, minlength=labels)
    importance = ((amounts.max() / np.maximum(amounts, 1)) ** _BALANCE)[truth, None] / len(truth)
    targets = np.eye(labels)[truth]
    shrinkage = 1 / (_FREEDOM[language] * len(truth))

    def loss(flat: Vector) -> tuple[float, Vector]:
        weights, bias = flat[:-labels].reshape(labels, len(known)), flat[-labels:]
        logits = rows.times(weights) + bias
        logits -= logits.max(1, keepdims=True)
        logs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        errors = (np.exp(logs) - targets) * importance
        value = -float((logs * targets * importance).sum()) + shrinkage / 2 * float(flat[:-labels] @ flat[:-labels])
        slope = rows.transposed_times(errors, len(known)) + shrinkage * weights
        return value, np.concatenate([slope.ravel(), errors.sum(0)])

    best = _minimum(loss, np.zeros(labels * len(known) + labels))
    weights = np.zeros((labels, len(rarity)))
    weights[:, known] = best[:-labels].reshape(labels, len(known))
    return weights, best[-labels:]


def _minimum(loss: Callable[[Vector], tuple[float, Vector]], start: Vector) -> Vector:
    """L-BFGS with backtracking (Nocedal & Wright, "Numerical Optimization", algorithm 7.4)."""
    here, (value, slope) = start, loss(start)
    pairs: deque[tuple[Vector, Vector]] = deque(maxlen=_MEMORY)
    for _ in range(_ROUNDS):
        direction = -_scaled(slope, pairs)
        step, gain = 1.0, float(direction @ slope)
        while True:
            there = here + step * direction
            new_value, new_slope = loss(there)
            if new_value <= value + 1e-4 * step * gain or step < 1e-6:
                break
            step /= 2
        if float((there - here) @ (new_slope - slope)) > 1e-12:
            pairs.append((there - here, new_slope - slope))
        finished = value - new_value < 1e-5 * abs(value)
        here, value, slope = there, new_value, new_slope
        if finished:
            break
    return here


def _scaled(slope: Vector, pairs: Sequence[tuple[Vector, Vector]]) -> Vector:
    """The inverse Hessian, as far as the last steps tell it, times `slope`."""
    result, factors = slope.copy(), []
    for moved, changed in reversed(pairs):
        factor = float(moved @ result) / float(moved @ changed)
        factors.append(factor)
        result -= factor * changed
    if pairs:
        moved, changed = pairs[-1]
        result *= float(moved @ changed) / float(changed @ changed)
    for (moved, changed), factor in zip(pairs, reversed(factors), strict=True):
        result += (factor - float(changed @ result) / float(moved @ changed)) * moved
    return result


def _in_eight_bits(
    language: Language, labels: tuple[str, ...], rarity: Numbers, weights: Vector, bias: Vector
) -> LinearModel:
    rarity_step = float(rarity.max()) / 255
    # The softmax does not see what all labels share; without it the weights use the eight bits better.
    centred = weights - weights.mean(0)
    steps = np.abs(centred).max(1) / 127
    return LinearModel(
        language=language,
        labels=labels,
        rarity=np.round(rarity / rarity_step).astype(np.uint8),
        rarity_step=rarity_step,
        weights=np.round(centred / steps[:, None]).astype(np.int8),
        steps=steps.astype(np.float32),
        bias=bias.astype(np.float32),
    )
