"""What is asked of the list as a whole: its order, a step up or down, what is in stock, a facet by its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nlu.hearing.lexicon import lexicon
from nlu.hearing.marks import Kind, Mark
from nlu.hearing.phrases import Phrases
from nlu.hearing.row import Row, name_key
from nlu.wish import FACETS


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
            ("step", Phrases(table["steps"])),
            ("stock", Phrases(table["stock"])),
            ("turn", Phrases({name: turns[name] for name in ("takes_back", "asides")})),
            ("facet", Phrases(called)),
        ]
        reduced = [] if marks_reduced else lexicon("words")["reduced"]
        self._reduced = Phrases({"reduced": reduced, "other": lexicon("words")["not_reduced"]})
        self._stance = Phrases({name: turns[name] for name in ("opens", "points_back", "joins", "for_somebody")})
        self._again = Phrases({"again": lexicon("scope")["again"], "anyone": table["anyone"]})

    def marks(self, row: Row) -> Iterator[Mark]:
        for kind, phrases in self._tables:
            words = row.stems if kind == "facet" else row.words
            for found in phrases.everything(words):
                end = _with_first(row, found.end) if kind == "sort" else found.end
                yield Mark(found.start, end, kind, found.name)
        for found in self._reduced.find(row.words):
            yield Mark(found.start, found.end, "sort", found.name)

    def stance(self, row: Row) -> frozenset[str]:
        """How the text stands to the one before: "opens", "points_back", "joins", "for_somebody", "again", "anyone"."""
        said = self._stance.names(row.words) | self._again.names(row.words)
        joins = [found for found in self._stance.everything(row.words) if found.name == "joins"]
        # "Or" in the middle joins two words; at the beginning, or a "too" at the end, joins to what was before.
        at_edge = any(found.start == 0 or _ends(row, found.end) for found in joins)
        return said if at_edge else said - {"joins"}


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
