"""Which of several products has the most or the least of something that the shop gives as a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.wording import join
from catalog.products import Product
from nlu.tokens import key, plain

_MOST = re.compile(r"\b(?:more|most|longe(?:r|st)|bigge(?:r|st)|large(?:r|st)|highe(?:r|st)|heav(?:ier|iest)|best)\b")
_LEAST = re.compile(r"\b(?:less|least|light(?:er|est)|shorte(?:r|st)|smalle(?:r|st)|lowe(?:r|st))\b")
_WEIGHT = re.compile(r"\b(?:light|heav)\w*(?:er|est)\b")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-zA-Z]*)")
#: A unit as so many of a smaller one.
_UNITS = {"kg": (1000.0, "g"), "tb": (1024.0, "gb"), "l": (1000.0, "ml"), "m": (100.0, "cm"), "lb": (16.0, "oz")}


def most_or_least(text: str, products: Sequence[Product]) -> tuple[Product, str] | None:
    """The product that has the most or the least of what the text names, with the sentence that says so."""
    text = plain(text)
    wants_most, wants_least = _MOST.search(text), _LEAST.search(text)
    name = _attribute_named(text, products) if wants_most or wants_least else ""
    measured = [(product, _measure(product, name)) for product in products if name in product.attributes]
    known = [(product, measure) for product, measure in measured if measure]
    if len(known) < 2 or len({unit for _, (_, unit) in known}) > 1:
        return None
    known.sort(key=lambda pair: pair[1][0], reverse=not wants_least)
    best, *others = [product for product, _ in known]
    against = join(f"{_told(product, name)} of the {product.title}" for product in others)
    return best, f"The {best.title}: {name.replace('_', ' ')} {_told(best, name)}, against {against}."


def _attribute_named(text: str, products: Sequence[Product]) -> str:
    said = set(key(text)) | ({"weight"} if _WEIGHT.search(text) else set())
    names = dict.fromkeys(name for product in products for name in product.attributes)
    return next((name for name in names if set(key(name.replace("_", " "))) <= said), "")


def _measure(product: Product, name: str) -> tuple[float, str] | None:
    """The number of the attribute in its smallest unit, None when it has none."""
    found = _NUMBER.search(_told(product, name))
    if not found:
        return None
    factor, unit = _UNITS.get(found[2].lower(), (1.0, found[2].lower()))
    return float(found[1].replace(",", ".")) * factor, unit


def _told(product: Product, name: str) -> str:
    return join(product.attributes[name])
