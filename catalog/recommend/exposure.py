"""Who is shown how often: the share of each brand, seller or price band, beside its share of what can be bought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from catalog.products import Product

#: A product is brought forward or held back by at most this factor.
MOST_BOOST = 4.0
#: Showings that a group is taken to have had already, so that a handful proves nothing.
PRIOR = 20.0
BANDS = ("lowest quarter", "second quarter", "third quarter", "highest quarter")


def groups(products: Mapping[str, Product], by: str) -> dict[str, str]:
    """Product id -> its brand, seller or price band, of all that can be bought; "" = none is told."""
    sold = {product.id: product for product in products.values() if product.visible and product.in_stock}
    if by == "price":
        prices = sorted(product.price_minor for product in sold.values())
        edges = [prices[len(prices) * quarter // 4] for quarter in (1, 2, 3)] if prices else []
        return {each: BANDS[sum(product.price_minor >= edge for edge in edges)] for each, product in sold.items()}
    if by == "seller":
        return {each: _seller(product) for each, product in sold.items()}
    return {each: product.brand for each, product in sold.items()}


def boosts(products: Mapping[str, Product], exposed: Mapping[str, int], by: str, strength: float) -> dict[str, float]:
    """Product id -> factor of its score, by how far its group's share of showings is below that of the catalogue.

    strength: 0 = none (an empty mapping), 1 = the whole gap.
    """
    if not strength:
        return {}
    of = groups(products, by)
    goods, shown = Counter(of.values()), _shown(of, exposed)
    total = sum(shown.values())
    factor = {}
    for group, number in goods.items():
        fair = number / len(of)
        had = (shown[group] + PRIOR * fair) / (total + PRIOR)
        factor[group] = min(max((fair / had) ** strength, 1 / MOST_BOOST), MOST_BOOST)
    return {product: factor[group] for product, group in of.items()}


def report(products: Mapping[str, Product], exposed: Mapping[str, int], by: str) -> dict[str, Any]:
    """Shares of showings and of the catalogue by group, the most shown first, and how unequal the showings are.

    `gini`: 0 = every group is shown by its share of the catalogue, towards 1 = one group alone is shown.
    """
    of = groups(products, by)
    goods, shown = Counter(of.values()), _shown(of, exposed)
    total = sum(shown.values()) or 1
    rows = [
        {by: group or "(none)", "shown": round(shown[group] / total, 4), "catalogue": round(number / len(of), 4)}
        for group, number in goods.items()
    ]
    rows.sort(key=lambda row: (-shown[str(row[by])], str(row[by])))
    return {"groups": rows, "showings": sum(shown.values()), "gini": round(_gini(goods, shown), 4)}


def _shown(of: Mapping[str, str], exposed: Mapping[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for product, times in exposed.items():
        if product in of:
            found[of[product]] += times
    return found


def _gini(goods: Mapping[str, int], shown: Mapping[str, int]) -> float:
    """Twice the area between the Lorenz curve of showings over the catalogue and the line of equal shares."""
    total, number = sum(shown.values()), sum(goods.values())
    if not total or not number:
        return 0.0
    ranked = sorted(goods, key=lambda group: shown.get(group, 0) / goods[group])
    curve = [(0.0, 0.0), *_curve(ranked, goods, shown, total, number)]
    return 1 - sum((x2 - x1) * (y1 + y2) for (x1, y1), (x2, y2) in pairwise(curve))


def _curve(
    ranked: Iterable[str], goods: Mapping[str, int], shown: Mapping[str, int], total: int, number: int
) -> list[tuple[float, float]]:
    points, x, y = [], 0.0, 0.0
    for group in ranked:
        x, y = x + goods[group] / number, y + shown.get(group, 0) / total
        points.append((x, y))
    return points


def _seller(product: Product) -> str:
    return next((values[0] for name in ("seller", "vendor") if (values := product.attributes.get(name))), "")
