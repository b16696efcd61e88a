"""Which aspects a text names, and which words of praise, blame and size are in it, by the rows of words.yml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_LATIN = re.compile(r"[a-z]")

#: A group's English words, which are compared whole, and its Chinese ones, which stand anywhere.
Words = tuple[frozenset[str], tuple[str, ...]]


@cache
def _rows() -> dict[str, Any]:
    rows: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return rows


@cache
def _groups() -> dict[str, dict[str, Words]]:
    return {
        part: {name: _words(found) for name, found in sorted(_rows()[part].items())}
        for part in ("aspects", "values", "asked")
    }


def _words(found: list[str]) -> Words:
    return frozenset(filter(_LATIN.match, found)), tuple(word for word in found if not _LATIN.match(word))


def is_of_size(text: str) -> bool:
    """Whether a phrase of the text leaves no doubt that it may speak of a size: "a small minus" does not."""
    english, chinese = _words(_rows()["of_size"])
    said = f" {' '.join(_WORD.findall(text.lower()))} "
    return any(f" {phrase} " in said for phrase in english) or any(word in text for word in chinese)


def aspect_asked(text: str) -> str:
    """The aspect of which a question asks, by the longest phrase of words.yml that is in it, "" = of none."""
    said = f" {' '.join(_WORD.findall(text.lower()))} "
    known = [
        (len(phrase), name)
        for name, (found, _) in _groups()["asked"].items()
        for phrase in found
        if f" {phrase} " in said
    ]
    return max(known, default=(0, ""))[1]


def word_groups(text: str) -> list[bool]:
    """[groups] whether a word of each group is in the text: all aspects, then all that tells what is said."""
    groups = _groups()
    return [
        name in found
        for part in ("aspects", "values")
        for found in [_found(text, groups[part])]
        for name in groups[part]
    ]


def _found(text: str, groups: dict[str, Words]) -> tuple[str, ...]:
    said = set(_WORD.findall(text.lower().replace("\u2019", "'")))
    return tuple(
        name
        for name, (english, chinese) in groups.items()
        if not english.isdisjoint(said) or any(word in text for word in chinese)
    )
