"""A category of several kinds shows those who ask for one kind nothing that says it is another."""

from __future__ import annotations

import pytest

from catalog.products import Product, Variant
from catalog.search.parts import Parts


def product(number: int, title: str, category: str, style: str = "") -> Product:
    attributes = {"style": (style,)} if style else {}
    variants = (Variant(sku=str(number), price_minor=100, stock=1),)
    return Product(str(number), title, "USD", variants, categories=(category,), attributes=attributes)


PRODUCTS = (
    product(1, "Celeste Sports Bra", "Bras & Tanks"),
    product(2, "Zoe Tank", "Bras & Tanks"),
    product(3, "Maya Tunic", "Bras & Tanks", style="Tank"),
    product(4, "Bare Top", "Bras & Tanks"),
    product(5, "Bra-free Jacket", "Jackets"),
)


@pytest.mark.parametrize(
    ("words", "others"),
    [("sports bras", [False, True, True, False, False]), ("tank tops", [True, False, False, False, False])],
)
def test_who_asks_for_one_kind_gets_none_that_says_it_is_another(words: str, others: list[bool]) -> None:
    found = Parts(PRODUCTS).others(("Bras & Tanks",), words)
    assert found is not None
    assert found.tolist() == others


@pytest.mark.parametrize("words", ["", "red", "bras and tanks"])
def test_who_asks_for_none_or_for_both_gets_all(words: str) -> None:
    assert Parts(PRODUCTS).others(("Bras & Tanks",), words) is None


def test_a_category_whose_products_do_not_say_what_they_are_is_left_whole() -> None:
    assert Parts(PRODUCTS[:1]).others(("Bras & Tanks",), "bras") is None
