"""Shopify's product export: with the headers until 2024, and with the new ones.

Rows with the same handle are one product; each row with a price is a variant, a row without one adds a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.feeds.learning import learn_table, stock_is_trusted
from catalog.feeds.listing import Listing, Offer, slug
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.report import Findings
from catalog.feeds.table import Row, Table, open_table
from catalog.feeds.words import NO
from catalog.products import Product

#: The new name of a column -> the one until 2024, both folded.
NAMES = {
    "url handle": "handle", "description": "body (html)", "published on online store": "published",
    "product category": "product category", "sku": "variant sku", "barcode": "variant barcode",
    "price": "variant price", "compare-at price": "variant compare at price",
    "inventory quantity": "variant inventory qty", "product image url": "image src",
    "variant image url": "variant image",
}  # fmt: skip
KNOWN = frozenset((*NAMES, *NAMES.values(), "title", "vendor", "option1 name", "option1 value", "status"))
_METAFIELD = re.compile(r"(.+?) \(product\.metafields\.(?:custom|shopify)\..*\)")


def recognises(peek: Peek) -> str | None:
    if peek.names >= {"handle", "title"} and peek.names & {"variant price", "option1 value", "body (html)"}:
        return "old header"
    marks = {"url handle", "option1 value", "published on online store", "option1 name", "inventory tracker"}
    return "new header" if "title" in peek.names and len(peek.names & marks) >= 2 else None


def products(order: Order) -> Iterator[Product]:
    table = open_table(order.path, KNOWN, order.progress)
    prices = ("variant price", "price", "variant compare at price", "compare-at price")
    stocks = ("variant inventory qty", "inventory quantity")
    # A price of 0 is one that the merchant published: the product counts as shown, and is not for sale.
    builder = learn_table(order.assembly, table, prices, stocks, zero_is_hidden=False)
    trusted = stock_is_trusted(order.assembly, table, *stocks)
    yield from builder.products(_listings(table, order.assembly.findings, trusted))


def _listings(table: Table, findings: Findings, trusted: bool) -> Iterator[Listing]:
    """Rows of one handle stand together; Shopify writes them so."""
    listing: Listing | None = None
    names: list[str] = []
    for row in table.rows(findings):
        handle = _cell(row, "handle") or (slug(row.text("title")) if row.text("title") else "")
        if listing is None or (handle and handle != listing.id):
            if listing:
                yield listing
            listing, names = _listing(row, handle), []
        names = [_cell(row, f"option{n} name") or (names[n - 1] if names else "") for n in (1, 2, 3)]
        if image := _picture(row):
            listing.images.append(image)
        if price := _cell(row, "variant price"):
            listing.offers.append(_offer(row, price, names, trusted))
    if listing:
        yield listing


def _cell(row: Row, old: str) -> str:
    return row.text(old, *(new for new, name in NAMES.items() if name == old))


def _picture(row: Row) -> str:
    """The picture's address; a file whose cells are shifted has it in a neighbouring cell."""
    found = _cell(row, "image src")
    shifted = [found, row.text("image position"), row.text("fulfillment service")]
    return next((cell for cell in shifted if cell.startswith(("http://", "https://"))), "")


def _listing(row: Row, handle: str) -> Listing:
    fields: dict[str, list[str]] = {"tags": _split(row.text("tags"))} if row.text("tags") else {}
    for name in row.values:
        match = _METAFIELD.fullmatch(name)
        if match and len(row.text(name)) <= 200:
            fields[match[1]] = [part for part in re.split(r"[;\n]\s*", row.text(name)) if part]
    category = row.text("product category").replace(" > ", "/")
    return Listing(
        file=row.file,
        line=row.line,
        id=handle,
        title=row.text("title"),
        description=_cell(row, "body (html)"),
        categories=[found for found in (category, row.text("type")) if found],
        brand=row.text("vendor"),
        gender=row.text("google shopping / gender"),
        attributes=fields,
        visible=row.text("status").lower() in ("", "active") and _cell(row, "published").lower() not in NO,
    )


def _offer(row: Row, price: str, names: list[str], trusted: bool) -> Offer:
    values = [_cell(row, f"option{n} value") for n in (1, 2, 3)]
    options = {
        name or f"option {n}": value
        for n, (name, value) in enumerate(zip(names, values, strict=True), 1)
        if value and (name, value) != ("Title", "Default Title")
    }
    return Offer(
        line=row.line,
        price=price,
        list_price=_cell(row, "variant compare at price"),
        sku=_cell(row, "variant sku").lstrip("'"),
        stock=_cell(row, "variant inventory qty") if trusted else "",
        options=options,
        image=found if (found := _cell(row, "variant image")).startswith("http") else "",
        gtin=_cell(row, "variant barcode"),
    )


def _split(written: str) -> list[str]:
    return [part.strip() for part in written.split(",") if part.strip()]


SHOPIFY = Format("shopify", "Shopify export", recognises, products, compares=True)
