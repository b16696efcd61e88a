"""Which of the things shown a text points at, as far as its words alone say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from nlu.hearing.lexicon import lexicon
from nlu.hearing.marks import Mark
from nlu.hearing.phrases import Phrases
from nlu.hearing.row import Row
from nlu.ordinals import Places

_ONE = ("one", "ones")
#: Orders that say how a list is to lie, and no one of it.
_NO_SUPERLATIVES = ("by_price", "by_weight", "up", "down", "thrifty")


def references_in(row: Row, marks: Sequence[Mark], places: Places) -> tuple[str, ...]:
    """ "it", "them", "before", "place N", "one <facet> <value>", "superlative <sort>", each once, in this order."""
    found: list[str] = [name for name in ("it", "them", "before") if name in _table().names(row.words)]
    found += [f"place {place}" for place in places.positions]
    found += [f"one {mark.meaning.facet} {mark.meaning.values[0]}" for mark in marks if _is_one(row, mark)]
    found += [f"superlative {mark.meaning}" for mark in marks if _is_superlative(row, mark)]
    return tuple(dict.fromkeys(found))


def _is_one(row: Row, mark: Mark) -> bool:
    """ "the blue one", "the leather ones"."""
    leads = mark.start > 0 and row.words[mark.start - 1] in ("the", "that", "this", "those", "these")
    named = mark.kind == "value" and mark.stance == "wanted" and bool(mark.meaning.values)
    return named and leads and row.words[mark.end : mark.end + 1] in (
        ("one",), ("ones",),
    )  # fmt: skip


def _is_superlative(row: Row, mark: Mark) -> bool:
    return mark.kind == "sort" and mark.meaning not in _NO_SUPERLATIVES and _is_of_them(row, mark)


def _is_of_them(row: Row, mark: Mark) -> bool:
    """ "the cheapest one", "the lightest of them", "the cheapest": said of what is shown, not of a kind."""
    after = row.words[mark.end : mark.end + 3]
    ends = not after or after[0] in (*_ONE, "?", ".", "!", "please")
    return ends or (after[0] == "of" and after[1:2] and after[1] in ("them", "these", "those", "the", "all"))  # type: ignore[return-value]


@cache
def _table() -> Phrases:
    return Phrases(lexicon("references"))
