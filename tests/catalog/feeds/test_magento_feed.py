"""Magento 2 exports: configurable products with their variants, and the oddities such exports have."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from catalog.products import Link, Product, Variant
from catalog.settings import Settings
from catalog.store import Count, Store
from tests.catalog.feeds.writing import Import, picture

COLUMNS = (
    *("sku", "store_view_code", "attribute_set_code", "product_type", "categories", "name", "description"),
    *("product_online", "visibility", "price", "special_price", "special_price_from_date", "special_price_to_date"),
    *("base_image", "created_at", "additional_attributes", "qty", "manage_stock", "is_in_stock"),
    *("configurable_variations", "additional_images"),
)
SIMPLE = {
    "attribute_set_code": "Top",
    "product_type": "simple",
    "categories": "Default Category/Men/Tops",
    "product_online": "1",
    "visibility": "Not Visible Individually",
    "price": "52.0000",
    "qty": "100.0000",
    "is_in_stock": "1",
}
PARENT = {
    **SIMPLE,
    "sku": "HOOD",
    "product_type": "configurable",
    "visibility": "Catalog, Search",
    "name": "Warm Hoodie",
    "description": "<p>Blocks the wind &amp; rain.</p><p>&bull; Two-tone.<br />&bull; Washable.</p>",
    "categories": "Default Category/Men/Tops/Hoodies & Sweatshirts,Default Category/Collections/Eco,Default Category,"
    "Default Category/Promotions/Men Sale",
    "base_image": "/h/o/hood-gray.png",
    "additional_attributes": "has_options=1,material=Wool|Cocona&reg; fabric,finish=matt, washable,eco_collection=Yes,"
    "performance_fabric=No,style_general=Hoodie|",
    "configurable_variations": "sku=HOOD-S-Gray,size=S,color=Gray|sku=HOOD-M-Red,size=M,color=Red",
    "qty": "0",
    "created_at": "3/31/25, 2:05 PM",
}
SMALL = {**SIMPLE, "sku": "HOOD-S-Gray", "name": "Hood-S", "base_image": "/h/o/hood-gray.png"}
MEDIUM = {**SIMPLE, "sku": "HOOD-M-Red", "name": "Hood-M", "base_image": "/h/o/hood-red.png"}
BAG = {
    **SIMPLE,
    "sku": "BAG",
    "name": "Duffle",
    "visibility": "Catalog, Search",
    "categories": "Default Category/Gear/Bags",
    "additional_attributes": "gender=Men|Women,color=Blue,style_bags=Duffel",
}


def write_export(folder: Path, *rows: Mapping[str, str]) -> None:
    with (folder / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    pictures = folder / "media" / "catalog" / "product" / "h" / "o"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "hood-gray.png").write_bytes(picture("gray"))
    (pictures / "hood-red.png").write_bytes(picture("red"))


def line_of(folder: Path, sku: str) -> int:
    """Where the row of a sku begins, counted from 1."""
    lines = (folder / "products.csv").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(f"{sku},"))


@pytest.mark.parametrize("order", ["children first", "parent first"])
def test_a_configurable_product_is_joined_to_its_simple_rows(
    feed: Path, run_import: Import, store: Store, settings: Settings, order: str
) -> None:
    rows = [SMALL, MEDIUM, PARENT, BAG]
    write_export(feed, *(rows if order == "children first" else reversed(rows)))
    report = run_import()
    assert (report.exit_code, report.format, report.variants) == (0, "magento", 3)
    hood = store.product("HOOD")
    assert hood is not None
    gray, red = hood.images
    assert (settings.images / gray).read_bytes() == picture("gray")
    assert hood == Product(
        id="HOOD",
        title="Warm Hoodie",
        currency="USD",
        variants=(
            Variant("HOOD-S-Gray", 5200, 100, "S", "Gray", gray),
            Variant("HOOD-M-Red", 5200, 100, "M", "Red", red),
        ),
        description="Blocks the wind & rain.\nTwo-tone.\nWashable.",
        categories=("Men/Tops/Hoodies & Sweatshirts",),
        gender="Men",
        images=(gray, red),
        attributes={
            "material": ("Wool", "Cocona® fabric"),
            "finish": ("matt, washable",),
            "features": ("Eco collection",),
            "style": ("Hoodie",),
            "collection": ("Eco",),
        },
        created_at="2025-03-31",
    )
    bag = store.product("BAG")
    assert bag is not None
    assert (bag.gender, bag.categories, bag.attributes) == ("Unisex", ("Gear/Bags",), {"style": ("Duffel",)})
    assert bag.variants == (Variant("BAG", 5200, 100, colour="Blue"),)


@pytest.mark.parametrize(
    ("change", "price"),
    [
        ({"special_price": "32"}, 3200),
        ({"special_price": "32", "special_price_from_date": "1/1/20", "special_price_to_date": "1/1/21"}, 5200),
        ({"special_price": "32", "special_price_from_date": "2020-01-01", "special_price_to_date": "2090-01-01"}, 3200),
        ({"special_price": "32", "special_price_from_date": "2090-01-01"}, 5200),
        ({"special_price": "32", "special_price_to_date": "2020-01-01"}, 5200),
    ],
)
def test_a_special_price_counts_while_it_holds(
    feed: Path, run_import: Import, store: Store, change: dict[str, str], price: int
) -> None:
    write_export(feed, {**BAG, **change})
    run_import()
    bag = store.product("BAG")
    assert bag is not None
    assert bag.price_minor == price


@pytest.mark.parametrize(
    ("change", "stock"),
    [
        ({"qty": "7.0000"}, 7),
        ({"qty": "-3.0000"}, 0),
        ({"qty": "7", "is_in_stock": "0"}, 0),
        ({"qty": "0"}, 0),
    ],
)
def test_stock_is_what_can_be_bought(
    feed: Path, run_import: Import, store: Store, change: dict[str, str], stock: int
) -> None:
    write_export(feed, {**BAG, **change})
    run_import()
    assert [variant.stock for variant in store.product("BAG").variants] == [stock]  # type: ignore[union-attr]


def test_rows_that_cannot_be_sold_are_told_apart(feed: Path, run_import: Import, store: Store) -> None:
    write_export(
        feed,
        SMALL,
        {**MEDIUM, "price": "-5"},
        PARENT,
        {**PARENT, "sku": "EMPTY", "configurable_variations": "sku=NONE,size=S"},
        {**BAG, "sku": "SET", "product_type": "bundle"},
        {**BAG, "qty": ""},
        {**BAG, "sku": "OFF", "product_online": "2"},
        {**SIMPLE, "sku": "LONELY", "name": "Lonely"},
        {**BAG, "sku": "OFF", "store_view_code": "de", "name": "Tasche"},
        {**BAG, "sku": "OFF"},
    )
    report = run_import()
    assert report.exit_code == 3
    lines = {row.line: row.column for row in report.refused}
    starts = {name: line_of(feed, name) for name in ("HOOD-M-Red", "EMPTY", "SET", "BAG")}
    assert lines == {
        starts["HOOD-M-Red"]: "price",
        starts["EMPTY"]: "configurable_variations",
        starts["SET"]: "product_type",
        starts["BAG"]: "qty",
        len((feed / "products.csv").read_text().splitlines()): "sku",
    }
    assert [product.id for product in store.products()] == ["HOOD", "OFF"]
    assert [variant.sku for variant in store.product("HOOD").variants] == ["HOOD-S-Gray"]  # type: ignore[union-attr]
    assert not store.product("OFF").visible  # type: ignore[union-attr]
    warned = {warning.text.partition(",")[0]: warning.examples for warning in report.warnings}
    assert warned["simple product is neither visible nor a variant"] == ["LONELY"]
    assert warned["variant has no usable row of its own"] == ["NONE"]
    assert warned["translation for one store view was not read"] == ["OFF"]


def test_reviews_and_links_of_a_variant_belong_to_its_product(feed: Path, run_import: Import, store: Store) -> None:
    write_export(feed, SMALL, MEDIUM, PARENT, BAG)
    (feed / "reviews.csv").write_text("sku,rating_value,title,review,reviewer\nHOOD-S-Gray,4,Good,Warm.,Kim\n")
    (feed / "links.csv").write_text("kind,sku,linked_sku\nupsell,BAG,HOOD-M-Red\n")
    assert run_import().exit_code == 0
    assert [review.text for review in store.reviews("HOOD")] == ["Warm."]
    assert store.links("BAG") == [Link("upsell", "BAG", "HOOD")]


def test_an_export_under_another_name_is_found_in_its_folder(feed: Path, run_import: Import, store: Store) -> None:
    write_export(feed, BAG)
    (feed / "products.csv").rename(feed / "catalog_product_20250301.csv")
    assert run_import().exit_code == 0
    assert run_import(feed / "catalog_product_20250301.csv").counts["products"].unchanged == 1


LUMA = Path(__file__).resolve().parents[4] / "shared" / "data" / "catalog" / "luma"


@pytest.mark.data
@pytest.mark.skipif(not LUMA.is_dir(), reason="needs ../shared/data/catalog/luma, which is not here")
def test_the_luma_export_comes_in_whole(run_import: Import, store: Store, settings: Settings) -> None:
    report = run_import(LUMA)
    products = store.products()
    several = [product for product in products if len(product.variants) > 1]
    assert (len(several), sum(len(product.variants) for product in several)) == (147, 1847)
    assert len(products) - len(several) == 44
    assert all(product.images and product.in_stock for product in products)
    named = {name for product in products for name in (*product.images, *(v.image for v in product.variants))}
    assert {file.name for file in settings.images.iterdir()} == named - {""}
    assert len(store.reviews("24-MB01")) == 2
    assert len(store.all_links()) == report.counts["links"].added == 1404
    assert report.counts["reviews"].added == 348
    # What is refused speaks of products that this export does not hold.
    assert {row.file for row in report.refused} == {"reviews.csv", "links.csv"}
    assert all("is no product of this shop" in row.reason for row in report.refused)
    again = run_import(LUMA)
    assert all(count.written == 0 for count in again.counts.values())
    assert again.counts["products"] == Count(unchanged=191)
    assert store.revision() == 1
