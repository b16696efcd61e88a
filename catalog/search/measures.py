"""What products measure: every amount with a unit in their facts, sizes and titles, to be compared with a bound.

"At least 16 GB" holds of a product when any of its amounts of memory does: a shop calls the same thing memory, RAM,
storage or a size, and its units say what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from catalog.products import Product, Variant
from catalog.search.vectors import BoolVector
from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.marks import Bound
from nlu.hearing.numbers import amounts_in
from nlu.hearing.row import name_key, row_of

_LEAST_PIXELS = 480
Amounts = npt.NDArray[np.float64]
#: An amount said to the last digit meets one that is written in another unit ("14 inch" and "35.6 cm").
_NEAR = 0.015
#: Attribute names that are a number of persons without saying so.
_COUNTED = {"persons": "people", "people": "people", "sleeps": "people"}


class Measures:
    """The amounts of all variants, by what they measure."""

    def __init__(self, products: Sequence[Product]) -> None:
        rows: dict[str, list[tuple[int, float]]] = {}
        place = 0
        for product in products:
            shared = list(_of_product(product))
            for variant in product.variants:
                for measure, amount in (*shared, *_of_variant(variant)):
                    rows.setdefault(measure, []).append((place, amount))
                place += 1
        self._variants = place
        self._places = {name: np.array([row for row, _ in pairs], dtype=np.int64) for name, pairs in rows.items()}
        self._amounts: Mapping[str, Amounts] = {
            name: np.array([amount for _, amount in pairs], dtype=np.float64) for name, pairs in rows.items()
        }
        self._stars = np.array(
            [product.rating or 0.0 for product in products for _ in product.variants], dtype=np.float64
        )

    def within(self, bound: Bound) -> BoolVector:
        """[variants] True where one of the variant's amounts of that measure lies inside the bound."""
        if bound.measure == "stars":
            return np.asarray(_inside(self._stars, bound) & (self._stars > 0), dtype=bool)
        mask = np.zeros(self._variants, dtype=bool)
        own = _own(bound.measure, bound.of)
        measure = own if own in self._amounts else bound.measure
        if measure in self._amounts:
            mask[self._places[measure][_inside(self._amounts[measure], bound)]] = True
        return mask

    def extreme(self, measures: Iterable[str], *, most: bool) -> Amounts:
        """[variants] the largest (or smallest) amount of the first measure that the shop tells; NaN without one."""
        found: Amounts = np.full(self._variants, np.nan)
        for measure in measures:
            if measure not in self._amounts:
                continue
            unset = -np.inf if most else np.inf
            edge: Amounts = np.full(self._variants, unset)
            (np.maximum if most else np.minimum).at(edge, self._places[measure], self._amounts[measure])
            found = np.where(np.isnan(found) & np.isfinite(edge), edge, found)
        return found


def _inside(amounts: Amounts, bound: Bound) -> BoolVector:
    inside = np.ones(len(amounts), dtype=bool)
    if bound.low is not None:
        inside &= amounts > bound.low if bound.low_open else amounts >= bound.low * (1 - _NEAR)
    if bound.high is not None:
        inside &= amounts < bound.high if bound.high_open else amounts <= bound.high * (1 + _NEAR)
    return inside


def _of_product(product: Product) -> Iterator[tuple[str, float]]:
    for name, values in product.attributes.items():
        for measure, amount in _measured(name, values):
            yield measure, amount
            yield _own(measure, name), amount
    yield from _amounts(product.title)


def _own(measure: str, attribute: str) -> str:
    """The name of the amounts of one attribute alone: RAM is memory, and so is storage."""
    return f"{measure}/{attribute.casefold()}"


def _of_variant(variant: Variant) -> Iterator[tuple[str, float]]:
    yield from _amounts(variant.size)
    for name, values in variant.attributes.items():
        yield from _measured(name, values)


def _measured(name: str, values: Sequence[str]) -> Iterator[tuple[str, float]]:
    for value in values:
        if name.lower() in _COUNTED and value.strip().isdecimal():
            yield _COUNTED[name.lower()], float(value)
        yield from _amounts(value)
        if not word_set("units", "lasting").isdisjoint(name_key(name.replace("_", " "))):
            yield from _long_durations(value)
        yield from _pixels(value)


def _long_durations(text: str) -> Iterator[tuple[str, float]]:
    """ "6 weeks" in hours: long for a battery, while a customer's "30 days" is no such measure."""
    row = row_of(text)
    hours = lexicon("units")["long_durations"]
    for place, token in enumerate(row.tokens[:-1]):
        if token.number is not None and row.stems[place + 1] in hours:
            yield "duration", float(token.number) * hours[row.stems[place + 1]]


def _pixels(text: str) -> Iterator[tuple[str, float]]:
    """ "2560 x 1440" as so many pixels; smaller numbers are centimetres."""
    for wide, high in re.findall(r"(\d{3,5})\s*[x×]\s*(\d{3,5})", text):
        if min(int(wide), int(high)) >= _LEAST_PIXELS:
            yield "pixels", float(int(wide) * int(high))


def _amounts(text: str) -> Iterator[tuple[str, float]]:
    if not any(map(str.isdigit, text)):
        return
    for amount in amounts_in(row_of(text)):
        if amount.measure and amount.measure not in ("price", "other"):
            yield amount.measure, amount.base
