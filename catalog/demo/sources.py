"""The hand-written texts of the demo shop, read from text/*.yaml."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
TEXT = FOLDER / "text"
#: The day the demo shop was frozen; every other date counts back from it.
BASE_DATE = "2026-11-20"
ALPHA_SIZES = ("XS", "S", "M", "L", "XL", "XXL")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One product as written by hand.

    Attributes:
        sizes: size -> price in major units, {"": price} when it has no sizes.
        colours: () when it has no choice of colour.
        look: the drawing's name and its options, as docs/drawings understands them.
    """

    id: str
    title: str
    brand: str
    gender: str
    category: str
    sizes: Mapping[str, float]
    colours: tuple[str, ...]
    look: str
    facts: Mapping[str, tuple[str, ...]]
    text: str
    sold_out: bool

    @property
    def price(self) -> float:
        return min(self.sizes.values())


def read_yaml(name: str) -> Any:
    return yaml.safe_load((TEXT / name).read_text(encoding="utf-8"))


def read_sheets() -> list[Sheet]:
    """Every product, in the order of the files' names and then as written."""
    files = sorted((TEXT / "products").glob("*.yaml"))
    return [_sheet(entry) for file in files for entry in yaml.safe_load(file.read_text(encoding="utf-8"))]


def dice(*what: str) -> random.Random:
    """A generator of its own for each purpose, so that a new product leaves the others' numbers alone."""
    return random.Random("shopmate demo " + " ".join(what))


def slug(text: str) -> str:
    plain = text.lower().replace("é", "e").replace("'", "").replace("&", "and")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def image_name(product_id: str, colour: str) -> str:
    return f"{product_id}-{slug(colour)}.webp" if colour else f"{product_id}.webp"


def _sheet(entry: Mapping[str, Any]) -> Sheet:
    return Sheet(
        id=slug(entry["title"]),
        title=entry["title"],
        brand=entry["brand"],
        gender=entry.get("gender", ""),
        category=entry["category"],
        sizes=_sizes(entry.get("sizes", "one"), float(entry["price"])),
        colours=tuple(entry.get("colours", ())),
        look=entry["look"],
        facts={name: _values(value) for name, value in entry["facts"].items()},
        text=" ".join(entry["text"].split()),
        sold_out=bool(entry.get("sold out", False)),
    )


def _values(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def _sizes(written: Any, price: float) -> dict[str, float]:
    """Sizes as {size: price} from "one", "S-XL", "36-42", a list, or a table with a price for each."""
    if isinstance(written, Mapping):
        return {str(size): float(own) for size, own in written.items()}
    return dict.fromkeys(_size_names(written), price)


def _size_names(written: str | Sequence[Any]) -> list[str]:
    if written == "one":
        return [""]
    if not isinstance(written, str):
        return [str(size) for size in written]
    first, last = written.split("-")
    if first in ALPHA_SIZES:
        return list(ALPHA_SIZES[ALPHA_SIZES.index(first) : ALPHA_SIZES.index(last) + 1])
    return [str(number) for number in range(int(first), int(last) + 1)]
