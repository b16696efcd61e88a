"""Fits the sentiment model of one language: scikit-learn's logistic regression on weighed n-grams, kept in eight bits.

Between two labels every n-gram is first scaled by how unevenly it is spread over them (the square root of the naive
Bayes log ratio, after Wang and Manning 2012): what tells nothing is shrunk more. The scale is folded into the weights.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from nlu.sentiment.features import GRAMS, Buckets, Counts, Language, counted
from nlu.sentiment.model import LinearModel, Numbers, weighed

#: Called with a stage in words and the share done, 0..1.
Progress = Callable[[str, float], None]
Vector = NDArray[np.float64]
Grams = Sequence[tuple[Buckets, Counts]]

#: N-grams in fewer reviews are left out.
_FEWEST_REVIEWS = 3
#: Inverse strength of the shrinkage; chosen by cross-validation.
_FREEDOM: dict[Language, float] = {"en": 1.5, "zh": 4.0}
#: How far rare labels weigh more in the fit: 0 not at all, 1 as much as the frequent ones together.
_BALANCE = 0.36
_ROUNDS = 60
_FOLDS = 3
#: The most frequent label occurs this many times more than the rarest: then the rarer ones are lifted.
_UNEVEN = 1.5
#: How much rarer labels may be lifted over what the data says, tried on reviews left out of the fit.
_LIFTS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0)


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


def _best_lift(grams: Grams, truth: Buckets, labels: int, language: Language, progress: Progress) -> Vector:
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
        logits[fold == number] = _rows(outside, rarity) @ weights.T + bias
    choices = [np.array(lift) for lift in product(_LIFTS, repeat=labels) if lift[amounts.argmax()] == 1.0]
    return max(choices, key=lambda lift: f1_score(truth, (logits + np.log(lift)).argmax(1), average="macro"))


def _rarity(grams: Grams, language: Language) -> Numbers:
    """[buckets] the smoothed inverse document frequency; 0 where too few reviews have the n-gram."""
    seen = np.bincount(np.concatenate([buckets for buckets, _ in grams]), minlength=GRAMS[language].buckets)
    inverse = np.log((1 + len(grams)) / (1 + seen)) + 1
    return np.where(seen >= _FEWEST_REVIEWS, inverse, 0).astype(np.float32)


def _fit(grams: Grams, rarity: Numbers, truth: Buckets, labels: int, language: Language) -> tuple[Vector, Vector]:
    """Weights [labels, buckets] and bias [labels] of the least log loss; rare labels weigh more in it."""
    rows = _rows(grams, rarity)
    amounts = np.bincount(truth, minlength=labels)
    importance = ((amounts.max() / np.maximum(amounts, 1)) ** _BALANCE)[truth]
    scale = _unevenness(rows, truth) if labels == 2 else np.ones(rows.shape[1])
    regression = LogisticRegression(C=_FREEDOM[language], max_iter=_ROUNDS)
    with warnings.catch_warnings():
        # The last digits of the weights don't change an answer.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(rows @ diags(scale), truth, sample_weight=importance)
    weights, bias = regression.coef_ * scale, regression.intercept_
    if labels == 2:  # scikit-learn keeps one row for the two
        weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return weights, bias


def _unevenness(rows: Any, truth: Buckets) -> Vector:
    """[buckets] how unevenly each n-gram is spread over the two labels, 0 for evenly."""
    held = [np.asarray((rows[truth == label] > 0).sum(axis=0)).ravel() + 1.0 for label in (0, 1)]
    ratio = np.log(held[1] / held[1].sum()) - np.log(held[0] / held[0].sum())
    return np.asarray(np.sqrt(np.abs(ratio)))


def _rows(grams: Grams, rarity: Numbers) -> Any:
    """[texts, buckets] the weighed n-grams, sparse."""
    rows = [weighed(buckets, counts, rarity[buckets]) for buckets, counts in grams]
    starts = np.concatenate([[0], np.cumsum([len(places) for places, _ in rows])])
    places, values = (np.concatenate([row[part] for row in rows]) for part in (0, 1))
    return csr_matrix((values, places, starts), shape=(len(rows), len(rarity)))


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
