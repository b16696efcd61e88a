"""What every product format shares while products are put together: ids and skus once, one currency, pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from catalog.feeds import fields
from catalog.feeds.numbers import SHARED_SIGNS
from catalog.feeds.pictures import PictureCopier
from catalog.feeds.report import FeedError, Findings, RowError
from catalog.money import CURRENCIES, minor_digits
from catalog.products import Product, Variant


@dataclass(frozen=True)
class Lost:
    """What a refused row told of its variant; all "" where it told nothing."""

    sku: str
    size: str
    colour: str


def one_of(variant: Variant) -> Callable[[Lost], bool]:
    """Whether a refused row may have been this variant's."""

    def fits(lost: Lost) -> bool:
        if lost.sku:
            return lost.sku == variant.sku
        return (lost.size or lost.colour) == "" or (lost.size, lost.colour) == (
            variant.size.casefold(),
            variant.colour.casefold(),
        )

    return fits


@dataclass
class Assembly:
    """The state of one import of products.

    Attributes:
        known_products: ids that reviews, links, orders and events may name: stored ones and those of this feed.
        known_customers: likewise, for orders.
        takes_currency: whether the shop is empty and takes the currency of its first file.
        sold: sku -> (product id, title), likewise.
        stored: a product as the shop has it.
        lost: product id -> its variants whose rows were refused.
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
    stored: Callable[[str], Product | None] = lambda _product_id: None
    lost: dict[str, list[Lost]] = field(default_factory=dict)

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

    def lose(self, product_id: str, sku: str = "", size: str = "", colour: str = "") -> None:
        """Notes that a row of this variant was refused; see `with_lost`."""
        self.lost.setdefault(product_id, []).append(Lost(sku, size.casefold(), colour.casefold()))

    def with_lost(self, product: Product) -> Product:
        """The product with those variants as the shop had them whose rows were refused: a slip of the keyboard takes
        no size off sale."""
        lost = self.lost.pop(product.id, [])
        before = self.stored(product.id) if lost else None
        kept = (
            [one for one in before.variants if one.sku not in self.skus and any(map(one_of(one), lost))]
            if before
            else []
        )
        if not kept:
            return product
        self.skus.update(variant.sku for variant in kept)
        self.sold.update({variant.sku: (product.id, product.title) for variant in kept})
        for variant in kept:
            self.findings.warn("variant of a refused row stays as the shop has it", variant.sku)
        return replace(product, variants=(*product.variants, *kept))

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

    def settle_sign(self, sign: str, *, has_decimals: bool) -> None:
        """A sign that several currencies share is the shop's own, where that is one of them.

        Raises: FeedError where it is none: which one is meant can't be told.
        """
        meant = SHARED_SIGNS[sign]
        if self.currency in meant:
            return
        fitting = [code for code in meant if minor_digits(code) or not has_decimals]
        if self.takes_currency and len(fitting) == 1:
            self.settle_currency(Counter(fitting))
            return
        raise FeedError(
            f"prices are marked {sign!r}, which may be {' or '.join(meant)}, but this shop sells in {self.currency}. "
            "Say which it is with shop.currency in the config.yml of the home, or use a home of its own."
        )

    def check_currency(self, values: Mapping[str, Any]) -> None:
        """Raises: RowError for a currency that is none, or not this shop's."""
        found = fields.text(values, "currency", longest=64).upper() or self.currency
        if found not in CURRENCIES:
            raise RowError("currency", found, f"is no currency. This shop sells in {self.currency}")
        if found != self.currency:
            raise RowError("currency", found, f"is not this shop's. Allowed: {self.currency} (shop.currency)")
