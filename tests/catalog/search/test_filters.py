"""Masks over variants."""

from __future__ import annotations

import pytest

from catalog.search.filters import Filters
from nlu.wish import FacetValues, Wish
from tests.catalog.search.shelf import product, variant

SHOP = [
    product(
        "shirt",
        "",
        variant("s", 10, size="S", colour="Red"),
        variant("m", 12, size="M", colour="Red", stock=0),
        brand="Ovo",
        gender="Women",
        attributes={"material": ("Cotton", "Wool")},
        categories=("Women/Tops/Shirts", "Sale"),
    ),
    product("belt", "", variant("b", 30), gender="Unisex", categories=("Accessories",)),
    product("cap", "", variant("c", 5, colour="Blue"), categories=("Boys/Hats",)),
    product("mug", "", variant("g", 7)),
]


def found(**wish: object) -> list[str]:
    filters = Filters(SHOP)
    mask = filters.products_of(filters.variants_for(Wish(**wish)))  # type: ignore[arg-type]
    return [SHOP[row].id for row in mask.nonzero()[0]]


@pytest.mark.parametrize(
    ("facets", "expected"),
    [
        ({"category": ("Tops",)}, ["shirt"]),
        ({"category": ("tops",)}, ["shirt"]),
        ({"category": ("Women",)}, []),  # for whom, not what
        ({"category": ("Hats", "Accessories")}, ["belt", "cap"]),
        ({"brand": ("Ovo",)}, ["shirt"]),
        ({"material": ("Wool",)}, ["shirt"]),
        ({"material": ("Wool",), "colour": ("Blue",)}, []),
        ({"unheard": ("of",)}, []),
        ({"colour": ()}, ["shirt", "belt", "cap", "mug"]),
        ({"gender": ("Women",)}, ["shirt", "belt", "mug"]),  # unisex suits her too, and what is made for nobody
        ({"gender": ("Men",)}, ["belt", "mug"]),
        ({"gender": ("Kids",)}, ["cap"]),
        ({"gender": ("Unisex",)}, ["belt"]),
    ],
)
def test_facets_are_anded_and_their_values_ored(facets: FacetValues, expected: list[str]) -> None:
    assert found(facets=facets) == expected


def test_excluded_values_take_out_the_variants_that_have_them() -> None:
    assert found(excluded={"colour": ("Red",)}) == ["belt", "cap", "mug"]
    assert found(excluded={"material": ("cotton",)}) == ["belt", "cap", "mug"]


def test_price_bounds_are_inclusive() -> None:
    assert found(price_min_minor=700, price_max_minor=1000) == ["shirt", "mug"]
    assert found(price_min_minor=1200, price_max_minor=1200) == []
    assert found(price_min_minor=1200, price_max_minor=1200, in_stock=False) == ["shirt"]


def test_lowest_and_highest_price_of_the_variants_that_fit() -> None:
    filters = Filters(SHOP)
    everything = filters.variants_for(Wish(in_stock=False))
    assert filters.prices(everything).tolist() == [1000, 3000, 500, 700]
    assert filters.prices(everything, dearest=True).tolist() == [1200, 3000, 500, 700]


def test_the_shown_variant_is_buyable_if_any_is_then_cheap() -> None:
    filters = Filters(SHOP)
    everything = filters.variants_for(Wish(in_stock=False))
    assert filters.variant_of(0, everything).sku == "s"
    assert filters.variant_of(0, everything, dearest=True).sku == "s"  # "m" is dearer, but sold out
    assert filters.variant_of(2, everything).sku == "c"


def test_what_a_title_ends_in_the_product_is_wherever_it_is_filed() -> None:
    shop = [
        product("shell", "Packable Shell", variant("a", 89), categories=("Women/Rain Jackets",)),
        product("puddle", "Puddle Rain Jacket, yellow", variant("b", 36), categories=("Kids/Outdoor",)),
        product("hanger", "Rain Jacket Hanger", variant("c", 9), categories=("Home/Tops",)),
        product("stove", "Stove Top", variant("d", 99), categories=("Home/Cookers",)),
    ]
    filters = Filters(shop)

    def called(category: str) -> list[str]:
        mask = filters.products_of(filters.variants_for(Wish(facets={"category": (category,)})))
        return [shop[row].id for row in mask.nonzero()[0]]

    assert called("Rain Jackets") == ["shell", "puddle"]
    assert called("Tops") == ["hanger"]  # one word alone says too little
