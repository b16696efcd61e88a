"""Wix Stores' product export: a Product row, then a Variant row for each choice; a variant costs its surcharge more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from catalog.feeds.learning import learn_table
from catalog.feeds.listing import Listing, Offer
from catalog.feeds.numbers import NumberError, Numbers
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.report import RowError
from catalog.feeds.table import Row, Table, open_table
from catalog.feeds.words import flag
from catalog.products import Product

#: Where Wix keeps the pictures that an export names by their file names alone.
MEDIA = "https://static.wixstatic.com/media/"
KNOWN = frozenset(
    ("handleid", "handle", "fieldtype", "name", "productimageurl", "surcharge", "price", "inventory", "media")
)


def recognises(peek: Peek) -> str | None:
    return "" if "fieldtype" in peek.names and peek.names & {"handleid", "handle"} else None


def products(order: Order) -> Iterator[Product]:
    table = open_table(order.path, KNOWN, order.progress)
    builder = learn_table(order.assembly, table, ("price", "surcharge"), ("inventory",))
    numbers = Numbers("price", table.column("price", "surcharge"))
    yield from builder.products(_listings(table, order, numbers))


def _listings(table: Table, order: Order, numbers: Numbers) -> Iterator[Listing]:
    product: Row | None = None
    listing: Listing | None = None
    findings = order.assembly.findings
    for row in table.rows(findings):
        kind = row.text("fieldtype").lower()
        if kind == "product":
            if listing and product:
                yield _finished(listing, product, numbers)
            product, listing = row, _listing(row)
        elif kind != "variant":
            continue
        elif listing and product and _handle(row) in (listing.id, ""):
            try:
                offer = _variant(product, row, numbers)
                if flag(row.text("visible")) is not False:
                    listing.offers.append(offer)
            except NumberError as error:
                findings.refuse(row.file, row.line, RowError("surcharge", row.text("surcharge"), str(error)))
        else:
            findings.refuse(row.file, row.line, RowError("handleId", _handle(row), "is not the product above"))
    if listing and product:
        yield _finished(listing, product, numbers)


def _handle(row: Row) -> str:
    return row.text("handleid", "handle")


def _finished(listing: Listing, product: Row, numbers: Numbers) -> Listing:
    """A product without variants is its own; where it has no price either, there is nothing to buy."""
    if listing.offers:
        return listing
    try:
        own = _variant(product, product, numbers)
        if numbers.read(product.text("price") or "0"):
            listing.offers.append(own)
    except NumberError:
        listing.offers.append(Offer(product.line, product.text("price")))
    return listing


def _listing(row: Row) -> Listing:
    attributes = {
        row.text(f"additionalinfotitle{n}"): [text]
        for n in range(1, 7)
        if (text := row.text(f"additionalinfodescription{n}"))
        and row.text(f"additionalinfotitle{n}")
        and len(text) < 200
    }
    pictures = re.split(r"[;\n]", row.text("productimageurl", "media"))
    return Listing(
        file=row.file,
        line=row.line,
        id=_handle(row),
        title=row.text("name"),
        description=row.text("description", "plaindescription"),
        categories=[part.strip() for part in row.text("collection").split(";") if part.strip()],
        brand=row.text("brand"),
        images=[_address(part.strip()) for part in pictures if part.strip()],
        attributes=attributes,
        visible=flag(row.text("visible")) is not False,
    )


def _address(name: str) -> str:
    return name if name.startswith(("http://", "https://")) else MEDIA + name


def _variant(product: Row, row: Row, numbers: Numbers) -> Offer:
    price = numbers.read(product.text("price") or "0")
    if row is not product:
        price += numbers.read(row.text("surcharge") or "0")
    paid = _discounted(price, product, numbers)
    options = {}
    for n in range(1, 7):
        value = row.text(f"productoptiondescription{n}", f"productoptionchoice{n}")
        if row is not product and value and (name := product.text(f"productoptionname{n}")):
            # A colour stands as "#ff0000:Red".
            options[name] = re.sub(r"^#[0-9a-fA-F]{3,8}:", "", value)
    return Offer(
        line=row.line,
        price=_written(paid, numbers),
        list_price=_written(price, numbers) if paid < price else "",
        sku=row.text("sku"),
        stock=row.text("inventory"),
        options=options,
        gtin=row.text("barcode"),
    )


def _discounted(price: Decimal, product: Row, numbers: Numbers) -> Decimal:
    off = numbers.read(product.text("discountvalue") or "0")
    if product.text("discountmode").upper() == "PERCENT":
        off = price * off / 100
    return price - off if 0 < off < price else price


def _written(amount: Decimal, numbers: Numbers) -> str:
    return f"{amount:.4f}".replace(".", numbers.decimal or ".")


WIX = Format("wix", "Wix export", recognises, products)
