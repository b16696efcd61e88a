"""What is told in grades and not in amounts: short to long, tight to loose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.marks import Mark, Value
from nlu.hearing.phrases import Phrases
from nlu.hearing.row import Row, name_key
from nlu.wish import FACETS, Vocabulary

#: What a product says of itself: attribute -> values.
Told = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class _Scale:
    """One attribute of the shop whose values are grades, from least to most."""

    facet: str
    grades: tuple[tuple[str, ...], ...]

    def half(self, *, most: bool) -> tuple[str, ...]:
        """The values of one half, those at its end first; the middle is of neither."""
        size = len(self.grades) // 2
        grades = reversed(self.grades[-size:]) if most else self.grades[:size]
        return tuple(value for grade in grades for value in grade)

    def beyond(self, shown: Sequence[Told], *, more: bool) -> tuple[str, ...]:
        """The values a step away from those shown: where they differ, from the one that lies the other way."""
        told = {value for product in shown for value in product.get(self.facet, ())}
        places = [place for place, grade in enumerate(self.grades) if told & set(grade)]
        if not places:
            return self.half(most=more)
        kept = self.grades[min(places) + 1 :] if more else self.grades[: max(places)]
        return tuple(value for grade in kept for value in grade)


class Grades:
    """The scales of grades.yml that one shop tells."""

    def __init__(self, vocabulary: Vocabulary, is_kind: Callable[[tuple[str, ...]], bool]) -> None:
        """`is_kind`: whether words, as stems, name a kind of product."""
        self._is_kind = is_kind
        table = _table()
        found = {name: _scale_of(row, vocabulary) for name, row in table.items()}
        self._scales = {name: scale for name, scale in found.items() if scale}
        own = {name: table[name] for name in self._scales}
        self._ends = Phrases({f"{name}:{end}": row[end] for name, row in own.items() for end in ("least", "most")})
        self._steps = Phrases({f"{name}:{step}": row[step] for name, row in own.items() for step in ("less", "more")})

    def marks(self, row: Row) -> Iterator[Mark]:
        for found in self._ends.everything(row.words):
            if self._is_said(row, found.start, found.end):
                name, _, end = found.name.partition(":")
                said = " ".join(row.words[found.start : found.end])
                yield Mark(found.start, found.end, "value", self._value(self._scales[name], said, most=end == "most"))
        for found in self._steps.everything(row.words):
            if self._is_over(row, found.end) and not row.words[max(0, found.start - 1)].startswith("tak"):
                yield Mark(found.start, found.end, "step", found.name)

    def step(self, step: str, shown: Sequence[Told]) -> tuple[str, tuple[str, ...]] | None:
        """The attribute and its values that a step such as "cut:less" leads to; None for a step of another sort."""
        name, _, way = step.partition(":")
        scale = self._scales.get(name)
        return (scale.facet, scale.beyond(shown, more=way == "more")) if scale else None

    def _value(self, scale: _Scale, said: str, *, most: bool) -> Value:
        """What is at one end; where the shop has nothing there, it is at least not at the other."""
        values, other = scale.half(most=most), scale.half(most=not most)
        if values:
            return Value(scale.facet, values, said)
        return Value(scale.facet, (), said, binding=False, against=other)

    def _is_said(self, row: Row, place: int, end: int) -> bool:
        if row.words[end : end + 1] and row.words[end] in word_set("grades", "not_of"):
            return False
        if end - place > 1 or row.words[place] not in word_set("grades", "of_kinds"):
            return True
        before = row.words[place - 1] if place else ""
        if before in word_set("grades", "said_of"):
            return self._is_over(row, place + 1)
        return any(self._is_kind(row.stems[place + 1 : place + 1 + length]) for length in (1, 2))

    def _is_over(self, row: Row, end: int) -> bool:
        """Whether nothing follows that the word is of: "longer ones", "longer skirts", no "longer battery"."""
        if end >= len(row) or row.tokens[end].is_stop or row.words[end] in word_set("grades", "closing"):
            return True
        return self._is_kind(row.stems[end : end + 1])


def end_named(facet: str, values: Sequence[str]) -> str:
    """What one end of a scale is called when all these values of an attribute lie there: "tight"; "" otherwise."""
    said = {name_key(value) for value in values}
    for row in _table().values():
        grades = [{name_key(str(name)) for name in grade} for grade in row["grades"]]
        half = len(grades) // 2
        for end, held in (("least", grades[:half]), ("most", grades[-half:])):
            if len(said) > 1 and said <= set().union(*held) and _is_of(facet, row):
                return str(row[end][0])
    return ""


def _table() -> dict[str, Any]:
    return {name: row for name, row in lexicon("grades").items() if isinstance(row, dict)}


def _is_of(facet: str, row: Mapping[str, Any]) -> bool:
    return bool(set(name_key(facet.replace("_", " "))) & {name_key(str(of))[-1] for of in row["of"]})


def _scale_of(row: Mapping[str, Any], vocabulary: Vocabulary) -> _Scale | None:
    """The attribute that tells most of the grades, at least two of them."""
    called = [{name_key(str(name)) for name in grade} for grade in row["grades"]]
    scales = []
    for facet, values in vocabulary.values.items():
        if facet not in FACETS and _is_of(facet, row):
            scales.append(_Scale(facet, tuple(tuple(v for v in values if name_key(v) in names) for names in called)))
    told = [scale for scale in scales if sum(map(len, scale.grades)) > 1]
    return max(told, key=lambda scale: sum(map(len, scale.grades)), default=None)
