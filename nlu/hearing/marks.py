"""What stands in a text: each mark covers tokens, has a kind and a meaning, and a stance that is set once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

#: value: a name of the catalogue; bound: an amount compared; facet: the name of a facet; kin: a word for a person;
#: sort, step: of the list; place, it: what is pointed at; the others steer the stance or say how the text stands to
#: the one before.
Kind = Literal[
    "value", "bound", "size", "age", "facet", "sort", "step", "stock", "place", "it", "one", "negator", "refused_by",
    "refused_after", "let_go", "let_go_facet", "let_go_after", "let_go_facet_after", "swap", "settled", "turn",
    "occasion", "title", "number",
]  # fmt: skip
Stance = Literal["wanted", "unwanted", "let_go"]

#: Of marks that cover the same tokens, the first of these kinds wins; a longer mark wins over all.
_PRECEDENCE: tuple[Kind, ...] = (
    "sort", "step", "settled", "turn", "let_go", "let_go_facet", "let_go_after", "age", "size", "title",
    "value", "bound", "occasion", "stock", "refused_by", "refused_after", "negator", "swap", "let_go_facet_after",
    "place", "facet", "one", "it", "number",
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """One thing said.

    Attributes:
        start, end: the tokens it covers, end exclusive.
        meaning: what it says, by kind: a Value, a Bound, a name of the lexicon.
        stance: how the speaker stands to it; set by nlu.hearing.scope alone.
    """

    start: int
    end: int
    kind: Kind
    meaning: Any
    stance: Stance = "wanted"

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Value:
    """A name of the catalogue, or a word for something that it does not have.

    Attributes:
        values: what the shop calls it; the said words when the shop has nothing of the kind.
        said: the words as the customer says them, slips mended.
        binding: True when the product must have it, False when it only ranks.
        listed: False when the shop does not have it.
        near: True when `values` are only close to what was said.
        others: other attributes, with their values, that the words may mean as well.
        against: values that a product must not have when it is wanted; `values` then are none that the shop has.
    """

    facet: str
    values: tuple[str, ...]
    said: str
    binding: bool = True
    listed: bool = True
    near: bool = False
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bound:
    """An amount compared with.

    Attributes:
        measure: "price", or what the unit measures ("weight", "memory" …; see lexicon/<language>/units.yml).
        low, high: in the base unit of the measure, in major units of money; None = open.
        low_open, high_open: the end itself is not meant ("under 50").
        currency: ISO 4217 code that was said, "" = none.
        approximate: the ends were made from one amount ("around 40").
        of: the shop's own attribute that is bounded ("16 GB of RAM", not of storage), "" = whatever has that measure.
    """

    measure: str
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False
    currency: str = ""
    approximate: bool = False
    of: str = ""

    @property
    def opposite(self) -> Bound:
        """What "not" makes of it: not over 80 is at most 80. An amount that is no bound has no opposite."""
        if (self.low is None) == (self.high is None):
            return self
        return replace(self, low=self.high, high=self.low, low_open=not self.high_open, high_open=not self.low_open)


def longest_cover(marks: Iterable[Mark]) -> list[Mark]:
    """Those of the marks that stand: of overlapping ones the longest, then the likeliest kind; left to right."""
    taken: set[int] = set()
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (-len(mark), _PRECEDENCE.index(mark.kind), mark.start)):
        covered = range(mark.start, mark.end)
        if taken.isdisjoint(covered):
            taken.update(covered)
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.start)


def covering(marks: Sequence[Mark]) -> dict[int, Mark]:
    """Token -> the mark that covers it."""
    return {place: mark for mark in marks for place in range(mark.start, mark.end)}
