"""The product export of Magento 2 (System > Data Transfer > Export > Products).

A configurable product stands in one row and each of its variants in another, a "simple" row that is not
visible on its own; `configurable_variations` of the first names the others. They may stand in any order,
so the rows are read whole before products are made of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from catalog.feeds import fields
from catalog.feeds.assembly import Assembly
from catalog.feeds.html import plain_text
from catalog.feeds.magento_cells import (
    BRANDS,
    IGNORED,
    attributes_of,
    axis,
    category_paths,
    gender_of,
    iso_day,
    label,
    pairs,
    picture_path,
    variations,
    word,
)
from catalog.feeds.records import Columns, Record, RecordFile
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.report import RowError
from catalog.products import Product, Variant

COLUMNS = Columns(
    known=(
        *("sku", "product_type", "attribute_set_code", "store_view_code", "categories", "name", "description"),
        *("short_description", "product_online", "visibility", "price", "special_price", "special_price_from_date"),
        *("special_price_to_date", "url_key", "base_image", "additional_images", "created_at", "additional_attributes"),
        *("qty", "is_in_stock", "manage_stock", "use_config_manage_stock", "configurable_variations"),
    ),
    required=("sku", "product_type", "name", "price"),
    open=True,
)
#: What tells this export from any other CSV with a sku.
MARKS = frozenset(("sku", "product_type", "attribute_set_code"))

ALONE = frozenset(("simple", "virtual", "downloadable"))
NOT_VISIBLE = "not visible individually"
COLLECTIONS = "Collections"
PROMOTIONS = "Promotions"


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the export and where it stands."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "").strip()


def products_from_magento(
    records: Iterator[Record], assembly: Assembly, today: date | None = None
) -> Iterator[Product]:
    """The visible products: configurable ones with their variants, simple ones as their own only variant."""
    reader = _Export(assembly, today or datetime.now(UTC).date())
    reader.read(records)
    yield from reader.products()


class _Export:
    def __init__(self, assembly: Assembly, today: date) -> None:
        self._assembly = assembly
        self._today = today
        self._lines: dict[str, _Line] = {}
        self._parents: dict[str, str] = {}
        self._departments: set[str] = set()

    def read(self, records: Iterator[Record]) -> None:
        for record in records:
            kept = {name: record.values[name] for name in COLUMNS.known if record.values.get(name)}
            line = _Line(record.file, record.line, kept)
            if line["store_view_code"]:
                self._assembly.findings.warn("translation for one store view was not read", line["sku"])
                continue
            try:
                self._take(line)
            except RowError as error:
                self._assembly.findings.refuse(line.file, line.line, error)

    def _take(self, line: _Line) -> None:
        sku = fields.identifier(line.values, "sku")
        if sku in self._lines:
            raise RowError("sku", sku, "was there before. Allowed: each sku once")
        if line["product_type"] not in (*ALONE, "configurable"):
            raise RowError("product_type", line["product_type"], "is not read. Allowed: simple, configurable, virtual")
        self._lines[sku] = line
        for variation in variations(line["configurable_variations"]):
            self._parents.setdefault(variation.get("sku", ""), sku)
        for path in category_paths(line["categories"]):
            if len(path) > 1:
                self._departments.add(path[0])

    def products(self) -> Iterator[Product]:
        for sku, line in self._lines.items():
            try:
                product = self._product(sku, line)
            except RowError as error:
                self._assembly.findings.refuse(line.file, line.line, error)
                continue
            if product:
                self._assembly.claim_product(product.id)
                self._assembly.skus.update(variant.sku for variant in product.variants)
                self._assembly.known_products.add(product.id)
                self._assembly.sold.update({variant.sku: (product.id, product.title) for variant in product.variants})
                yield product

    def _product(self, sku: str, line: _Line) -> Product | None:
        if line["product_type"] == "configurable":
            return self._assembled(sku, line, self._variants(sku, line))
        if sku in self._parents:
            return None
        if line["visibility"].lower() == NOT_VISIBLE:
            self._assembly.findings.warn("simple product is neither visible nor a variant, and was left out", sku)
            return None
        return self._assembled(sku, line, [self._variant(sku, line, {})])

    def _variants(self, parent: str, line: _Line) -> list[Variant]:
        variants = []
        for variation in variations(line["configurable_variations"]):
            sku = variation.pop("sku", "")
            own = self._lines.get(sku)
            if own is None or self._parents[sku] != parent:
                self._assembly.findings.warn("variant has no usable row of its own, and was left out", sku)
                self._assembly.lose(parent, sku)
                continue
            try:
                if own["product_online"] in ("", "1"):
                    variants.append(self._variant(sku, own, variation))
            except RowError as error:
                self._assembly.findings.refuse(own.file, own.line, error)
                self._assembly.lose(parent, sku)
        if not variants:
            raise RowError("configurable_variations", parent, "has no variant that can be sold")
        return variants

    def _variant(self, sku: str, line: _Line, axes: Mapping[str, str]) -> Variant:
        """`axes` is what the parent says this variant differs in; else its own attributes say it."""
        own = {name: value for name, value in pairs(line["additional_attributes"]).items() if name not in IGNORED}
        facts = {**own, **axes}
        size, colour = axis(facts, ("size",)), axis(facts, ("color", "colour"))
        others = {label(name): (word(value),) for name, value in axes.items() if name not in (size, colour)}
        price, listed = self._prices(line)
        return Variant(
            sku=sku,
            price_minor=price,
            list_price_minor=listed,
            stock=_stock(line),
            tracked=_is_counted(line),
            size=word(facts.get(size, "")),
            colour=word(facts.get(colour, "")),
            image=self._assembly.pictures.take(picture_path(line["base_image"])),
            attributes=others,
        )

    def _prices(self, line: _Line) -> tuple[int, int]:
        """What is paid, the special price while it holds; and the price before it, 0 without one."""
        regular = fields.price(line.values, "price", self._assembly.currency)
        if not line["special_price"]:
            return regular, 0
        begins, ends = _day(line, "special_price_from_date"), _day(line, "special_price_to_date")
        holds = (begins is None or begins <= self._today) and (ends is None or self._today <= ends)
        special = fields.price(line.values, "special_price", self._assembly.currency)
        return (special, regular) if holds and 0 < special < regular else (regular, 0)

    def _assembled(self, sku: str, line: _Line, variants: list[Variant]) -> Product:
        facts = pairs(line["additional_attributes"])
        attributes, paths = attributes_of(facts), category_paths(line["categories"])
        shelves = [path for path in paths if self._is_shelf(path, paths)]
        if collections := dict.fromkeys(path[-1] for path in shelves if path[-1] != COLLECTIONS):
            attributes["collection"] = tuple(collections)
        kept = [path for path in paths if path[0] != PROMOTIONS and path not in shelves]
        main = self._assembly.pictures.take(picture_path(line["base_image"]))
        more = self._assembly.pictures.take_all([picture_path(name) for name in line["additional_images"].split(",")])
        images = dict.fromkeys((main, *(variant.image for variant in variants), *more))
        brand = next((facts[name] for name in BRANDS if facts.get(name)), "")
        created = fields.moment({"created_at": iso_day(line["created_at"])}, "created_at", required=False)
        return Product(
            id=sku,
            title=word(fields.text(line.values, "name", required=True, longest=500)),
            currency=self._assembly.currency,
            variants=tuple(variants),
            description=plain_text(line["description"] or line["short_description"]),
            categories=tuple("/".join(path) for path in kept),
            brand=word(brand),
            gender=gender_of(facts.get("gender", ""), paths),
            images=tuple(image for image in images if image),
            attributes=attributes,
            visible=line["product_online"] in ("", "1") and line["visibility"].lower() != NOT_VISIBLE,
            created_at=created.date().isoformat() if created else "",
        )

    def _is_shelf(self, path: list[str], paths: list[list[str]]) -> bool:
        """A shelf across departments ("Eco Friendly"): filed under Collections, or at the top with nothing below
        it in the whole export while the product has a department of its own."""
        is_lonely = len(path) == 1 and path[0] not in self._departments and any(len(other) > 1 for other in paths)
        return path[0] == COLLECTIONS or (is_lonely and path[0] != PROMOTIONS)


def _stock(line: _Line) -> int:
    """Pieces for sale."""
    if line["is_in_stock"] == "0" or not _is_counted(line):
        return 0
    return min(max(0, int(float(_quantity(line)))), fields.MOST_STOCK)


def _is_counted(line: _Line) -> bool:
    """False for what is in stock and whose pieces Magento does not manage; what is out of stock has none."""
    is_managed = line["manage_stock"] != "0" or line["use_config_manage_stock"] != "0"
    return is_managed or line["is_in_stock"] == "0"


def _quantity(line: _Line) -> str:
    """A required amount; Magento writes "100.0000", and below zero for what is on back order."""
    written = fields.text(line.values, "qty", required=True, longest=32)
    if not re.fullmatch(r"-?\d{1,12}(\.\d*)?", written):
        raise RowError("qty", written, "is no amount. Allowed: a number, like 100 or 12.0000")
    return written


def _day(line: _Line, name: str) -> date | None:
    found = fields.moment({name: iso_day(line[name])}, name, required=False)
    return found.date() if found else None


def _recognises(peek: Peek) -> str | None:
    return "" if {name.lower() for name in peek.header} >= MARKS else None


def products(order: Order) -> Iterator[Product]:
    records = RecordFile(order.path, COLUMNS, order.assembly.findings, order.progress).records()
    yield from products_from_magento(records, order.assembly)


MAGENTO = Format("magento", "Magento 2 export", _recognises, products)
