"""Our own product format: JSONL with one product a line, or CSV with one variant a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.feeds import fields
from catalog.feeds.assembly import Assembly
from catalog.feeds.html import plain_text
from catalog.feeds.records import Columns, Record
from catalog.feeds.report import RowError
from catalog.products import Product, Variant

COMMON = ("id", "title", "description", "brand", "gender", "categories", "currency", "price", "images", "attributes")
CSV_COLUMNS = Columns(
    known=(*COMMON, "sku", "size", "colour", "stock", "image", "url", "created_at", "visible"),
    required=("id", "title", "price", "stock"),
    aliases={"color": "colour", "name": "title"},
)
JSON_COLUMNS = Columns(
    known=(*COMMON, "variants", "sku", "size", "colour", "stock", "url", "created_at", "visible"),
    aliases={"color": "colour", "name": "title"},
)
MOST_VARIANTS = 5000
YES, NO = ("1", "true", "yes"), ("0", "false", "no")


def products_from_json(records: Iterator[Record], assembly: Assembly) -> Iterator[Product]:
    """One product for each line; one bad variant keeps the whole line out."""
    for record in records:
        try:
            yield _json_product(record.values, assembly)
        except RowError as error:
            assembly.findings.refuse(record.file, record.line, error)


def _json_product(values: Mapping[str, Any], assembly: Assembly) -> Product:
    product_id = fields.identifier(values, "id")
    rows = values.get("variants") or [{**values, "sku": values.get("sku") or product_id, "attributes": {}}]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or len(rows) > MOST_VARIANTS:
        raise RowError("variants", rows, f"is no list of variants. Allowed: 1 to {MOST_VARIANTS} objects")
    facts = _facts(values, assembly)
    variants = [_variant({"price": values.get("price"), **_set(row)}, assembly) for row in rows]
    skus = [variant.sku for variant in variants]
    if twice := next((sku for sku in skus if skus.count(sku) > 1), None):
        raise RowError("sku", twice, "stands twice in this product. Allowed: each sku once")
    if taken := next((sku for sku in skus if sku in assembly.skus), None):
        raise RowError("sku", taken, "was there before. Allowed: each sku once")
    assembly.claim_product(product_id)
    assembly.skus.update(skus)
    images = assembly.pictures.take_all(fields.many(values, "images"))
    return _finished(Product(product_id, variants=tuple(variants), images=images, **facts), assembly)


def _set(row: Mapping[str, Any]) -> dict[str, Any]:
    """A variant's own values; an empty price means the product's."""
    row = {"colour" if name == "color" else name: value for name, value in row.items()}
    return {name: value for name, value in row.items() if value not in (None, "")}


@dataclass
class _Draft:
    """A product whose CSV rows are still being read."""

    id: str
    facts: dict[str, Any]
    variants: list[Variant] = field(default_factory=list)
    images: list[str] = field(default_factory=list)


def products_from_csv(records: Iterator[Record], assembly: Assembly) -> Iterator[Product]:
    """One product for each run of rows with the same id; a bad row costs its variant alone.

    What belongs to the product (title, brand …) is taken from its first good row.
    """
    draft: _Draft | None = None
    for record in records:
        product_id = str(record.values.get("id", "")).strip()
        if draft is not None and product_id not in (draft.id, ""):
            yield _drafted(draft, assembly)
            draft = None
        try:
            draft = _with_row(draft, record.values, assembly)
        except RowError as error:
            assembly.findings.refuse(record.file, record.line, error)
    if draft is not None:
        yield _drafted(draft, assembly)


def _with_row(draft: _Draft | None, values: Mapping[str, Any], assembly: Assembly) -> _Draft:
    product_id = fields.identifier(values, "id")
    if draft is None and product_id in assembly.product_ids:
        assembly.claim_product(product_id)
    facts = draft.facts if draft else _facts(values, assembly)
    assembly.check_currency(values)
    names = fields.many(values, "images")
    own = fields.text(values, "image", longest=255) or (names[0] if names else "")
    variant = _variant({**values, "sku": values.get("sku") or product_id, "image": own, "attributes": {}}, assembly)
    assembly.claim_sku(variant.sku)
    if draft is None:
        assembly.claim_product(product_id)
        draft = _Draft(product_id, facts)
    draft.variants.append(variant)
    draft.images += assembly.pictures.take_all(names)
    return draft


def _drafted(draft: _Draft, assembly: Assembly) -> Product:
    images = tuple(dict.fromkeys(draft.images))
    return _finished(Product(draft.id, variants=tuple(draft.variants), images=images, **draft.facts), assembly)


def _finished(product: Product, assembly: Assembly) -> Product:
    assembly.known_products.add(product.id)
    assembly.sold.update({variant.sku: (product.id, product.title) for variant in product.variants})
    return product


def _facts(values: Mapping[str, Any], assembly: Assembly) -> dict[str, Any]:
    assembly.check_currency(values)
    return {
        "title": fields.text(values, "title", required=True, longest=500),
        "description": plain_text(fields.text(values, "description")),
        "brand": fields.text(values, "brand", longest=200),
        "gender": fields.gender(values),
        "currency": assembly.currency,
        "categories": tuple(dict.fromkeys(map(category_path, fields.many(values, "categories")))),
        "attributes": fields.attributes(values),
        "url": fields.link(values),
        "created_at": _date(values),
        "visible": fields.choice({"visible": _flag(values)}, "visible", (*YES, *NO)) in YES,
    }


def category_path(written: str) -> str:
    """The path "Clothing/Tops" for "Clothing > Tops" and "Clothing/ Tops /"."""
    return "/".join(part.strip() for part in written.replace(">", "/").split("/") if part.strip())


def _flag(values: Mapping[str, Any]) -> str:
    value = values.get("visible")
    return "yes" if value is None or value == "" else str(value)


def _date(values: Mapping[str, Any]) -> str:
    found = fields.moment(values, "created_at", required=False)
    return found.date().isoformat() if isinstance(found, datetime) else ""


def _variant(values: Mapping[str, Any], assembly: Assembly) -> Variant:
    """A missing stock is refused, never guessed: a guess would sell what is not there."""
    return Variant(
        sku=fields.identifier(values, "sku"),
        price_minor=fields.price(values, "price", assembly.currency),
        stock=fields.whole(values, "stock"),
        size=fields.text(values, "size", longest=64),
        colour=fields.text(values, "colour", longest=64),
        image=assembly.pictures.take(fields.text(values, "image", longest=255)),
        attributes=fields.attributes(values),
    )
