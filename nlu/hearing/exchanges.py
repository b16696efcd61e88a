"""Stances that two marks give each other: "swap red for blue", "anything over 50 is too much"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nlu.hearing.lexicon import word_set
from nlu.hearing.marks import Mark, Stance
from nlu.hearing.row import Row

#: Kinds of marks that one is exchanged for another of.
_EXCHANGED = ("value", "size")


def swapped(row: Row, marks: Sequence[Mark], language: str = "en") -> dict[int, Stance]:
    """What is let go for another of its kind, by the token it begins at: "change M to L", "replace red with blue"."""
    found: dict[int, Stance] = {}
    into = word_set("scope", "swapped_for", language)
    for place, cue in enumerate(marks):
        if cue.kind != "swap":
            continue
        pair = [mark for mark in marks[place + 1 :] if mark.kind in _EXCHANGED][:2]
        if len(pair) < 2 or _facet(pair[0]) != _facet(pair[1]):
            continue
        between = row.words[pair[0].end : pair[1].start]
        if into.intersection(between) and len(between) <= 3:
            found[pair[0].start] = "let_go"
    return found


def preferred(row: Row, marks: Sequence[Mark], language: str = "en") -> dict[int, Stance]:
    """What is liked less than another of its kind is let go: "rather red than blue", "I prefer red to blue"."""
    found: dict[int, Stance] = {}
    likings, than = word_set("scope", "prefers", language), word_set("scope", "preferred_to", language)
    values = [mark for mark in marks if mark.kind in _EXCHANGED]
    for one, other in pairwise(values):
        between = row.words[one.end : other.start]
        liked = not likings.isdisjoint(row.words[max(0, one.start - 4) : one.start])
        if liked and len(between) <= 2 and than.intersection(between) and _facet(one) == _facet(other):
            found[other.start] = "let_go"
    return found


def found_too_much(row: Row, marks: Sequence[Mark], language: str = "en") -> dict[int, Stance]:
    """A bound that is called too much is the other way round, and asks for no step: "over 50 is too expensive"."""
    found: dict[int, Stance] = {}
    words = word_set("scope", "too_much", language)
    for one, other in pairwise(marks):
        between = row.words[one.end : other.start]
        if one.kind == "bound" and other.kind == "step" and between and words.issuperset(between):
            found |= {one.start: "unwanted", other.start: "let_go"}
    return found


def _facet(mark: Mark) -> str:
    return mark.meaning.facet if mark.kind == "value" else mark.kind
