"""Our own product format: JSONL with one product a line, or CSV with one variant a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from catalog.feeds import fields
from catalog.feeds.assembly import Assembly
from catalog.feeds.html import plain_text
from catalog.feeds.numbers import NumberError, Numbers, currency_of, parts
from catalog.feeds.records import Columns, Record, RecordFile
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.report import FeedError, Findings, RowError
from catalog.feeds.words import availability
from catalog.products import Product, Variant

COMMON = (
    *("id", "title", "description", "brand", "gender", "categories", "currency"),
    *("price", "list_price", "images", "attributes"),
)
ALIASES = {"color": "colour", "name": "title", "compare_at_price": "list_price"}
CSV_COLUMNS = Columns(
    known=(*COMMON, "sku", "size", "colour", "stock", "image", "url", "created_at", "visible"),
    required=("id", "title", "price", "stock"),
    aliases=ALIASES,
)
JSON_COLUMNS = Columns(
    known=(*COMMON, "variants", "sku", "size", "colour", "stock", "url", "created_at", "visible"),
    aliases=ALIASES,
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
    variants = [
        _variant({name: values.get(name) for name in ("price", "list_price")} | _set(row), assembly) for row in rows
    ]
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


class OwnNumbers:
    """How the columns of a CSV file write their prices and stocks, so that rows can be read as if plainly written."""

    def __init__(self, records: Iterator[Record]) -> None:
        rows = [tuple(str(r.values.get(name) or "") for name in ("price", "list_price", "stock")) for r in records]
        try:
            self.prices = Numbers("price", (price for row in rows for price in row[:2]))
            self._stocks = Numbers("stock", (row[2] for row in rows), neighbour=self.prices)
        except NumberError as error:
            raise FeedError(str(error)) from error

    def plain(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(values)
        for name, numbers in (("list_price", self.prices), ("price", self.prices), ("stock", self._stocks)):
            written = str(values.get(name) or "").strip()
            if not written or availability(written) is not None:
                continue
            try:
                found[name] = numbers.read(written)
                found["currency"] = values.get("currency") or parts(written)[1]
            except NumberError as error:
                raise RowError(name, written, str(error)) from error
        return found


@dataclass
class _Draft:
    """A product whose CSV rows are still being read."""

    id: str
    facts: dict[str, Any]
    variants: list[Variant] = field(default_factory=list)
    images: list[str] = field(default_factory=list)


def products_from_csv(records: Iterator[Record], assembly: Assembly, numbers: OwnNumbers) -> Iterator[Product]:
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
            draft = _with_row(draft, numbers.plain(record.values), assembly)
        except RowError as error:
            assembly.findings.refuse(record.file, record.line, error)
            told = (str(record.values.get(name) or "").strip() for name in ("sku", "size", "colour"))
            assembly.lose(product_id, *told)
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
        "title": unescape(fields.text(values, "title", required=True, longest=500)),
        "description": plain_text(fields.text(values, "description")),
        "brand": unescape(fields.text(values, "brand", longest=200)),
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
    """A stock may be the word "untracked"; a missing one is refused, for a guess would sell what is not there."""
    word = availability(str(values.get("stock") or ""))
    price = fields.price(values, "price", assembly.currency)
    listed = fields.price(values, "list_price", assembly.currency) if values.get("list_price") else 0
    return Variant(
        sku=fields.identifier(values, "sku"),
        price_minor=price,
        # A price above which nothing was ever asked is no sale.
        list_price_minor=listed if listed > price else 0,
        stock=fields.whole(values, "stock") if word is None else 0,
        size=unescape(fields.text(values, "size", longest=64)),
        colour=unescape(fields.text(values, "colour", longest=64)),
        image=assembly.pictures.take(fields.text(values, "image", longest=255)),
        attributes=fields.attributes(values),
        tracked=word is not True,
    )


def _recognises(peek: Peek) -> str | None:
    """A JSONL file, or a table whose columns are ours; what has them among many others is somebody else's."""
    if peek.path.suffix.lower() in (".jsonl", ".ndjson"):
        return ""
    names = {CSV_COLUMNS.aliases.get(name.lower(), name.lower()) for name in peek.header}
    ours = names & set(CSV_COLUMNS.known)
    return "" if ours >= set(CSV_COLUMNS.required) and 2 * len(ours) > len(names) else None


def products(order: Order) -> Iterator[Product]:
    assembly, path = order.assembly, order.path
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        _settle(assembly, (r.values.get("currency") for r in RecordFile(path, JSON_COLUMNS, Findings()).records()))
        records = RecordFile(path, JSON_COLUMNS, assembly.findings, order.progress).records()
        yield from products_from_json(records, assembly)
        return
    numbers = OwnNumbers(RecordFile(path, CSV_COLUMNS, Findings()).records())
    named = [r.values.get("currency") for r in RecordFile(path, CSV_COLUMNS, Findings()).records()]
    named = [*named, *numbers.prices.currencies.elements()]
    _settle(assembly, named)
    if numbers.prices.sign and not any(named):
        assembly.settle_sign(numbers.prices.sign, has_decimals=bool(numbers.prices.decimal))
    records = RecordFile(path, CSV_COLUMNS, assembly.findings, order.progress).records()
    yield from products_from_csv(records, assembly, numbers)


def _settle(assembly: Assembly, named: Iterable[Any]) -> None:
    """An empty shop takes the file's currency; else rows of another one are refused one by one."""
    if assembly.takes_currency:
        assembly.settle_currency(Counter(code for name in named if name and (code := currency_of(str(name)))))


OWN = Format("own", "Our own format", _recognises, products, compares=True)
