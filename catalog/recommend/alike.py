"""Products alike in what is written about them and in how they look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from catalog.products import Hit

#: Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009); their constant of 60 suits longer lists.
SOFTENING = 10
#: Answers that are remembered; thirty products each.
MOST_REMEMBERED = 5_000

#: (product id, limit) -> products alike in text and picture, best first.
Similar = Callable[[str, int], Sequence[Hit]]


class Remembered:
    """Answers that cost a look at every vector, kept for as long as what they rest on is the same.

    Args:
        rests_on: gives that, to be compared; when it is another, everything is asked anew.
    """

    def __init__(self, ask: Similar, rests_on: Callable[[], object]) -> None:
        self._ask, self._rests_on = ask, rests_on
        self._kept: tuple[object, dict[tuple[str, int], Sequence[Hit]]] = (None, {})

    def __call__(self, product_id: str, limit: int) -> Sequence[Hit]:
        now, (before, kept) = self._rests_on(), self._kept
        if now != before or len(kept) >= MOST_REMEMBERED:
            kept = {}
            self._kept = now, kept
        if (product_id, limit) not in kept:
            kept[product_id, limit] = self._ask(product_id, limit)
        return kept[product_id, limit]


def fused(rankings: Sequence[Sequence[Hit]], *, limit: int) -> list[Hit]:
    """The products of several rankings, best first by the sum of their reciprocal ranks.

    Each has the highest of its scores: it need stand out by one of them only.
    """
    places: defaultdict[str, float] = defaultdict(float)
    hits: dict[str, Hit] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking):
            places[hit.product.id] += 1 / (SOFTENING + rank)
            hits[hit.product.id] = max(hits.get(hit.product.id, hit), hit, key=lambda each: each.score)
    best = sorted(places, key=lambda product_id: (-places[product_id], product_id))[:limit]
    return [hits[product_id] for product_id in best]
