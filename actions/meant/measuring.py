"""Which of several products has the most or the least of something that the shop gives as a number."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from catalog.products import Product
from nlu.hearing.lexicon import lexicon
from nlu.tokens import key

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-zA-Z]*)")
#: A unit as so many of a smaller one.
_UNITS = {"kg": (1000.0, "g"), "tb": (1024.0, "gb"), "l": (1000.0, "ml"), "m": (100.0, "cm"), "lb": (16.0, "oz")}


@dataclass(frozen=True)
class Measured:
    """Products ranked by an attribute, the one asked for first."""

    attribute: str
    products: tuple[Product, ...]


def most_or_least(text: str, cues: Collection[str], products: Sequence[Product]) -> Measured | None:
    """The products ranked by what the text names, when `cues` (what was heard in it) ask for the most or the least."""
    if "most" not in cues and "least" not in cues:
        return None
    said = set(key(text)) | ({"weight"} if "by_weight" in cues else set())
    name = _attribute_named(said, products)
    measured = [(product, _measure(product, name)) for product in products if name in product.attributes]
    known = [(product, measure) for product, measure in measured if measure]
    if len(known) < 2 or len({unit for _, (_, unit) in known}) > 1:
        return None
    known.sort(key=lambda pair: pair[1][0], reverse="least" not in cues)
    return Measured(name, tuple(product for product, _ in known))


def _attribute_named(said: Collection[str], products: Sequence[Product]) -> str:
    names = dict.fromkeys(name for product in products for name in product.attributes)
    called = lexicon("list")["attributes"]
    return next((name for name in names if any(set(key(one)) <= set(said) for one in _names_of(name, called))), "")


def _names_of(name: str, called: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The attribute's own name, and what customers call it ("battery" for battery life)."""
    own = name.replace("_", " ")
    return (own, *called.get(own, ()))


def _measure(product: Product, name: str) -> tuple[float, str] | None:
    """The number of the attribute in its smallest unit, None when it has none."""
    found = _NUMBER.search(" ".join(product.attributes[name]))
    if not found:
        return None
    factor, unit = _UNITS.get(found[2].lower(), (1.0, found[2].lower()))
    return float(found[1].replace(",", ".")) * factor, unit
