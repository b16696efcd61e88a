"""WooCommerce's product export: simple and variable products; variations name their parent by sku or "id:NN"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import yaml

from catalog.feeds.assembly import Assembly
from catalog.feeds.learning import learn_table
from catalog.feeds.listing import Listing, Offer, slug
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.report import RowError
from catalog.feeds.table import Row, Table, open_table
from catalog.feeds.words import flag, option_kind
from catalog.products import Product

_OURS = frozenset(
    ("type", "sku", "name", "published", "visibility in catalog", "regular price", "sale price", "parent")
)
NOT_SOLD = ("grouped", "external", "bundle", "composite")


@cache
def _translations() -> dict[str, str]:
    """A column's folded name in another language, the number of an attribute as N -> the English one."""
    rows = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return {str(name): ours for ours, names in rows.items() for name in names}


def english(name: str) -> str:
    """The English name of a folded column, or the name itself."""
    found = _translations().get(re.sub(r"\d+", "N", name))
    number = re.search(r"\d+", name)
    return found.replace("N", number[0]) if found and number else found or name


KNOWN = _OURS | {name for name in _translations() if "N" not in name}


def recognises(peek: Peek) -> str | None:
    if peek.names >= {"type", "name", "regular price"} or peek.names >= {"name", "visibility in catalog"}:
        return ""
    names = set(map(english, peek.names))
    return "in the language of its desk" if names >= {"name", "visibility in catalog", "regular price"} else None


def products(order: Order) -> Iterator[Product]:
    table = open_table(order.path, KNOWN, order.progress)
    if "visibility in catalog" not in table.names and "regular price" not in table.names:
        table.names = list(map(english, table.names))
    builder = learn_table(order.assembly, table, ("regular price", "sale price"), ("stock",))
    yield from builder.products(_listings(table, order.assembly))


def _listings(table: Table, assembly: Assembly) -> Iterator[Listing]:
    """Variations may stand anywhere, so the rows are gathered before a product is made."""
    today = datetime.now(UTC).date()
    found: list[tuple[Row, Listing]] = []
    owners: dict[str, Listing] = {}
    variations: list[Row] = []
    for row in table.rows(assembly.findings):
        kinds = [kind.strip() for kind in row.text("type").lower().split(",")] or ["simple"]
        if unsold := next((kind for kind in kinds if kind in NOT_SOLD), ""):
            error = RowError("type", unsold, "can't be bought here. Allowed: simple, variable, variation")
            assembly.findings.refuse(row.file, row.line, error)
            assembly.pictures.leave_out(_images(row))
        elif "variation" in kinds:
            variations.append(row)
        else:
            listing = _listing(row)
            found.append((row, listing))
            owners.update(dict.fromkeys(_keys(row), listing))
            if "variable" not in kinds:
                listing.offers.append(_offer(row, row, today))
    parents = {id(listing): row for row, listing in found}
    for row in variations:
        owner = owners.get(row.text("parent"))
        if owner is None:
            error = RowError("parent", row.text("parent"), "is no product of this file")
            assembly.findings.refuse(row.file, row.line, error)
        elif flag(row.text("published")) is not False and row.text("published") != "-1":
            owner.offers.append(_offer(row, parents[id(owner)], today))
            owner.images += _images(row)
    for row, listing in found:
        if listing.offers:
            yield listing
        else:
            error = RowError("type", row.text("type"), "has no variation that can be sold")
            assembly.findings.refuse(row.file, row.line, error)


def _keys(row: Row) -> list[str]:
    number = row.text("id")
    return [key for key in (row.text("sku"), f"id:{number}" if number else "", number) if key]


def _images(row: Row) -> list[str]:
    return [part.strip() for part in re.split(r",\s*(?=https?://)|,\s+", row.text("images")) if part.strip()]


def _listing(row: Row) -> Listing:
    attributes = {
        name: _values(value) for name, value in _attributes(row).items() if not option_kind(name) or "|" in value
    }
    return Listing(
        file=row.file,
        line=row.line,
        id=row.text("sku") or row.text("id") or slug(row.text("name")),
        title=row.text("name"),
        description="\n".join(filter(None, (row.text("short description"), row.text("description")))),
        categories=_values(row.text("categories")),
        brand=row.text("brands", "brand"),
        images=_images(row),
        attributes={**attributes, **({"tags": _values(row.text("tags"))} if row.text("tags") else {})},
        visible=row.text("published") in ("", "1", "true", "TRUE") and row.text("visibility in catalog") != "hidden",
    )


def _values(written: str) -> list[str]:
    """A comma parts values, a backslash before it keeps it."""
    return [part.replace("\\,", ",").strip() for part in re.split(r"(?<!\\),", written) if part.strip()]


def _attributes(row: Row) -> dict[str, str]:
    numbers = (match[1] for name in row.values if (match := re.fullmatch(r"attribute (\d+) name", name)))
    return {row.text(f"attribute {n} name"): value for n in numbers if (value := row.text(f"attribute {n} value(s)"))}


def _offer(row: Row, parent: Row, today: date) -> Offer:
    regular, sale = row.text("regular price"), row.text("sale price")
    on_sale = bool(sale) and _holds(row.text("date sale price starts"), row.text("date sale price ends"), today)
    stock = row.text("stock")
    if stock.lower() == "parent":
        stock = parent.text("stock")
    said = row.text("in stock").lower()
    options = {name: values[0] for name, value in _attributes(row).items() if len(values := _values(value)) == 1}
    return Offer(
        line=row.line,
        price=sale if on_sale else regular,
        list_price=regular if on_sale else "",
        sku=row.text("sku"),
        stock=stock,
        in_stock=False if said == "backorder" else flag(said),
        options=options,
        image=next(iter(_images(row)), "") if row is not parent else "",
        gtin=row.text("gtin, upc, ean, or isbn", "gtin"),
    )


def _holds(begins: str, ends: str, today: date) -> bool:
    first, last = begins[:10], ends[:10]
    return (not first or first <= today.isoformat()) and (not last or today.isoformat() <= last)


WOOCOMMERCE = Format("woocommerce", "WooCommerce export", recognises, products)
