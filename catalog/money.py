"""Currencies: their codes, their decimals, and prices as merchants write them."""

from __future__ import annotations

import re
from decimal import Decimal

#: ISO 4217 codes in use, by number of decimals; two where nothing else is said.
NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())  # noqa: SIM905
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())  # noqa: SIM905
_TWO_DECIMALS = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY "
    "COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS "
    "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR "
    "MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD "
    "SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG"
)
TWO_DECIMALS = frozenset(_TWO_DECIMALS.split())
CURRENCIES = NO_DECIMALS | TWO_DECIMALS | THREE_DECIMALS

#: Above this a price is a slip of the keyboard, not a price (in major units).
HIGHEST_PRICE = 100_000_000

_DIGITS = re.compile(r"(-?\d{1,15})(?:[.,](\d*))?", re.ASCII)


class PriceError(ValueError):
    """A price that cannot be read; the message says what is allowed."""


def minor_digits(currency: str) -> int:
    """Decimals of a currency: 2 for USD, 0 for JPY, 3 for KWD."""
    return 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2


def price_minor(text: str, currency: str) -> int:
    """A price in major units ("19.90", "19,90", "1299") as whole minor units.

    Raises: PriceError for anything else: "1,299" may mean two prices, so it is refused, not guessed.
    """
    match = _DIGITS.fullmatch(text.strip())
    if not match:
        raise PriceError("is no price. Allowed: digits and one decimal mark, like 19.90")
    # Exports write "34.0000"; zeros after the last real decimal change nothing.
    decimals, digits = (match[2] or "").rstrip("0"), minor_digits(currency)
    comma_means_thousands = "," in text and len(match[2] or "") == 3 and digits != 3
    if comma_means_thousands or len(decimals) > digits:
        raise PriceError(f"does not fit {currency}, which has {digits} decimals. Write it like {_example(digits)}")
    amount = Decimal(f"{match[1]}.{decimals or 0}")
    if amount < 0 or match[1].startswith("-"):
        raise PriceError("is below zero. Allowed: 0 or more")
    if amount > HIGHEST_PRICE:
        raise PriceError(f"is above {HIGHEST_PRICE:,}. Check the decimal mark")
    return int(amount.scaleb(digits))


def _example(digits: int) -> str:
    return f"1299.{'0' * digits}" if digits else "1299"
