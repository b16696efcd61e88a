"""Measures of a ranking against graded judgements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import numpy as np


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], *, k: int) -> float:
    """Normalised discounted cumulative gain in 0..1 with gain 2^grade - 1 (Burges et al. 2005).

    `ranking` holds product ids, best first; only those in `grades` count, and the best order of `grades` is 1.
    """
    gains = [2 ** grades[product] - 1 for product in ranking if product in grades]
    best = sorted((2**grade - 1 for grade in grades.values()), reverse=True)
    ideal = _discounted(best[:k])
    return _discounted(gains[:k]) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], relevant: Set[str], *, k: int) -> float:
    """The share of the relevant products among the first k."""
    return len(relevant & set(ranking[:k])) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], relevant: Set[str], *, k: int) -> float:
    """1 / place of the first relevant product among the first k, 0 when there is none."""
    return next((1 / place for place, product in enumerate(ranking[:k], start=1) if product in relevant), 0.0)


def _discounted(gains: Sequence[float]) -> float:
    return float(sum(gain / np.log2(place + 1) for place, gain in enumerate(gains, start=1)))
