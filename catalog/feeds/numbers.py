"""Numbers as a whole column writes them: "26.067,00", "1 299", "12,99 €", "28.00 USD".

One cell alone can't say whether "1.299" is a price of one or of thirteen hundred; its column mostly can.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from catalog.money import CURRENCIES, HIGHEST_PRICE, minor_digits

#: What stands for one currency alone; "$", "¥" and "kr" are those of several, and of the shop's own.
SIGNS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "us$": "USD", "ca$": "CAD", "c$": "CAD", "a$": "AUD",
    "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "r$": "BRL", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "zł": "PLN",
    "元": "CNY", "cn¥": "CNY", "rmb": "CNY", "円": "JPY", "jp¥": "JPY", "fr.": "CHF", "sfr.": "CHF", "kč": "CZK",
    "₫": "VND", "₴": "UAH", "₪": "ILS", "฿": "THB",
}  # fmt: skip
_KRONA, _RUPEE = ("SEK", "NOK", "DKK", "ISK"), ("INR", "PKR", "LKR", "NPR")
SHARED_SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD"),
    "¥": ("CNY", "JPY"), "￥": ("CNY", "JPY"), "kr": _KRONA, "kr.": _KRONA, "rs": _RUPEE, "rs.": _RUPEE,
}  # fmt: skip
#: A mark that this share of a column's numbers writes as its decimal mark; the others are slips, each refused.
SURE = 0.95

_WRITTEN = re.compile(r"(?P<before>[^\d.,+-]*)(?P<number>[+-]?[\d.,'’ \u00a0\u202f]*\d)(?P<after>.*)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_SPACES = re.compile(r"(?<=\d)['’ \u00a0\u202f](?=\d{3}(?!\d))")


class NumberError(ValueError):
    """A cell, or a column, whose number can't be told; the message says why."""


def parts(written: str) -> tuple[str, str]:
    """The number with its marks, and the currency that stands beside it, "" for none. Raises: NumberError."""
    text = re.sub(r"(?<=\d)[.,][-–—]+", "", written.strip())
    # The sign of a number may stand before that of the currency: "-$5".
    text = re.sub(r"^([+-])\s*([^\d\s]+)\s*(?=\d)", r"\2\1", text)
    match = _WRITTEN.fullmatch(text)
    number = _SPACES.sub("", match["number"].strip()) if match else ""
    if match is None or not (_NUMBER.fullmatch(number) or re.fullmatch(r"[.,]\d+", number)):
        raise NumberError("is no number. Allowed: digits and one decimal mark, like 19.90")
    names = [name for name in (match["before"].strip().lower(), match["after"].strip().lower()) if name]
    found = {currency_of(name) for name in names} - {""}
    if len(found) > 1:
        raise NumberError(f"names two currencies, {' and '.join(sorted(found))}")
    unknown = [name for name in names if name not in SHARED_SIGNS and not currency_of(name)]
    if unknown:
        raise NumberError(f"is no number: {unknown[0]!r} is no currency. Allowed: like 19.90, or 19.90 USD")
    return (f"0{number}" if number[0] in ".," else number), next(iter(found), "")


def currency_of(name: str) -> str:
    """The code for "eur", "€" or "us$"; "" for anything else."""
    code = name.strip().upper()
    return code if code in CURRENCIES else SIGNS.get(name.strip().lower(), "")


class Numbers:
    """How one column writes its numbers, learnt from all of them.

    Attributes:
        decimal: "." or ",", "" when no number of the column shows it.
        currencies: code -> how many cells name it.
        sign: one that several currencies share, as the last such cell has it, "" without one.
    """

    def __init__(self, name: str, values: Iterable[str], neighbour: Numbers | None = None) -> None:
        """neighbour: a column of the same file whose decimal mark holds where this one shows none.

        Raises: NumberError when the column contradicts itself.
        """
        self.currencies: Counter[str] = Counter()
        self.sign = ""
        #: A column with 0.250 in it has three decimals elsewhere too.
        self._has_thousandths = False
        shown: Counter[str] = Counter()
        examples: dict[str, str] = {}
        for value in values:
            try:
                number, currency = parts(value)
            except NumberError:
                continue
            if currency:
                self.currencies[currency] += 1
            else:
                self.sign = next((sign for sign in SHARED_SIGNS if sign in value.lower()), self.sign)
            self._has_thousandths = self._has_thousandths or bool(re.fullmatch(r"0[.,]\d{3}", number))
            if mark := _shown_decimal(number):
                shown[mark] += 1
                examples.setdefault(mark, value.strip())
        self.decimal: str = (
            max(shown, key=lambda mark: shown[mark]) if shown else neighbour.decimal if neighbour else ""
        )
        if len(shown) > 1 and shown[self.decimal] < SURE * shown.total():
            raise NumberError(
                f"column {name} contradicts itself: {examples['.']!r} has a decimal dot, {examples[',']!r} a decimal "
                "comma. Needed: one way of writing numbers in a column."
            )

    def read(self, written: str) -> Decimal:
        """Raises: NumberError for what is no number, or may be two."""
        number, _ = parts(written)
        marks = sorted(set(number) & {".", ","})
        if not marks:
            return Decimal(number)
        decimal = self.decimal or _shown_decimal(number)
        thousands = {".": ",", ",": "."}.get(decimal, "")
        whole, _, rest = number.partition(decimal) if decimal else (number, "", "")
        if thousands and re.fullmatch(rf"[+-]?\d{{1,3}}(\{thousands}\d{{3}})+|[+-]?\d+", whole) and rest.isdecimal():
            if len(rest) == 3 and not (_shown_decimal(number) or self._has_thousandths):
                raise NumberError(self._ambiguous(number, marks[0]))
            return Decimal(f"{whole.replace(thousands, '')}.{rest}")
        if thousands and decimal not in number and re.fullmatch(rf"[+-]?\d{{1,3}}(\{thousands}\d{{3}})+", number):
            # "1,299" is thirteen hundred where the column has decimal dots, and the other way round.
            return Decimal(number.replace(thousands, ""))
        if thousands:
            raise NumberError(f"does not fit its column, where {decimal!r} is the decimal mark")
        raise NumberError(self._ambiguous(number, marks[0]))

    def _ambiguous(self, number: str, mark: str) -> str:
        whole, _, rest = number.partition(mark)
        return f"may mean {whole}{rest} or {whole}.{rest}. Write it like {whole}{rest}, or with two decimals"


def minor(amount: Decimal, currency: str) -> int:
    """An amount in major units as minor units, what is finer than these rounded half up. Raises: NumberError."""
    if amount < 0:
        raise NumberError("is below zero. Allowed: 0 or more")
    if amount > HIGHEST_PRICE:
        raise NumberError(f"is above {HIGHEST_PRICE:,}. Check the decimal mark")
    return int(amount.scaleb(minor_digits(currency)).quantize(Decimal(1), ROUND_HALF_UP))


def _shown_decimal(number: str) -> str:
    """The mark that can only be a decimal one in this number, "" when that can't be told."""
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return ""
    mark, digits = number[last], len(number) - last - 1
    other = "," if mark == "." else "."
    if other in number:
        return mark if number.count(mark) == 1 else other if number.count(other) == 1 else ""
    if number.count(mark) > 1:
        return other
    before = number[:last].lstrip("+-")
    return mark if digits != 3 or len(before) > 3 or before.startswith("0") else ""
