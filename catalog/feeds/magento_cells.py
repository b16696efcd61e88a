"""The cells of a Magento 2 export that hold more than one thing, or hold it in Magento's own way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from itertools import zip_longest

from catalog.feeds import fields
from catalog.vocabulary import GENDERS

#: Attributes that steer Magento's own pages, and marks of the moment that say nothing about the product.
IGNORED = frozenset(("has_options", "required_options", "new", "ts_dimensions_length", "ts_dimensions_width"))
BRANDS = ("manufacturer", "brand")
#: Magento's sample shops, and many after them, name an attribute by the set it belongs to: "style_bags".
SET_ENDINGS = ("general", "gear", "bags", "bag", "top", "tops", "bottom", "bottoms")
#: A comma ends a value only where the next "name=" begins: "finish=matt, washable,colour=Blue".
_PAIR_START = re.compile(r'(?:^|,)\s*"?([A-Za-z][\w-]*)=')


def pairs(written: str) -> dict[str, str]:
    """The values of "size=XS,color=Black" by name; a value keeps its commas."""
    starts = list(_PAIR_START.finditer(written))
    found: dict[str, str] = {}
    for start, following in zip_longest(starts, starts[1:]):
        value = written[start.end() : following.start() if following else None]
        found[start[1].lower()] = value.strip().strip('"').replace('""', '"')
    return found


def variations(written: str) -> list[dict[str, str]]:
    """The variants of "sku=A-S,size=S|sku=A-M,size=M"; a bar counts only where the next sku begins."""
    return [pairs(part) for part in re.split(r"\|(?=sku=)", written) if part]


def category_paths(written: str) -> list[list[str]]:
    """Category paths without Magento's root ("Default Category"), empty ones dropped."""
    paths = ([word(part) for part in path.split("/") if part.strip()][1:] for path in written.split(","))
    return list(map(list, dict.fromkeys(tuple(path) for path in paths if path)))


def attributes_of(facts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What describes the product. A yes/no attribute that says yes becomes one of its features: eco_collection=Yes."""
    found: dict[str, list[str]] = {}
    for name, written in facts.items():
        if name in IGNORED or name in ("gender", *BRANDS) or is_axis(name):
            continue
        values = [word(part) for part in written.split("|") if part.strip()]
        if [value.lower() for value in values] in (["yes"], ["1"]):
            found.setdefault("features", []).append(label(name).capitalize())
        elif values and [value.lower() for value in values] not in (["no"], ["0"]):
            found.setdefault(label(name), []).extend(values)
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


def label(name: str) -> str:
    """The label "style" for "style_bags"; a category of Magento's own making must not pass for ours."""
    words = name.lower().split("_")
    if len(words) > 1 and words[-1] in SET_ENDINGS:
        words.pop()
    label = " ".join(words)
    return "type" if label == "category" else label


def axis(facts: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The attribute that holds the size or the colour: "size", "shoe_size", "fashion_color"; "" without one."""
    return next((name for name in facts if name in names or name.endswith(tuple(f"_{end}" for end in names))), "")


def is_axis(name: str) -> bool:
    return bool(axis({name: ""}, ("size", "color", "colour")))


def gender_of(written: str, paths: list[list[str]]) -> str:
    """From the gender attribute, else from the departments; for several, Unisex."""
    named = [part.strip() for part in written.split("|") if part.strip()]
    found = dict.fromkeys(fields.GENDERS.get(name.lower(), name) for name in named)
    found = found or dict.fromkeys(path[0] for path in paths if path[0] in GENDERS)
    return "Unisex" if len(found) > 1 else next(iter(found), "")


def iso_day(written: str) -> str:
    """Magento's "3/31/25, 2:05 PM" as ISO 8601; what is ISO already stays."""
    match = re.match(r"(\d{1,2})/(\d{1,2})/(\d{2,4})\b", written)
    if not match:
        return written
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    return f"{year:04}-{int(match[1]):02}-{int(match[2]):02}"


def picture_path(path: str) -> str:
    return path.strip() if path.strip() != "no_selection" else ""


def word(written: str) -> str:
    """A value as a person reads it: "Cocona&reg; fabric" with its sign, on one line."""
    return " ".join(unescape(written).split())
