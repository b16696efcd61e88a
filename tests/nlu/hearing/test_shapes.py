"""Order numbers and addresses are told by their shape, among all the other numbers that a sentence holds."""

from __future__ import annotations

import pytest

from nlu.hearing.shapes import address_in, order_numbers, without_order_numbers

HOME = "14 Willow Row, Flat 3, Bath BA1 2AB"


@pytest.mark.parametrize(
    "text",
    [
        f"please send order 10311 to {HOME}",
        f"the address of order 10311 is wrong, it should be {HOME}",
        f"my order has the old address, the new one is {HOME}.",
        f"order #10311 should go to {HOME} instead, please",
        f"my address has changed, it is now {HOME}",
        f"from now on deliver everything to {HOME}",
        f"new delivery address: {HOME}",
        f"can you ship it to {HOME}?",
    ],
)
def test_an_address_is_what_the_last_lead_to_one_begins(text: str) -> None:
    assert address_in(text) == HOME


@pytest.mark.parametrize(
    "text",
    [
        "where is order 10311",
        "send my order to another address",
        "the address is wrong",
        "does it go to size 46, or 47",
    ],
)
def test_what_only_speaks_of_an_address_holds_none(text: str) -> None:
    assert address_in(text) == ""


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("cancel order #A-55512", ("A-55512",)),
        ("W4410932 and 10023", ("W4410932", "10023")),
        ("the power bank with 20000mAh from order 10311", ("10311",)),
        ("the laptop with 512GB", ()),
        (f"send order 10311 to {HOME}", ("10311",)),
        ("what did i order on 2026-05-04", ()),
    ],
)
def test_the_digits_of_measures_dates_and_addresses_are_no_order(text: str, numbers: tuple[str, ...]) -> None:
    assert order_numbers(text) == numbers


def test_what_else_is_said_beside_the_numbers() -> None:
    assert without_order_numbers("W4410932 please").strip() == "please"
