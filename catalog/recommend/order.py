"""One learnt order over what all sources propose: plain weights of a few signs, learnt by `shopmate train order`."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, log2
from pathlib import Path

from catalog.products import Product
from catalog.recommend.history import History
from catalog.recommend.sources import SOFTENING, Candidate
from catalog.trained import Trained

PART, FILE = "order", "order.json"
#: A price further from the usual one than this factor says no more.
_FAR_PRICE = 4.0

logger = logging.getLogger("shopmate")
#: Sign -> how much of it a product has, mostly 0..1.
Signs = Mapping[str, float]


@dataclass(frozen=True)
class LearntOrder:
    """weights: sign -> what it is worth, as log-odds; signs without one say nothing."""

    weights: Mapping[str, float]

    def worth(self, signs: Signs) -> float:
        """0..1, how likely the visitor turns to a product with these signs, compared with others."""
        return 1 / (1 + exp(-sum(self.weights.get(name, 0.0) * value for name, value in signs.items())))

    def save(self, folder: Path) -> None:
        """Writes FILE into `folder`."""
        (folder / FILE).write_text(json.dumps({"weights": self.weights}, indent=1), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> LearntOrder:
        """What `save` wrote. Raises: ValueError, OSError when it cannot be read."""
        try:
            weights = json.loads((folder / FILE).read_text("utf-8"))["weights"]
            return cls({str(name): float(weight) for name, weight in weights.items()})
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{folder / FILE} is no learnt order ({error}).") from error

    @classmethod
    def in_use(cls, home: Path) -> LearntOrder | None:
        """The version that serves; None where the shop trained none, or it cannot be read."""
        folder = Trained(home, PART).in_use
        if folder is None:
            return None
        try:
            return cls.read(folder)
        except (OSError, ValueError) as error:
            logger.error("the learnt order is left out", extra={"facts": {"why": str(error)[:200]}})
            return None


def signs_of(
    lists: Sequence[tuple[str, Sequence[Candidate]]],
    added: Mapping[str, float],
    history: History,
    products: Mapping[str, Product],
    wanted: Mapping[str, int],
) -> dict[str, Signs]:
    """Product id -> its signs: its place in each source's list, how wanted it is, and how it fits what was turned to.

    Args:
        lists: (source, its candidates, best first); added: product id -> its places added up.
        wanted: product id -> place among what everybody wants.
    """
    leaning = _Leaning(history, products)
    found: dict[str, dict[str, float]] = {}
    for product, total in added.items():
        known = products.get(product)
        found[product] = {"added": total, **(leaning.signs(known) if known else {})}
        if product in wanted:
            found[product]["wanted"] = 1 / log2(wanted[product] + 2)
    for source, candidates in lists:
        for place, candidate in enumerate(candidates):
            found[candidate.product_id][f"place {source}"] = SOFTENING / (place + SOFTENING)
    return dict(found)


class _Leaning:
    """The kinds, brands and prices that a visitor leans to, what they did lately most."""

    def __init__(self, history: History, products: Mapping[str, Product]) -> None:
        known = [(products[each.product_id], each.weight) for each in history.interests if each.product_id in products]
        self._whole = sum(weight for _, weight in known)
        self._kinds, self._brands = Counter[str](), Counter[str]()
        for product, weight in known:
            self._kinds[product.kind] += weight  # type: ignore[assignment]
            self._brands[product.brand] += weight  # type: ignore[assignment]
        prices = [(log(product.price_minor), weight) for product, weight in known if product.price_minor > 0]
        spent = sum(weight for _, weight in prices)
        self._price = sum(price * weight for price, weight in prices) / spent if spent else None

    def signs(self, product: Product) -> dict[str, float]:
        if not self._whole:
            return {}
        found = {"kind": self._kinds[product.kind] / self._whole if product.kind else 0.0}
        found["brand"] = self._brands[product.brand] / self._whole if product.brand else 0.0
        if self._price is not None and product.price_minor > 0:
            found["price"] = 1 - min(abs(log(product.price_minor) - self._price) / log(_FAR_PRICE), 1.0)
        return found
