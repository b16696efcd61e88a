"""Closed classes of everyday language by name: which of them a text says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from nlu.hearing.lexicon import lexicon
from nlu.hearing.phrases import Found, Phrases

#: What a phrase may name beside words: where the text begins and ends, and that it has a question mark.
BEGIN, END, QUESTION = "^", "$", "?"


def cues_in(row: Sequence[str], language: str = "en") -> frozenset[str]:
    """The entries of cues.yml of which a phrase stands in `row` (as `nlu.tokens.words` cuts it)."""
    marks = [QUESTION] if QUESTION in row else []
    return _table((), language).names([BEGIN, *_spoken(row), END, *marks])


def says_only(row: Sequence[str], *entries: str, language: str = "en") -> bool:
    """Whether `row` is made of nothing but phrases of these entries, and of one at least of the first of them."""
    spoken = _spoken(row)
    found = _table(entries, language).find(spoken)
    covered = sum(end - start for start, end in {(one.start, one.end) for one in found})
    return covered == len(spoken) and any(one.name == entries[0] for one in found)


def places_of(row: Sequence[str], *entries: str, language: str = "en") -> list[Found]:
    """Where phrases of these entries stand in `row`, left to right."""
    return _table(entries, language).find(row)


def without_cues(row: Sequence[str], *entries: str, language: str = "en") -> list[str]:
    """`row` without the words that a phrase of these entries covers."""
    covered = {place for one in _table(entries, language).find(row) for place in range(one.start, one.end)}
    return [word for place, word in enumerate(row) if place not in covered]


def _spoken(row: Sequence[str]) -> list[str]:
    return [word for word in row if word[0].isalnum()]


@cache
def _table(entries: tuple[str, ...], language: str) -> Phrases:
    """The phrases of these entries, of all without any."""
    table = lexicon("cues", language)
    return Phrases({name: table[name] for name in entries or table})
