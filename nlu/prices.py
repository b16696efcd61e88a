"""Prices in a sentence: bounds in minor units, and the text without them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from nlu.hearing.lexicon import word_set

#: "around 100" reaches this share to both sides.
_AROUND = Decimal("0.2")
#: No shop sells dearer; keeps absurd digits from overflowing a column.
_HIGHEST_MINOR = 10**12

_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "zł": "PLN"}
_NAMES = {
    "doll?[ae]r": "USD", "buck": "USD", "usd": "USD", "euro": "EUR", "eur": "EUR", "gbp": "GBP", "quid": "GBP",
    "yen": "JPY",
    "jpy": "JPY", "rupee": "INR", "inr": "INR", "franc": "CHF", "chf": "CHF", "sek": "SEK", "nok": "NOK", "dkk": "DKK",
    "cad": "CAD", "aud": "AUD", "zloty": "PLN", "pln": "PLN",
}  # fmt: skip
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "couple": 2,
}  # fmt: skip
_MULTIPLES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000}

_CURRENCY = r"(?:[$€£¥₹₩₺]|(?:us|ca|au)\$|zł|\b(?:usd|eur|gbp|jpy|inr|chf|cad|aud|sek|nok|dkk|pln)\b)"
_UNIT_WORDS = "doll?[ae]rs?|bucks?|euros?|quid|yen|rupees?|francs?|zloty"
_DIGITS = r"(?:\d{1,3}(?:[ ,.']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?![\d]|[.,]\d)"
_NUMBER = rf"(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_TIMES = r"(?:hundred|thousand|grand)s?"
#: "a hundred and fifty", "two grand", "five hundred", "5 hundred", "twenty five"; a lone "one" counts nothing.
_SPOKEN = (
    rf"(?:(?:(?:a )?(?:{_NUMBER}|\d+)(?:[ -]{_NUMBER})? (?:of )?|a )?{_TIMES}(?: (?:and )?{_NUMBER}(?:[ -]{_NUMBER})?)?"
    rf"|(?!one\b|couple\b){_NUMBER}(?:[ -]{_NUMBER})?)"
)
_MEASURES = "|".join(sorted((re.escape(unit) for unit in word_set("words", "units")), key=len, reverse=True))
_JOIN = r"\s*(?:-|to|and|until|till|up to|through|\.\.\.?)\s*"

_NOT = (
    r"\b(?:no|not|nothing|never|none|isn't|is not|don't want(?: anything)?|do not want(?: anything)?|not anything)\s+"
)
_BELOW = (
    r"(?:under|below|beneath|less than|cheaper than|lower than|smaller than|fewer than|(?<!\w)<(?!=)|"
    r"doesn't cost more than|not exceeding|sub)"
)
_ABOVE = r"(?:over|above|more than|higher than|dearer than|more expensive than|costs? more than|beyond|(?<!\w)>(?!=))"
_AT_MOST = (
    r"(?:up to|at most|at the most|max(?:imum)?(?: of| price)?:?|within|<=|(?:my )?budget(?: is| of|"
    r":)?(?: about| around)?|"
    r"(?:can|could|want to|wanna|to) (?:only )?spend(?: up to| about| around)?|upto|limit(?: is| of)?|"
    r"no dearer than|not over)"
)
_OR_LESS = r"max(?:imum)?|or (?:less|under|below|cheaper)|and (?:under|below)|at most|(?:is my )?budget"
_OR_MORE = r"\+(?!\w)|(?:min(?:imum)?|or (?:more|over|above|up)|and (?:up|over|above|more)|at least|plus)\b"
_AT_LEAST = r"(?:at least|at the least|from|min(?:imum)?(?: of| price)?:?|starting (?:at|from)|upwards of|>=)"
_ABOUT = r"(?:around|(?<!me )(?<!more )about|roughly|approximately|approx\.?|circa|close to|~|more or less)"


@dataclass(frozen=True)
class PriceAsk:
    """What a sentence says about price.

    Attributes:
        min_minor, max_minor: inclusive bounds in minor units, None = open; min <= max.
        currency: the currency said, "" when none was.
        rest: the sentence with each price replaced by " ; ".
    """

    rest: str
    min_minor: int | None = None
    max_minor: int | None = None
    currency: str = ""

    @property
    def found(self) -> bool:
        return self.min_minor is not None or self.max_minor is not None


Bounds = tuple[Decimal | None, Decimal | None]
#: Bounds from the amounts said and the currency's smallest step ("under 50" is at most 49.99).
Bounding = Callable[[list[Decimal], Decimal], Bounds]


def read_price(text: str, *, currency: str, minor_digits: int) -> PriceAsk:
    """The price bounds that `text` (as `nlu.tokens.plain` makes it) asks for.

    Several bounds are combined ("over 20 but under 50"); a range that contradicts itself keeps its later bound.
    """
    step = Decimal(1).scaleb(-minor_digits)
    low: Decimal | None = None
    high: Decimal | None = None
    said = ""
    for pattern, bounds in _patterns(currency):
        while match := pattern.search(text):
            amounts = [_amount(group) for group in match.groups() if group]
            new_low, new_high = bounds(amounts, step)
            low = low if new_low is None else new_low
            high = high if new_high is None else new_high
            said = said or _currency_in(match.group(), currency)
            text = f"{text[: match.start()]} ; {text[match.end() :]}"
    if low is not None and high is not None and low > high:
        low, high = high, low
    return PriceAsk(text, _minor(low, minor_digits), _minor(high, minor_digits), said)


def _patterns(currency: str) -> list[tuple[re.Pattern[str], Bounding]]:
    """Tried in this order, so that "no more than 50" is taken before "more than 50"."""
    return _compiled(pounds_are_money=currency == "GBP")


@cache
def _compiled(*, pounds_are_money: bool) -> list[tuple[re.Pattern[str], Bounding]]:
    marked, amount, unmarked, no_measure = _amount_patterns(pounds_are_money)
    forms: list[tuple[str, Bounding]] = [
        (rf"\b(?:between|from|prices?:?|priced)\s+({amount}){_JOIN}({amount})", _range),
        (rf"({marked}){_JOIN}({amount})", _range),
        (rf"({amount}){_JOIN}({marked})", _range),
        (rf"{_NOT}(?:{_ABOVE}|dearer than)\s*({amount})", _at_most),
        (rf"{_NOT}{_BELOW}\s*({amount})", _at_least),
        (rf"\b(?:no|not) (?:more|higher) than\s*({amount})", _at_most),
        (rf"{_edge(_BELOW)}\s*({amount})", _below),
        (rf"{_edge(_ABOVE)}\s*({amount})", _above),
        (rf"{_edge(_AT_MOST)}\s*({amount})", _at_most),
        (rf"({amount})\s*(?:{_OR_LESS})\b", _at_most),
        (rf"({marked}) tops\b", _at_most),
        (rf"{_edge(_AT_LEAST)}\s*({amount})", _at_least),
        (rf"({amount})\s*(?:{_OR_MORE})", _at_least),
        (rf"{_edge(_ABOUT)}\s*({amount})", _around),
        (rf"(\b{_SPOKEN}|{_DIGITS})[\s-]?ish\b", _around),
        (rf"({amount}) or so\b", _around),
        (rf"\b(?:for|with|have(?: only| about)?)\s+({marked})", _at_most),
        (rf"({marked})", _around),
        (rf"^({unmarked}){_JOIN}({unmarked})$", _range),
        # Sizes rarely are round on both sides.
        (rf"(?<![\w.,])([1-9]\d*0) to ([1-9]\d*0){no_measure}$", _range),
    ]
    return [(re.compile(pattern), bounds) for pattern, bounds in forms]


def _amount_patterns(pounds_are_money: bool) -> tuple[str, str, str, str]:
    """Regular expressions: an amount with its currency, of either kind, a bare number, and that it is no measure."""
    units = rf"(?:{_UNIT_WORDS}{'|pounds?' if pounds_are_money else ''})\b"
    measures = _MEASURES + ("" if pounds_are_money else "|pounds?")
    measure = rf"\s*-?(?:{measures})(?!\w)|\s*(?:%|\"|°|'|x\s?\d)"
    no_measure = rf"(?![\w%°])(?!{measure})(?!{_JOIN}{_DIGITS}(?:{measure}))"
    unmarked = rf"(?:\b{_SPOKEN}\b|{_DIGITS}k?){no_measure}"
    marked = (
        rf"(?:{_CURRENCY}\s?{_DIGITS}k?\b(?:\s?{units})?"
        rf"|(?:\b{_SPOKEN}\b|\b{_NUMBER}|{_DIGITS}k?)[\s-]?(?:{_CURRENCY}|{units}))"
    )
    return marked, rf"(?:{marked}|{unmarked})", unmarked, no_measure


def _edge(words: str) -> str:
    return rf"(?<![\w]){words}"


def _range(amounts: list[Decimal], _step: Decimal) -> Bounds:
    return min(amounts), max(amounts)


def _below(amounts: list[Decimal], step: Decimal) -> Bounds:
    return None, max(amounts[0] - step, Decimal(0))


def _above(amounts: list[Decimal], step: Decimal) -> Bounds:
    return amounts[0] + step, None


def _at_most(amounts: list[Decimal], _step: Decimal) -> Bounds:
    return None, amounts[0]


def _at_least(amounts: list[Decimal], _step: Decimal) -> Bounds:
    return amounts[0], None


def _around(amounts: list[Decimal], _step: Decimal) -> Bounds:
    return amounts[0] * (1 - _AROUND), amounts[0] * (1 + _AROUND)


def _amount(text: str) -> Decimal:
    """The number in "1.299,50 €", "$2k", "fifty" or "a hundred and fifty"."""
    digits = re.search(r"\d[\d .,']*\d|\d", text)
    amount = _number(digits.group().strip(" .,'")) if digits else Decimal(0)
    for word in re.findall(r"[a-z]+", text[digits.end() :] if digits else text):
        times = _MULTIPLES.get(word) or _MULTIPLES.get(word.removesuffix("s"))
        amount = (amount or Decimal(1)) * times if times else amount + _NUMBERS.get(word, 0)
    return amount


def _number(digits: str) -> Decimal:
    """Digits with either kind of grouping; the last mark is a decimal mark unless three digits follow it."""
    digits = digits.replace(" ", "").replace("'", "")
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return Decimal(digits)
    fraction = digits[last + 1 :]
    whole = digits[:last].replace(".", "").replace(",", "")
    return Decimal(whole + fraction) if len(fraction) == 3 else Decimal(f"{whole or 0}.{fraction}")


def _currency_in(text: str, shop: str) -> str:
    for symbol, code in _SYMBOLS.items():
        if symbol in text:
            # Many currencies are written "$" and "¥"; in a shop of one of them it means that one.
            same_sign = {"$": ("USD", "CAD", "AUD", "NZD", "SGD", "MXN"), "¥": ("JPY", "CNY")}.get(symbol, ())
            return shop if shop in same_sign else code
    if re.search(r"\bpounds?\b", text):
        return "GBP"
    named = next((code for name, code in _NAMES.items() if re.search(rf"\b{name}s?\b", text)), "")
    return shop if named == "USD" and shop in ("CAD", "AUD", "NZD", "SGD") else named


def _minor(amount: Decimal | None, minor_digits: int) -> int | None:
    return None if amount is None else min(int(amount.scaleb(minor_digits).to_integral_value()), _HIGHEST_MINOR)
