from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.hearing.ear import Ear
from nlu.hearing.heard import Heard
from nlu.wish import Vocabulary, Wish

EARS = {
    (currency, digits): Ear(Vocabulary({}, currency, digits))
    for currency, digits in (("USD", 2), ("GBP", 2), ("JPY", 0), ("CAD", 2))
}


def hear(text: str, currency: str = "USD", minor_digits: int = 2) -> Heard:
    return EARS[currency, minor_digits].understand(text)


def read(text: str, currency: str = "USD", minor_digits: int = 2) -> Wish:
    return hear(text, currency, minor_digits).wish


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("under 50", None, 4999),
        ("below $50", None, 4999),
        ("cheaper than 25.99", None, 2598),
        ("less than a hundred", None, 9999),
        ("under fifty bucks", None, 4999),
        ("up to 50", None, 5000),
        ("no more than 45", None, 4500),
        ("not over 45", None, 4500),
        ("nothing over 60", None, 6000),
        ("30 or less", None, 3000),
        ("max 30", None, 3000),
        ("30 max", None, 3000),
        ("my budget is 40", None, 4000),
        ("i have 50 dollars", None, 5000),
        ("something for 30 dollars", None, 3000),
        ("at least 30", 3000, None),
        ("nothing under 20", 2000, None),
        ("$20 and up", 2000, None),
        ("50+", 5000, None),
        ("over 100 dollars", 10001, None),
        ("$5 to $10", 500, 1000),
        ("$5-$10", 500, 1000),
        ("5-10$", 500, 1000),
        ("between 20 and 40", 2000, 4000),
        ("between 40 and 20", 2000, 4000),
        ("from 20 to 40", 2000, 4000),
        ("20-40", 2000, 4000),
        ("over 20 but under 50", 2001, 4999),
        ("more than 20 but no more than 40", 2001, 4000),
        ("around 100", 8000, 12000),
        ("50 bucks", 4000, 6000),
        ("50ish", 4000, 6000),
        ("fifty-ish", 4000, 6000),
        ("50 or so", 4000, 6000),
        ("around fifty bucks", 4000, 6000),
        ("under twenty-five", None, 2499),
        ("under five hundred", None, 49999),
        ("under 5 hundred", None, 49999),
        ("under a grand", None, 99999),
        ("up to two grand", None, 200000),
        ("a hundred and fifty or less", None, 15000),
        ("snacks under five", None, 499),
        ("80 bucks tops", None, 8000),
        ("under 100 dolars", None, 9999),
        ("shoes 50 to 100", 5000, 10000),
        ("under $1,299.50", None, 129949),
        ("under $1,299", None, 129899),
        ("under 1.299,50", None, 129949),
        ("under 2k", None, 199999),
        ("under £20", None, 1999),
    ],
)
def test_price_bounds_are_read(text: str, low: int | None, high: int | None) -> None:
    asked = read(text)
    assert (asked.price_min_minor, asked.price_max_minor) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "size 29",
        "usb cable over 2 m",
        "under 5 kg",
        "dumbbells under 5 pounds",
        "under 0.5 l",
        "from 3 to 5 years",
        "up to 3 people",
        "laptop with 16 gb",
        "2k laptop",
        "top 10",
        "pack of 6",
        "tell me about 2",
        "over 10%",
        "to wear over one shoulder",
        "a tent for two",
        "pants 30 to 32",
        "i have 3 kids",
    ],
)
def test_numbers_that_are_no_prices_are_left_alone(text: str) -> None:
    asked = read(text)
    assert (asked.price_min_minor, asked.price_max_minor) == (None, None)


def test_pounds_are_money_where_the_shop_takes_pounds() -> None:
    assert read("under 5 pounds", "GBP").price_max_minor == 499


def test_a_currency_without_decimals_has_whole_minor_units() -> None:
    assert read("under 5000", "JPY", 0).price_max_minor == 4999
    assert read("¥5000 max", "JPY", 0).price_max_minor == 5000


def test_the_currency_said_is_told() -> None:
    assert hear("under 40 euros").foreign_currency == "EUR"
    assert hear("under $40", "CAD").foreign_currency == ""
    assert hear("under 40").foreign_currency == ""


def test_a_price_leaves_no_words_to_rank_by() -> None:
    assert read("red shoes under 80").words == "red shoes"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("don't go over 80", None, 8000),
        ("I don't want to spend more than maybe hundred and twenty dollars", None, 12000),
        ("it can't be above 60", None, 6000),
        ("please nothing below 30", 3000, None),
        ("not less than 30", 3000, None),
        ("two fifty max", None, 25000),
        ("headphones 80-100", 8000, 10000),
    ],
)
def test_a_negator_turns_any_comparator_round(text: str, low: int | None, high: int | None) -> None:
    asked = read(text)
    assert (asked.price_min_minor, asked.price_max_minor) == (low, high)


@given(st.text(max_size=200))
def test_any_text_is_read_and_bounds_are_in_order(text: str) -> None:
    asked = read(text)
    assert (
        asked.price_min_minor is None
        or asked.price_max_minor is None
        or 0 <= asked.price_min_minor <= asked.price_max_minor
    )


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_a_range_holds_both_its_ends(one: int, other: int) -> None:
    asked = read(f"between {one} and {other} dollars")
    assert (asked.price_min_minor, asked.price_max_minor) == (min(one, other) * 100, max(one, other) * 100)
