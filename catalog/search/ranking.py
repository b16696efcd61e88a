"""The order of an answer: by relevance or by a fact, ties always broken the same way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from catalog.products import Product
from catalog.search.filters import Rows
from catalog.search.lexical import FloatVector
from nlu.wish import Sort

#: So many reviews of average stars every product is weighed with.
_AVERAGE_REVIEWS = 3
#: Scores that differ by less are the same.
_NO_SPREAD = 1e-6


def ranked(
    rows: Rows,
    sort: Sort,
    products: Sequence[Product],
    prices: Rows,
    scores: FloatVector,
    extremes: npt.NDArray[np.float64] | None = None,
) -> Rows:
    """`rows` of `products`, best first.

    Args:
        prices: [products] the price by which the product satisfies the wish, in minor units.
        extremes: [products] what an order such as "weight:least" compares, the more the better.
        scores: [products] relevance; it decides between equals, then the row does (products lie sorted by id).
    """
    keys = [scores[rows].astype(np.float64)]
    if extremes is not None:
        keys = [extremes[rows], *keys]
    elif sort == "price_up":
        keys = [-prices[rows].astype(np.float64), *keys]
    elif sort == "price_down":
        keys = [prices[rows].astype(np.float64), *keys]
    elif sort == "rating":
        keys = [weighed_stars([products[row] for row in rows]), *keys]
    elif sort == "newest":
        keys = [_dates(rows, products), *keys]
    # lexsort reads the last key first, and sorts upwards.
    return rows[np.lexsort([rows, *(-key for key in reversed(keys))])]


def standing_out(scores: FloatVector) -> FloatVector:
    """The same on a scale where 0 is a middling product's score and 1 the best one's.

    What a cosine means differs from shop to shop: of clothes alone the middling pair is nearer than in a warehouse.
    """
    if not len(scores):
        return scores
    middling, best = float(np.median(scores)), float(scores.max())
    return (scores - np.float32(middling)) / np.float32(max(best - middling, _NO_SPREAD))


def weighed_stars(products: Sequence[Product]) -> npt.NDArray[np.float64]:
    """[products] mean stars as if each product had a few average reviews besides: one enthusiast proves little.

    A product without reviews comes last, with 0.
    """
    stars = np.array([product.rating or 0.0 for product in products], dtype=np.float64)
    number = np.array([product.review_count if product.rating else 0 for product in products], dtype=np.float64)
    if not number.any():
        return stars
    average = float((stars * number).sum() / number.sum())
    weighed = (stars * number + average * _AVERAGE_REVIEWS) / (number + _AVERAGE_REVIEWS)
    return np.where(stars > 0, weighed, 0.0)


def _dates(rows: Rows, products: Sequence[Product]) -> npt.NDArray[np.float64]:
    """ISO 8601 dates as ranks, so that they order as numbers; an unknown date is the oldest."""
    dates = [products[row].created_at for row in rows]
    rank = {date: place for place, date in enumerate(sorted(set(dates)))}
    return np.array([rank[date] for date in dates], dtype=np.float64)
