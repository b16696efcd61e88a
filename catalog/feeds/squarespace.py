"""Squarespace Commerce's product export: a row without a product id is a variant of the product above it."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.feeds.learning import learn_table
from catalog.feeds.listing import Listing, Offer, slug
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.report import Findings
from catalog.feeds.table import Row, Table, open_table
from catalog.feeds.words import flag
from catalog.products import Product

KNOWN = frozenset((
    "product id", "product id [non editable]", "variant id", "variant id [non editable]", "product type",
    "product page",
    "product url", "title", "description", "sku", "option name 1", "option value 1", "price", "sale price", "on sale",
    "stock", "categories", "tags", "visible", "hosted image urls",
))  # fmt: skip


def recognises(peek: Peek) -> str | None:
    has_options = peek.names & {"option name 1", "option value 1", "hosted image urls", "product page"}
    return "" if peek.names >= {"title", "price"} and len(has_options) >= 2 else None


def products(order: Order) -> Iterator[Product]:
    table = open_table(order.path, KNOWN, order.progress)
    builder = learn_table(order.assembly, table, ("price", "sale price"), ("stock",))
    yield from builder.products(_listings(table, order.assembly.findings))


def _listings(table: Table, findings: Findings) -> Iterator[Listing]:
    listing: Listing | None = None
    names: dict[int, str] = {}
    for row in table.rows(findings):
        product_id = row.text("product id", "product id [non editable]")
        if listing is None or (product_id and product_id != listing.id) or (not product_id and row.text("title")):
            if listing:
                yield listing
            listing, names = _listing(row, product_id), {}
        names |= {n: name for n in range(1, 7) if (name := row.text(f"option name {n}"))}
        listing.offers.append(_offer(row, names))
    if listing:
        yield listing


def _listing(row: Row, product_id: str) -> Listing:
    tags = [part.strip() for part in row.text("tags").split(",") if part.strip()]
    return Listing(
        file=row.file,
        line=row.line,
        id=product_id or row.text("product url") or slug(row.text("title")),
        title=row.text("title"),
        description=row.text("description"),
        categories=[part.strip().strip("/") for part in row.text("categories").split(",") if part.strip()],
        images=row.text("hosted image urls").split(),
        attributes={"tags": tags} if tags else {},
        visible=flag(row.text("visible")) is not False,
    )


def _offer(row: Row, names: dict[int, str]) -> Offer:
    sale = row.text("sale price")
    on_sale = flag(row.text("on sale")) is True and bool(sale)
    return Offer(
        line=row.line,
        price=sale if on_sale else row.text("price"),
        list_price=row.text("price") if on_sale else "",
        sku=row.text("sku"),
        stock=row.text("stock"),
        options={name: value for n, name in names.items() if (value := row.text(f"option value {n}"))},
    )


SQUARESPACE = Format("squarespace", "Squarespace export", recognises, products)
