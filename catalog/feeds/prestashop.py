"""PrestaShop's product CSV, as its importer's sample and its export modules write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from catalog.feeds.learning import learn_table
from catalog.feeds.listing import Listing, Offer, slug
from catalog.feeds.numbers import NumberError, Numbers
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.table import Row, Table, open_table
from catalog.feeds.words import flag
from catalog.products import Product

_PRICES = (
    "price tax included",
    "price tax excluded or price tax included",
    "price tax excluded",
    "price",
    "final price",
)
PRICES = (*_PRICES, "price (tax incl.)", "price (tax excl.)", "price tax incl.", "price tax excl.", "price (€)")
KNOWN = frozenset(
    ("id", "product id", "active", "name", "categories", *PRICES, "reference", "manufacturer", "quantity", "image urls")
)
MARKS = frozenset((
    "active", "wholesale price", "on sale", "ecotax", "tax rules id", "image urls", "text when in stock",
    "feature(name value position)", "url rewritten", "reference", "supplier reference", "discount amount",
))  # fmt: skip


def recognises(peek: Peek) -> str | None:
    is_shop = "name" in peek.names and peek.names & set(PRICES) and len(peek.names & MARKS) >= 3
    return "" if is_shop else None


def products(order: Order) -> Iterator[Product]:
    table = open_table(order.path, KNOWN | MARKS, order.progress)
    prices = [name for name in PRICES if name in table.names][:1]
    if (prices and "excluded" in prices[0] and "included" not in prices[0]) or prices == ["price (tax excl.)"]:
        order.assembly.findings.warn("prices are without tax, as the column says", prices[0])
    builder = learn_table(order.assembly, table, prices, ("quantity",))
    numbers = Numbers("price", table.column(*prices))
    yield from builder.products(_listing(row, table, prices[0], numbers) for row in table.rows(order.assembly.findings))


def _listing(row: Row, table: Table, price: str, numbers: Numbers) -> Listing:
    def several(name: str) -> list[str]:
        """Values parted by the mark that the header shows: "Categories (x;y;z...)"."""
        title = next((title for title, known in zip(table.titles, table.names, strict=True) if known == name), "")
        shown = re.search(r"\(\w\s*([,;|])", title)
        mark = shown[1] if shown else ","
        return [part.strip() for part in row.text(name).split(mark) if part.strip()]

    features: dict[str, list[str]] = {}
    cell = next((row.text(name) for name in row.values if name.startswith("feature")), "")
    for feature in re.split(r"[,;|](?=[^:,;|]+:)", cell):
        name, _, rest = feature.partition(":")
        if rest:
            features.setdefault(name.strip().lower(), []).append(rest.split(":")[0].strip())
    if tags := several("tags"):
        features["tags"] = tags
    reference = row.text("reference")
    paid, listed = _prices(row, price, numbers)
    return Listing(
        file=row.file,
        line=row.line,
        id=row.text("product id", "id") or reference or slug(row.text("name")),
        title=row.text("name"),
        description=row.text("description") or row.text("short description", "summary"),
        categories=several("categories") or several("category"),
        brand=row.text("manufacturer", "brand"),
        images=several("image urls"),
        attributes=features,
        visible=flag(row.text("active", "status", "enabled")) is not False,
        offers=[
            Offer(
                line=row.line,
                price=paid,
                list_price=listed,
                sku=reference,
                stock=row.text("quantity"),
                in_stock=flag(row.text("available for order")),
                gtin=row.text("ean13", "ean-13", "upc"),
            )
        ],
    )


def _prices(row: Row, name: str, numbers: Numbers) -> tuple[str, str]:
    """What is paid, and the price before a discount that holds today."""
    written, today = row.text(name), datetime.now(UTC).date().isoformat()
    begins, ends = row.text("discount from")[:10], row.text("discount to")[:10]
    amount, percent = row.text("discount amount"), row.text("discount percent")
    unset = ("", "0000-00-00")
    if not (amount or percent) or (begins not in unset and begins > today) or (ends not in unset and ends < today):
        return written, ""
    try:
        full = numbers.read(written)
        off = Numbers("discount", [amount]).read(amount) if amount else Decimal(0)
        off += full * Numbers("discount", [percent]).read(percent) / 100 if percent else 0
    except NumberError:
        return written, ""
    if not 0 < off < full:
        return written, ""
    paid = f"{full - off:.4f}"
    return (paid.replace(".", numbers.decimal) if numbers.decimal else paid), written


PRESTASHOP = Format("prestashop", "PrestaShop export", recognises, products)
