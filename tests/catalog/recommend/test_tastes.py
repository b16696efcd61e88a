"""What somebody says they do not like holds until they say otherwise, and is about what a product always is."""

from __future__ import annotations

from catalog.products import Product, Variant
from catalog.recommend.tastes import Tastes, is_of, statements


def product(*colours: str, category: str = "Kitchen/Mugs", brand: str = "Ovo", stock: int = 3) -> Product:
    variants = tuple(Variant(colour, 1000, stock, colour=colour) for colour in colours)
    return Product("p", "P", "USD", variants, categories=(category,), brand=brand)


def told(**values: tuple[str, ...]) -> Tastes:
    return Tastes.of(statements("dislikes", values))


def test_every_level_of_a_category_can_be_refused() -> None:
    assert told(category=("Kitchen",)).forbid(product("Red"))
    assert told(category=("Mugs",)).forbid(product("Red"))
    assert not told(category=("Mug",)).forbid(product("Red"))


def test_a_colour_refused_leaves_what_comes_in_another_one() -> None:
    refused = told(colour=("White",))
    assert refused.forbid(product("White"))
    assert not refused.forbid(product("White", "Red"))


def test_the_latest_word_counts() -> None:
    said = [*statements("dislikes", {"brand": ["Ovo"]}), *statements("likes", {"brand": ["Ovo"]})]
    assert not Tastes.of(said).forbid(product("Red"))
    assert Tastes.of([*said, *statements("dislikes", {"brand": ["Ovo"]})]).forbid(product("Red"))


def test_what_is_no_taste_is_not_kept() -> None:
    assert statements("dislikes", {"size": ["M"], "gender": ["men"]}) == []


def test_several_facets_named_are_meant_together() -> None:
    assert is_of(product("Red"), {"category": ["Mugs"], "brand": ["Ovo"]})
    assert not is_of(product("Red"), {"category": ["Mugs"], "brand": ["Eva"]})
