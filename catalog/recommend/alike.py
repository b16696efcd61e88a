"""Products alike in what is written about them and in how they look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from catalog.products import Hit

#: Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009); their constant of 60 suits longer lists.
SOFTENING = 10


def fused(rankings: Sequence[Sequence[Hit]], *, limit: int) -> list[Hit]:
    """The products of several rankings, best first by the sum of their reciprocal ranks."""
    scores: defaultdict[str, float] = defaultdict(float)
    hits: dict[str, Hit] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking):
            scores[hit.product.id] += 1 / (SOFTENING + rank)
            hits.setdefault(hit.product.id, hit)
    best = sorted(scores, key=lambda product_id: (-scores[product_id], product_id))[:limit]
    return [Hit(hits[product_id].product, scores[product_id]) for product_id in best]
