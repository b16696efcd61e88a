"""Compares what was heard in a sentence with what its row says, fact by fact; README.md describes the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, NamedTuple

TOLERANCE = 0.01  # 14 inch is 35.56 cm, and 35.5 is the same wish

STANCES = ("wanted", "unwanted", "let_go")
OPPOSITE_STANCES = {"wanted": ("unwanted", "let_go"), "unwanted": ("wanted",), "let_go": ("wanted",)}
OPPOSITE_ENDS = {"low": "high", "high": "low"}
OPPOSITE_STEPS = {"cheaper": "dearer", "lighter": "heavier", "smaller": "bigger", "newer": "older"}
OPPOSITE_STEPS |= {second: first for first, second in OPPOSITE_STEPS.items()}


class Fact(NamedTuple):
    """One thing heard: a value of a facet, an end of a bound, a sort or a step.

    `how` is a stance, "low" or "high", "sort" or "step"; `value` is a casefolded word ("" for a whole facet) or number.
    """

    how: str
    facet: str
    value: str | float


@dataclass(frozen=True)
class Truth:
    """What a row demands: facts that must be heard, and facts that may be."""

    must: list[Fact]
    may: list[Fact]


@dataclass(frozen=True)
class Comparison:
    """Counts of one row: facts expected, heard, right, and heard the wrong way round."""

    expected: int
    heard: int
    right: int
    inverted: int

    @property
    def exact(self) -> bool:
        """Everything expected was heard, and nothing else."""
        return self.expected == self.heard == self.right


@dataclass(frozen=True)
class Sums:
    """Counts over rows. `exact` counts rows, `inverted` facts, `slot_f1` is 0..1 over all facts together."""

    rows: int
    exact: int
    slot_f1: float
    inverted: int


def compare(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> Comparison:
    """Compare a row's `heard` with an actual dict of the same shape; the order of wishes doesn't matter."""
    truths = [wish_truth(wish) for wish in expected.get("wishes") or []]
    heard = [wish_facts(wish) for wish in actual.get("wishes") or []]
    size = max(len(truths), len(heard))
    truths += [Truth([], [])] * (size - len(truths))
    heard += [[]] * (size - len(heard))
    steps = _count(Truth(_steps(expected), []), _steps(actual))
    pairings = (_total([steps, *map(_count, truths, order)]) for order in permutations(heard))
    return max(pairings, key=lambda pairing: (pairing.right, -pairing.heard, -pairing.inverted))


def sums(comparisons: Iterable[Comparison]) -> Sums:
    """Add rows up; no facts at all on either side is an F1 of 1."""
    rows = list(comparisons)
    total = _total(rows)
    facts = total.expected + total.heard
    return Sums(
        rows=len(rows),
        exact=sum(row.exact for row in rows),
        slot_f1=2 * total.right / facts if facts else 1.0,
        inverted=total.inverted,
    )


def wish_truth(wish: Mapping[str, Any]) -> Truth:
    """The facts that a row's wish demands and allows: in a list of words the first must be heard, the others may be."""
    must, may = _ends(wish), []
    for stance in STANCES:
        for facet, values in (wish.get(stance) or {}).items():
            for first, *others in _groups(values):
                must.append(Fact(stance, facet, first.casefold()))
                may += [Fact(stance, facet, other.casefold()) for other in others]
    return Truth(must + _sort(wish), may)


def wish_facts(wish: Mapping[str, Any]) -> list[Fact]:
    """The facts of a wish as it was heard; every word counts."""
    facts = _ends(wish)
    for stance in STANCES:
        for facet, values in (wish.get(stance) or {}).items():
            words = [word.casefold() for group in _groups(values) for word in group]
            facts += [Fact(stance, facet, word) for word in dict.fromkeys(words)]
    return facts + _sort(wish)


def _groups(values: Sequence[Any]) -> list[list[str]]:
    """[] is the whole facet, [a, b] is one value with a stand-in, [[a, b], [c]] are two values."""
    if not values:
        return [[""]]
    return [list(group) for group in values] if isinstance(values[0], list) else [list(values)]


def _ends(wish: Mapping[str, Any]) -> list[Fact]:
    return [
        Fact(how, facet, float(end))
        for facet, bound in (wish.get("bounds") or {}).items()
        for how, end in zip(("low", "high"), bound, strict=True)
        if end is not None
    ]


def _sort(wish: Mapping[str, Any]) -> list[Fact]:
    return [Fact("sort", "", wish["sort"])] if wish.get("sort") else []


def _steps(heard: Mapping[str, Any]) -> list[Fact]:
    return [Fact("step", "", step) for step in dict.fromkeys(heard.get("steps") or [])]


def _count(truth: Truth, heard: list[Fact]) -> Comparison:
    missed = [fact for fact in truth.must if not _among(fact, heard)]
    wrong = [fact for fact in heard if not _among(fact, truth.must) and not _among(fact, truth.may)]
    right = len(truth.must) - len(missed)
    inverted = sum(any(_among(turned, missed) for turned in _opposites(fact)) for fact in wrong)
    return Comparison(len(truth.must), right + len(wrong), right, inverted)


def _among(fact: Fact, facts: list[Fact]) -> bool:
    return any(_same(fact, other) for other in facts)


def _same(one: Fact, other: Fact) -> bool:
    if one[:2] != other[:2]:
        return False
    if isinstance(one.value, str) or isinstance(other.value, str):
        return one.value == other.value
    return abs(one.value - other.value) <= TOLERANCE * max(abs(one.value), abs(other.value))


def _opposites(fact: Fact) -> Iterator[Fact]:
    """The facts that say the opposite of this one about the same thing."""
    for stance in OPPOSITE_STANCES.get(fact.how, ()):
        yield fact._replace(how=stance)
    if fact.how in OPPOSITE_ENDS:
        yield fact._replace(how=OPPOSITE_ENDS[fact.how])
    if fact.how == "step" and fact.value in OPPOSITE_STEPS:
        yield fact._replace(value=OPPOSITE_STEPS[str(fact.value)])
    if fact.how == "sort":
        name, _, way = str(fact.value).rpartition("_")
        turned = {"up": "down", "down": "up"}.get(way)
        if turned:
            yield fact._replace(value=f"{name}_{turned}")


def _total(rows: Iterable[Comparison]) -> Comparison:
    counts = [(row.expected, row.heard, row.right, row.inverted) for row in rows]
    return Comparison(*(sum(column) for column in zip((0, 0, 0, 0), *counts, strict=True)))
