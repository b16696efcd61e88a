"""Words of everyday English that every shop shares; a shop's own words come from its catalogue."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent


@cache
def lexicon(name: str) -> Any:
    """The table `name`.yml beside this file, read once."""
    return yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


@cache
def word_set(name: str, entry: str) -> frozenset[str]:
    """One entry of a table that holds words parted by spaces or a list of words."""
    words = lexicon(name)[entry]
    return frozenset(words.split() if isinstance(words, str) else map(str, words))
