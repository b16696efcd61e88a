"""What is asked of the list as a whole: its order, a step up or down, what is in stock, a facet by its name."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nlu.hearing.lexicon import lexicon
from nlu.hearing.marks import Kind, Mark
from nlu.hearing.phrases import Phrases
from nlu.hearing.row import Row, name_key
from nlu.wish import FACETS

#: What follows a phrase that is not over with it.
_GOES_ON = (("in",), ("made",), ("with",), ("from",), ("to",))
_EXCEPTS = (("but",), ("except",), ("other",), ("bar",), ("apart",), ("aside",))


class Listing:
    """The tables of list.yml and turns.yml, with the names of one shop's own attributes."""

    def __init__(self, attributes: Iterable[str], *, marks_reduced: bool = False) -> None:
        """`marks_reduced`: the shop marks products of a lowered price, which then are facts like any other."""
        table, turns = lexicon("list"), lexicon("turns")
        called: dict[str, list[str]] = {facet: list(names) for facet, names in table["facets"].items()}
        for attribute in attributes:
            if attribute not in FACETS:
                name = " ".join(name_key(attribute.replace("_", " ")))
                called[attribute] = [name, *table["attributes"].get(attribute.replace("_", " "), ())]
        self._tables: list[tuple[Kind, Phrases]] = [
            ("sort", Phrases(table["sorts"])),
            ("step", Phrases(_steps(table))),
            ("stock", Phrases(table["stock"])),
            ("turn", Phrases({name: turns[name] for name in ("takes_back", "asides")})),
            ("facet", Phrases(called)),
        ]
        self._complaints = Phrases(_complaints(table))
        self._let_go_of = Phrases(table["let_go_of"])
        reduced = [] if marks_reduced else lexicon("words")["reduced"]
        self._reduced = Phrases({"reduced": reduced, "other": lexicon("words")["not_reduced"]})
        self._stance = Phrases({name: turns[name] for name in ("opens", "points_back", "joins", "for_somebody")})
        self._again = Phrases({"again": lexicon("scope")["again"], "anyone": table["anyone"]})

    def marks(self, row: Row) -> Iterator[Mark]:
        for kind, phrases in self._tables:
            words = row.stems if kind == "facet" else row.words
            for found in phrases.everything(words):
                if kind == "turn" and row.words[found.end : found.end + 1] in _GOES_ON:
                    continue  # "I don't want them in leather" takes nothing back
                end = _with_first(row, found.end) if kind in ("sort", "step") else found.end
                yield Mark(found.start, end, kind, found.name)
        for found in self._complaints.everything(row.words):
            if _is_clause(row, found.start, found.end):
                yield Mark(found.start, found.end, "step", found.name)
        for found in self._let_go_of.everything(row.words):
            if row.words[found.end : found.end + 1] in _EXCEPTS:
                continue  # "made of anything but wool"
            yield Mark(found.start, found.end, "facet", found.name, "let_go")
        for found in self._reduced.find(row.words):
            yield Mark(found.start, found.end, "sort", found.name)

    def stance(self, row: Row) -> frozenset[str]:
        """How the text stands to the one before: "opens", "points_back", "joins", "for_somebody", "again", "anyone"."""
        said = self._stance.names(row.words) | self._again.names(row.words)
        joins = [found for found in self._stance.everything(row.words) if found.name == "joins"]
        # "Or" in the middle joins two words; at the beginning, or a "too" at the end, joins to what was before.
        at_edge = any(found.start == 0 or _ends(row, found.end) for found in joins)
        return said if at_edge else said - {"joins"}


def _steps(table: Mapping[str, Any]) -> dict[str, list[str]]:
    """Step -> all its phrases: those listed, and every quality in every frame ("too heavy", "not light enough")."""
    steps = {step: list(phrases) for step, phrases in table["steps"].items()}
    for quality in table["qualities"]:
        for degree, frames in table["degrees"].items():
            said = (frame.replace("*", word) for frame in frames for word in quality["words"])
            steps[quality[degree]] += said
    return steps


def _complaints(table: Mapping[str, Any]) -> dict[str, list[str]]:
    """Step -> the clauses that complain of what was shown: "that's a bit steep", "quite pricey"."""
    said: dict[str, list[str]] = {}
    frames = list(itertools.product(table["complaints"]["subjects"], table["complaints"]["softeners"]))
    for quality in table["qualities"]:
        words = [word for word in quality["words"] if word in table["complained_of"]]
        spoken = [f"{subject} {soft} {word}" for subject, soft in frames if subject or soft for word in words]
        said.setdefault(quality["less"], []).extend(spoken)
    return said


def _is_clause(row: Row, start: int, end: int) -> bool:
    """Whether start..end is all that its clause says, but for "for me" and its like."""
    before, after = row.tokens[:start], row.words[end : end + 1]
    begins = not before or before[-1].is_stop or before[-1].text in ("but", "hmm", "well", "no", "oh", "sorry", "and")
    return begins and (not after or row.tokens[end].is_stop or after[0] in ("for", "to", "though", "but", "in", "tbh"))


def _with_first(row: Row, end: int) -> int:
    """The end of an order with the small words that belong to it: "cheapest ones first"."""
    while end < len(row) and row.words[end] in ("one", "ones", "first"):
        end += 1
    return end


def _ends(row: Row, place: int) -> bool:
    return all(token.is_stop for token in row.tokens[place:])


def in_stock_said(marks: Iterable[Mark]) -> bool | None:
    """Whether only what is in stock is wanted; None when nothing was said of it."""
    said: Mapping[str, bool] = {"any": False, "only": True}
    found = [said[mark.meaning] for mark in marks if mark.kind == "stock"]
    return None if not found else all(found)
