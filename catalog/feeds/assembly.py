"""What every product format shares while products are put together: ids and skus once, one currency, pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.feeds import fields
from catalog.feeds.pictures import PictureCopier
from catalog.feeds.report import FeedError, Findings, RowError
from catalog.money import CURRENCIES


@dataclass
class Assembly:
    """The state of one import of products.

    Attributes:
        known_products: ids that reviews, links, orders and events may name: stored ones and those of this feed.
        known_customers: likewise, for orders.
        takes_currency: whether the shop is empty and takes the currency of its first file.
        sold: sku -> (product id, title), likewise.
    """

    currency: str
    pictures: PictureCopier
    findings: Findings
    known_products: set[str]
    known_customers: set[str]
    sold: dict[str, tuple[str, str]]
    product_ids: set[str] = field(default_factory=set)
    skus: set[str] = field(default_factory=set)
    takes_currency: bool = False

    def claim_product(self, product_id: str) -> None:
        """Raises: RowError when the feed has this product already."""
        if product_id in self.product_ids:
            raise RowError("id", product_id, "was there before. Allowed: each product once, its rows together")
        self.product_ids.add(product_id)

    def claim_sku(self, sku: str) -> None:
        """Raises: RowError when the feed has this sku already."""
        if sku in self.skus:
            raise RowError("sku", sku, "was there before. Allowed: each sku once")
        self.skus.add(sku)

    def settle_currency(self, named: Counter[str]) -> None:
        """named: code -> how often a file names it. An empty shop takes the one that is named most.

        Raises: FeedError when the file is in another currency than the shop's.
        """
        if not named or (self.currency in named and not self.takes_currency):
            return
        ((most, _),) = named.most_common(1)
        if self.takes_currency:
            self.currency = most
            self.findings.notes.append(f"The shop takes the file's currency: {most}.")
        elif self.currency not in named:
            raise FeedError(
                f"prices are in {' and '.join(sorted(named))}, but this shop sells in {self.currency}. Allowed: one "
                "currency in a shop. Export in that currency, or use a home of its own (SHOPMATE_HOME)."
            )

    def check_currency(self, values: Mapping[str, Any]) -> None:
        """Raises: RowError for a currency that is none, or not this shop's."""
        found = fields.text(values, "currency", longest=64).upper() or self.currency
        if found not in CURRENCIES:
            raise RowError("currency", found, f"is no currency. This shop sells in {self.currency}")
        if found != self.currency:
            raise RowError("currency", found, f"is not this shop's. Allowed: {self.currency} (shop.currency)")
