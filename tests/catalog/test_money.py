"""Prices as merchants write them become exact minor units, or are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.money import CURRENCIES, PriceError, minor_digits, price_minor


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("19.90", "USD", 1990),
        ("19,9", "EUR", 1990),
        ("52.0000", "USD", 5200),
        (" 0 ", "USD", 0),
        ("34.", "USD", 3400),
        ("1299", "JPY", 1299),
        ("1299.00", "JPY", 1299),
        ("1.234", "KWD", 1234),
        ("1,234", "KWD", 1234),
        ("0.07", "USD", 7),
    ],
)
def test_a_price_is_read_exactly(written: str, currency: str, minor: int) -> None:
    assert price_minor(written, currency) == minor


@pytest.mark.parametrize(
    ("written", "currency"),
    [
        *[("", "USD"), ("$5", "USD"), ("-0.01", "USD"), ("-0", "USD"), ("1e3", "USD"), ("NaN", "USD")],
        *[("1,299", "USD"), ("1.299,00", "EUR"), ("0.001", "USD"), ("1.5", "JPY"), ("100000001", "USD"), ("٣", "USD")],
    ],
)
def test_what_is_no_single_price_is_refused(written: str, currency: str) -> None:
    with pytest.raises(PriceError):
        price_minor(written, currency)


@given(minor=some.integers(0, 10**8), currency=some.sampled_from(sorted(CURRENCIES)))
def test_every_amount_survives_being_written(minor: int, currency: str) -> None:
    digits = minor_digits(currency)
    whole, part = divmod(minor, 10**digits)
    written = f"{whole}.{part:0{digits}}" if digits else f"{whole}"
    assert price_minor(written, currency) == minor
