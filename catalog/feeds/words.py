"""The words of merchants: how columns, options and stock are named in five languages; data in words.yml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

YES = frozenset(
    ("1", "true", "yes", "y", "t", "on", "x", "ja", "oui", "si", "sí", "是", "wahr", "vrai", "active", "visible")
)
NO = frozenset(("0", "false", "no", "n", "f", "off", "nein", "non", "否", "falsch", "faux", "inactive", "hidden"))


@cache
def data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))
    return loaded


@cache
def columns() -> dict[str, str]:
    """A column's folded name -> what it holds ("title", "price" …)."""
    return {str(name): role for role, names in data()["columns"].items() for name in names}


@cache
def _availability() -> dict[str, bool]:
    rows = data()["availability"]
    return {str(word): said for key, said in (("yes", True), ("no", False)) for word in rows[key]}


def availability(written: str) -> bool | None:
    """Whether a word like "in stock" or "ausverkauft" says that it can be had; None for a number or another word."""
    text = " ".join(written.casefold().replace("_", " ").replace("-", " ").split()).rstrip(".!")
    text = text.rpartition("schema.org/")[2]
    return _availability().get(text)


def flag(written: str) -> bool | None:
    """A yes or a no; None when it is neither."""
    text = written.strip().casefold()
    return True if text in YES else False if text in NO else None


def option_kind(name: str) -> str:
    """ "size" or "colour" for an option's name in one of the languages, "" for any other option."""
    found = columns().get(" ".join(name.casefold().replace("_", " ").split()), "")
    return found if found in ("size", "colour") else ""
