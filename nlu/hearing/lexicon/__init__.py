"""Closed classes as data, a folder a language: what every shop shares; a shop's own words come from its catalogue."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent


@cache
def lexicon(name: str, language: str = "en") -> Any:
    """The table `language`/`name`.yml beside this file, read once."""
    return yaml.safe_load((_FOLDER / language / f"{name}.yml").read_text(encoding="utf-8"))


@cache
def word_set(name: str, entry: str, language: str = "en") -> frozenset[str]:
    """One entry of a table that holds words parted by spaces or a list of words."""
    words = lexicon(name, language)[entry]
    return frozenset(words.split() if isinstance(words, str) else map(str, words))


def is_an_adjective(word: str) -> bool:
    """Whether the word says what a thing is like, by its ending or by the list."""
    known = word_set("words", "adjectives")
    # "Sweeter", "bigger", "wider": a step of one that is known.
    plain = {word[:-2], word[:-1], word[:-3]} if word.endswith("er") else set()
    ends = word.endswith(tuple(lexicon("words")["adjective_endings"]))
    return ends or word in known or not known.isdisjoint(plain)
