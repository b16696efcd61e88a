"""The demo shop's products as their feed tells them: the truth that cards are held against."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from catalog.settings import ROOT

Row = dict[str, Any]


def titles(holds: Callable[[Row, Row], bool], *, least_stock: int = 1) -> set[str]:
    """Titles of the products with a variant, with that many pieces or more, for which `holds(product, variant)`."""
    with (ROOT / "catalog" / "demo" / "products.jsonl").open(encoding="utf-8") as feed:
        products = [json.loads(line) for line in feed]
    return {
        product["title"]
        for product in products
        if any(variant["stock"] >= least_stock and holds(product, variant) for variant in product["variants"])
    }


def is_running_shoe(product: Row) -> bool:
    return any("Running Shoes" in path.split("/") for path in product["categories"])
