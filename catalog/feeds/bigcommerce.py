"""BigCommerce's product export: SKU rows (newer files: Variant rows) below a Product row are its variants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from catalog.feeds.learning import learn_table
from catalog.feeds.listing import Listing, Offer, slug
from catalog.feeds.numbers import NumberError, Numbers
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.table import Row, Table, open_table
from catalog.feeds.words import flag
from catalog.products import Product

KNOWN = frozenset((
    "item type", "item", "product id", "id", "product name", "name", "product code/sku", "sku", "price", "sale price",
    "current stock level", "current stock", "category", "categories", "product visible", "brand name",
))  # fmt: skip
#: An option in a name cell: "[RT]Size=Small" or "[CS]Colour=Red:#ff0000".
_OPTION = re.compile(r"(?:\[[A-Z]+\])?\s*([^=,\]]+)=([^,;|]+)")
_RULE = re.compile(r"\[(FIXED|ADD|REMOVE)\](.*)")


def recognises(peek: Peek) -> str | None:
    old = peek.names >= {"item type", "product name"} or peek.names >= {"product name", "product code/sku"}
    new = peek.names >= {"item", "name", "price"} and peek.names & {"inventory tracking", "current stock", "is visible"}
    return "" if old or new else None


def products(order: Order) -> Iterator[Product]:
    table = open_table(order.path, KNOWN, order.progress)
    builder = learn_table(order.assembly, table, ("price", "sale price"), ("current stock level", "current stock"))
    numbers = Numbers("price", table.column("price"))
    yield from builder.products(_listings(table, order, numbers))


def _listings(table: Table, order: Order, numbers: Numbers) -> Iterator[Listing]:
    listing: Listing | None = None
    product: Row | None = None
    for row in table.rows(order.assembly.findings):
        kind = row.text("item type", "item").lower() or "product"
        if kind == "product":
            if listing and product:
                yield _finished(listing, product, numbers)
            listing, product = _listing(row), row
        elif kind in ("sku", "variant") and listing and product:
            listing.offers.append(_offer(row, product, numbers))
        elif kind == "image" and listing:
            listing.images.extend(_images(row))
    if listing and product:
        yield _finished(listing, product, numbers)


def _finished(listing: Listing, product: Row, numbers: Numbers) -> Listing:
    if not listing.offers:
        listing.offers.append(_offer(product, product, numbers))
    return listing


def _images(row: Row) -> list[str]:
    found = [row.text(name) for name in row.values if re.match(r"(product )?image (url|file)|image url", name)]
    addresses = [cell for cell in found if cell.startswith(("http://", "https://"))]
    return list(dict.fromkeys(addresses or found))


def _listing(row: Row) -> Listing:
    paths = re.split(r"[;|]", row.text("category", "categories", "category string"))
    categories = [part.partition("Category Path:")[2].strip() or part.strip() for part in paths if part.strip()]
    fields = (part.partition("=") for part in row.text("product custom fields", "custom fields").split(";"))
    title = row.text("product name", "name")
    return Listing(
        file=row.file,
        line=row.line,
        id=row.text("product id", "id") or row.text("product code/sku", "sku") or slug(title),
        title=title,
        description=row.text("product description", "description"),
        categories=[path for path in categories if not path.isdecimal() and ":" not in path],
        brand=row.text("brand name", "brand", "brand id") if not row.text("brand name", "brand", "brand id").isdecimal()
        else "",
        images=_images(row),
        attributes={name.strip().lower(): [value.strip()] for name, _, value in fields if value.strip()},
        url=row.text("product url"),
        visible=flag(row.text("product visible", "is visible")) is not False,
    )  # fmt: skip


def _offer(row: Row, product: Row, numbers: Numbers) -> Offer:
    base = product.text("price")
    written = row.text("price")
    try:
        price = written or base
        if rule := _RULE.fullmatch(written):
            price = _ruled(rule[1], numbers.read(base), Numbers("price", [rule[2]]).read(rule[2]), numbers)
        elif row is not product and written and not numbers.read(written):
            price = base
    except NumberError:
        price = written
    sale = row.text("sale price") or (product.text("sale price") if price == base else "")
    try:
        on_sale = bool(sale) and 0 < numbers.read(sale) < numbers.read(price)
    except NumberError:
        on_sale = False
    tracking = product.text("track inventory", "inventory tracking").lower()
    pieces = row.text("current stock level", "current stock")
    if tracking in ("by product", "product"):
        pieces = product.text("current stock level", "current stock")
    is_tracked = tracking not in ("none", "no", "n", "off", "0", "false")
    name = row.text("options") or (row.text("product name", "name") if row is not product else "")
    return Offer(
        line=row.line,
        price=sale if on_sale else price,
        list_price=price if on_sale else "",
        sku=row.text("product code/sku", "sku"),
        stock=pieces if is_tracked else "",
        in_stock=flag(row.text("allow purchases")),
        options={label.strip(): value.partition(":#")[0].strip() for label, value in _OPTION.findall(name)},
        image=next(iter(_images(row)), "") if row is not product else "",
        gtin=row.text("product upc/ean", "upc/ean", "gtin", "global trade item number"),
    )


def _ruled(rule: str, base: Decimal, amount: Decimal, numbers: Numbers) -> str:
    price = {"FIXED": amount, "ADD": base + amount, "REMOVE": base - amount}[rule]
    return f"{price:.4f}".replace(".", numbers.decimal or ".")


BIGCOMMERCE = Format("bigcommerce", "BigCommerce export", recognises, products)
