"""Companions go with a product; what is bought instead of it, or is for somebody else, never does."""

from __future__ import annotations

import pytest

from catalog.products import Product, Variant
from catalog.recommend.kinds import Kinds


def product(title: str, category: str = "", gender: str = "") -> Product:
    paths = (category,) if category else ()
    return Product(title, title, "USD", (Variant(title, 1000, 3),), categories=paths, gender=gender)


def kinds(*products: Product, baskets: list[list[str]] | None = None) -> Kinds:
    return Kinds({each.id: each for each in products}, baskets or [])


@pytest.mark.parametrize(
    ("one", "other", "instead"),
    [
        (("Slimline 13", "Electronics/Laptops"), ("WorkPro 15", "Electronics/Laptops"), True),
        (("Slimline 13", "Electronics/Laptops"), ("Travel Mouse", "Electronics/Accessories/Mice"), False),
        (("City Runner", "Shoes/Running Shoes"), ("Trail Runner", "Shoes/Running Shoes/Trail Running"), True),
        (("City Runner", "Shoes/Running Shoes"), ("Canvas Low", "Shoes/Sneakers"), True),
        (("Hush", "Electronics/Audio/Headphones"), ("Bud", "Electronics/Audio/Earbuds"), True),
        (("Blue Laptop", ""), ("Red Laptop", ""), True),
        (("Blue Laptop", ""), ("Laptop Sleeve", ""), False),
        (("Nightfall Tent", "Camping"), ("Gas Stove", "Camping"), False),
        (("Nightfall Tent", "Camping"), ("Summit Tent", "Camping"), True),
        (("Moka Pot", "Home/Kitchen/Coffee Makers"), ("Blue Mug", "Home/Kitchen/Mugs"), False),
        (("Tee One", "Women/Tops/Tees"), ("Tee Two", "Men/Tops/Tees"), True),
    ],
)
def test_substitutes_are_known(one: tuple[str, str], other: tuple[str, str], instead: bool) -> None:
    first, second = product(*one), product(*other)
    assert kinds(first, second).is_instead(first.id, second.id) is instead
    assert kinds(first, second).is_instead(second.id, first.id) is instead


def test_a_phone_goes_with_its_accessories_without_any_history() -> None:
    phone, case, bank = product("P1", "Phones"), product("Slim Case", "Phone Cases"), product("B", "Power Banks")
    found = kinds(phone, case, bank, product("P2", "Phones"), product("Mug", "Mugs")).complements("P1")
    assert found == [["Slim Case"], ["B"]]


def test_what_orders_teach_comes_before_what_is_known_of_the_trade() -> None:
    phone, case, candle = product("P1", "Phones"), product("C", "Phone Cases"), product("W", "Candles")
    shared = [["P1", "W"]] * 8 + [["mug", "cup"]] * 8
    known = kinds(phone, case, candle, product("mug", "Mugs"), product("cup", "Cups"), baskets=shared)
    assert known.complements("P1") == [["W"], ["C"]]


def test_what_is_for_another_gender_goes_with_nothing() -> None:
    jeans = product("Slim Jeans", "Women/Jeans", "Women")
    tee = product("Crew T-shirt", "Men/T-shirts", "Men")
    assert kinds(jeans, tee).complements("Slim Jeans") == []


def test_what_is_used_up_is_known() -> None:
    coffee, kettle = product("Dark Roast", "Groceries/Coffee"), product("Kettle", "Home/Kitchen/Kettles")
    assert kinds(coffee, kettle).is_consumable("Dark Roast")
    assert not kinds(coffee, kettle).is_consumable("Kettle")
