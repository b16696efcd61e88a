"""Names by which a customer can tell products apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from catalog.products import Product


def told_apart(products: Sequence[Product]) -> list[Product]:
    """`products`, those of one title told apart by their colour or size: "Gym Ball in blue", "Gym Ball in red".

    Shops that list every colour as a product of its own give all of them one title; in a list of answers they
    would read as repetitions. Where neither colour nor size tells them apart the titles stay.
    """
    namesakes: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        if product.visible:
            namesakes[product.title.casefold()].append(product)
    telling: dict[str, str] = {}
    for group in namesakes.values():
        if len(group) > 1:
            telling.update(_colours(group) or _sizes(group))
    return [replace(product, title=telling.get(product.id, product.title)) for product in products]


def _colours(group: Sequence[Product]) -> dict[str, str]:
    return _titles(group, [{variant.colour.lower() for variant in product.variants} for product in group], "in ")


def _sizes(group: Sequence[Product]) -> dict[str, str]:
    return _titles(group, [{variant.size for variant in product.variants} for product in group], "in size ")


def _titles(group: Sequence[Product], values: Sequence[set[str]], name: str) -> dict[str, str]:
    """Product id -> title with its own value; {} unless each product has exactly one and no two the same."""
    single = [next(iter(found)) for found in values if len(found) == 1]
    if "" in single or len(set(single)) < len(group):
        return {}
    return {product.id: f"{product.title} {name}{value}" for product, value in zip(group, single, strict=True)}
