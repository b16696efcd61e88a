"""Amounts in a row: written or spoken numbers with the currency or the unit that stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.row import SIGNS, Row
from nlu.tokens import stem


@dataclass(frozen=True)
class Amount:
    """One number with what belongs to it.

    Attributes:
        start, end: the tokens it covers, currency and unit included.
        value: in the unit said; `factor` makes the base unit of it.
        spoken: in words rather than digits.
        measure: what its unit measures; "price" with a currency, "other" with a unit nobody filters by, "" without.
        currency: "" = none was said.
    """

    start: int
    end: int
    value: float
    spoken: bool = False
    measure: str = ""
    factor: float = 1.0
    currency: str = ""

    @property
    def base(self) -> float:
        return self.value * self.factor


def amounts_in(row: Row, *, currency: str = "USD", language: str = "en") -> list[Amount]:
    """The amounts of `row`, left to right. `currency`: the shop's; where it takes pounds, pounds are money."""
    return list(_amounts(row, _Units(language, currency, row), language))


def _amounts(row: Row, units: _Units, language: str) -> Iterator[Amount]:
    start = 0
    while start < len(row):
        found = _written(row, start, language) or _spoken(row, start, language) or units.one(row, start)
        if found is None:
            start += 1
            continue
        amount = units.beside(row, found)
        if amount.spoken and not amount.measure and _counts_nothing(row, amount, language):
            start = amount.end
            continue
        yield amount
        start = amount.end


def _counts_nothing(row: Row, amount: Amount, language: str) -> bool:
    alone = word_set("numbers", "never_alone", language)
    return amount.end - amount.start == 1 and row.words[amount.start] in alone


def _written(row: Row, start: int, language: str) -> Amount | None:
    """ "50", "2k", "5 hundred", "1 299" beside a currency."""
    value = row.tokens[start].number
    if value is None:
        return None
    end = start + 1
    if _is_thousands(row, start):
        value, end = value * 1000 + (row.tokens[end].number or 0), end + 1
    multiples = lexicon("numbers", language)["multiples"]
    if end < len(row) and (times := multiples.get(row.words[end]) or multiples.get(row.stems[end])):
        follows = row.tokens[end].glued or row.words[end] != "k"
        value, end = (value * times, end + 1) if follows else (value, end)
    return Amount(start, end, value)


def _is_thousands(row: Row, start: int) -> bool:
    """Whether "1 299" is one number: only beside a currency, for "42 100" may be a size and a price."""
    following = row.tokens[start + 1] if start + 1 < len(row) else None
    if following is None or following.number is None or len(following.text) != 3 or len(row.words[start]) > 3:
        return False
    before = row.words[start - 1] if start else ""
    after = row.words[start + 2] if start + 2 < len(row) else ""
    return not following.glued and (before in SIGNS or after in SIGNS) and bool(before or after)


def _spoken(row: Row, start: int, language: str) -> Amount | None:
    """ "fifty", "a hundred and twenty", "two fifty", "couple of hundred"."""
    table = lexicon("numbers", language)
    values, multiples = table["values"], table["multiples"]
    total = current = 0.0
    largest, end, place = 0.0, start, start
    last = 0.0
    if row.words[place] in table["before_multiples"]:
        if row.words[place + 1 : place + 2] and _of(multiples, row, place + 1):
            place += 1
        else:
            return None
    while place < len(row):
        if value := _of(values, row, place):
            if last and not _goes_on(last, value):
                break
            current = current * 100 + value if 0 < last < 10 <= value else current + value
            last = value
        elif times := _of(multiples, row, place):
            if times > largest and total:
                total, current = 0.0, (total + current) * times
            else:
                current = max(current, 1) * times
            total, current, largest, last = total + current, 0.0, times, 0.0
        elif (
            end > start and row.words[place] in table["inside"] and _continues(row, place + 1, values, multiples, last)
        ):
            place += 1
            continue
        else:
            break
        place += 1
        end = place
    return Amount(start, end, total + current, spoken=True) if end > start else None


def _of(table: dict[str, float], row: Row, place: int) -> float:
    word = row.words[place]
    # "hundreds" is a hundred, but "ones" is no one.
    return float(table.get(word) or (table.get(stem(word), 0) if "hundred" in table else 0))


def _goes_on(last: float, value: float) -> bool:
    """Whether two values make one number: "twenty five", "two fifty"; "one two" are two numbers."""
    return (last >= 20 and value < 10) or (last < 10 <= value)


def _continues(row: Row, place: int, values: dict[str, float], multiples: dict[str, float], last: float) -> bool:
    """Whether a small word stands inside the number: "a hundred and fifty", "a couple of hundred"."""
    if place >= len(row):
        return False
    return bool(_of(multiples, row, place)) if last else bool(_of(values, row, place))


class _Units:
    """The units of one language, in a shop of one currency, for one row."""

    def __init__(self, language: str, currency: str, row: Row) -> None:
        self._table = lexicon("units", language)
        self._by_word = _measures(language)
        if not word_set("units", "runs", language).isdisjoint(row.words):  # "lasts a day", and not "a day out"
            days = self._table["running_time"]
            self._by_word = self._by_word | {word: ("duration", float(hours)) for word, hours in days.items()}
        self._others = word_set("units", "others", language)
        self._shop = currency
        self._language = language

    def beside(self, row: Row, amount: Amount) -> Amount:
        """The amount with the currency before it, or the currency or unit behind it."""
        start, end = amount.start, amount.end
        before = row.words[start - 1] if start else ""
        if before in self._table["signs"] or (before in self._table["currencies"] and len(before) == 3):
            wider = start - 2 >= 0 and before in SIGNS and row.words[start - 2] in ("us", "ca", "au")
            code = {"ca": "CAD", "au": "AUD"}.get(row.words[start - 2], "") if wider else ""
            amount = Amount(
                start - 1 - wider, end, amount.value, amount.spoken, "price", 1.0, code or self._code(before)
            )
        if end >= len(row):
            return amount
        if code := self._money(row.words[end], row.stems[end]):
            return Amount(amount.start, end + 1, amount.value, amount.spoken, "price", 1.0, amount.currency or code)
        return amount if amount.measure else self._measured(row, amount)

    def one(self, row: Row, start: int) -> Amount | None:
        """ "A litre", "half a kilo", "quarter of a litre": a part of one, or one, of a unit that is written out."""
        numbers = lexicon("numbers", self._language)
        part = numbers["parts"].get(row.words[start])
        place = start + 1 if part else start
        while part and place < len(row) and row.words[place] == "of":
            place += 1
        if place + 1 >= len(row) or row.words[place] not in numbers["one_of"]:
            return None
        measure, _ = self._by_word.get(row.stems[place + 1], ("", 0.0))
        written_out = len(row.stems[place + 1]) > 2 and measure in ("weight", "volume", "length", "duration")
        return Amount(start, place + 1, part or 1.0, spoken=True) if written_out else None

    def _measured(self, row: Row, amount: Amount) -> Amount:
        token = row.tokens[amount.end]
        if row.words[amount.end + 1 : amount.end + 2] == ("/",):
            return amount  # "200 g/m²" measures no weight
        unit: Any = self._by_word.get(token.text) or self._by_word.get(token.stem)
        if token.glued and token.text in self._table["glued"]:
            unit = self._table["glued"][token.text]
        if unit and unit != "others":
            measure, factor = unit
            return Amount(amount.start, amount.end + 1, amount.value, amount.spoken, measure, float(factor))
        if unit == "others" or token.text in self._others or token.stem in self._others:
            return Amount(amount.start, amount.end + 1, amount.value, amount.spoken, "other")
        return amount

    def _money(self, word: str, word_stem: str) -> str:
        if word in self._table["signs"]:
            return self._code(word)
        if self._shop == "GBP" and word_stem == "pound":
            return "GBP"
        named = self._table["currencies"].get(word) or self._table["currencies"].get(word_stem)
        return self._own(named) if named else ""

    def _code(self, said: str) -> str:
        return self._own(self._table["signs"].get(said) or self._table["currencies"].get(said) or "")

    def _own(self, code: str) -> str:
        return self._shop if self._shop in self._table["shared"].get(code, ()) else code


@cache
def _measures(language: str) -> dict[str, tuple[str, float]]:
    table = lexicon("units", language)["measures"]
    return {word: (measure, factor) for measure, words in table.items() for word, factor in words.items()}
