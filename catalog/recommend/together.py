"""Bought together: pairs that share baskets more often than their popularity explains."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from math import log

#: chi-square with one degree of freedom at 5 %: a weaker pair may well be chance.
SIGNIFICANT = 3.84
#: A basket of hundreds is a reseller or an error, and its pairs would drown all others.
LARGEST_BASKET = 50


class BoughtTogether:
    """For each product its companions, strongest association first.

    The measure is the log-likelihood ratio of the 2 x 2 table "has A" by "has B" (Dunning, "Accurate Methods for the
    Statistics of Surprise and Coincidence", 1993). Unlike a count it does not grow with popularity alone, and unlike
    lift it does not reward a pair that was seen once.
    """

    def __init__(self, baskets: Iterable[Iterable[str]]) -> None:
        """baskets: the product ids of each purchase; repeats inside a basket count once."""
        single: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        total = 0
        for basket in baskets:
            products = sorted(set(basket))
            if not 0 < len(products) <= LARGEST_BASKET:
                continue
            total += 1
            single.update(products)
            pairs.update(combinations(products, 2))
        self._companions = _rank(single, pairs, total)

    def companions(self, product_id: str) -> tuple[tuple[str, float], ...]:
        """(product id, log-likelihood ratio > SIGNIFICANT) of what goes with it, () when nothing is known."""
        return self._companions.get(product_id, ())


def log_likelihood_ratio(both: int, first: int, second: int, total: int) -> float:
    """G^2 >= 0 of two events seen `first` and `second` times, `both` times at once, in `total` trials."""
    table = ((both, first - both), (second - both, total - first - second + both))
    rows = [sum(row) for row in table]
    columns = [table[0][column] + table[1][column] for column in (0, 1)]
    return 2 * sum(
        count * log(count * total / (rows[row] * columns[column]))
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        if count
    )


def _rank(
    single: Mapping[str, int], pairs: Mapping[tuple[str, str], int], total: int
) -> dict[str, tuple[tuple[str, float], ...]]:
    found: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for (first, second), both in pairs.items():
        # Only pairs above chance: two products that avoid each other are just as surprising.
        if both * total <= single[first] * single[second]:
            continue
        score = log_likelihood_ratio(both, single[first], single[second], total)
        if score > SIGNIFICANT:
            found[first].append((second, score))
            found[second].append((first, score))
    return {product: tuple(sorted(rows, key=lambda row: (-row[1], row[0]))) for product, rows in found.items()}
