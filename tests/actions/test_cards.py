from __future__ import annotations

import pytest

from actions.told.cards import card, options_text, price_text
from catalog.products import Hit, Product, Variant

SHIRT = Product(
    id="a/b",
    title="Linen Shirt",
    currency="USD",
    variants=(
        Variant("1", 4990, 0, "L", "White"),
        Variant("2", 5490, 3, "XS", "Blue", "blue.webp"),
        Variant("3", 5490, 3, "M", "Blue"),
    ),
    images=("front.webp",),
    rating=4.25,
    review_count=8,
)


@pytest.mark.parametrize(
    ("price_minor", "currency", "text"),
    [
        (129950, "USD", "$1,299.50"),
        (500, "EUR", "€5.00"),
        (5000, "JPY", "¥5,000"),
        (2400, "CHF", "24.00 CHF"),
        (1500, "KWD", "1.500 KWD"),
    ],
)
def test_prices_are_written_by_currency(price_minor: int, currency: str, text: str) -> None:
    assert price_text(price_minor, currency) == text


def test_a_card_tells_what_can_be_paid_now() -> None:
    shown = card(Hit(SHIRT, 1.0))
    assert (shown["price"], shown["price_text"], shown["in_stock"]) == (54.9, "$54.90", True)
    assert (shown["image"], shown["url"], shown["options"]) == (
        "/images/front.webp",
        "/products/a%2Fb",
        "2 colours, XS-L",
    )
    assert (shown["rating"], shown["review_count"]) == (4.25, 8)


def test_a_card_of_a_variant_shows_that_variant() -> None:
    shown = card(Hit(SHIRT, 1.0, SHIRT.variants[0]))
    assert (shown["price_text"], shown["in_stock"], shown["image"]) == ("$49.90", False, "/images/front.webp")
    assert card(Hit(SHIRT, 1.0, SHIRT.variants[1]))["image"] == "/images/blue.webp"


def test_a_card_tells_the_price_before_the_sale_of_the_price_it_shows() -> None:
    sale = Product("s", "S", "EUR", (Variant("1", 800, 1, list_price_minor=1000), Variant("2", 900, 1)))
    assert card(Hit(sale, 1.0))["list_price_text"] == "€10.00"
    assert card(Hit(sale, 1.0, sale.variants[1]))["list_price_text"] == ""


def test_a_product_without_choice_has_no_options() -> None:
    assert options_text(Product("x", "X", "USD", (Variant("1", 1, 1),))) == ""
