"""Colour words against the colours one shop lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.row import name_key as key
from nlu.tokens import plain

#: So many shades can have been said one by one; more are those of one colour.
_MOST_SINGLE = 3


@dataclass(frozen=True)
class Colour:
    """A colour that a customer may say.

    Attributes:
        values: the shop's own names for it; the said word itself when the shop has none.
        listed: False when the shop does not have it.
        near: True when the shop's colours are only near it ("navy" where the shop lists "Blue").
    """

    values: tuple[str, ...]
    listed: bool = True
    near: bool = False


class Palette:
    """The colours of one shop, asked by any colour word."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = {value: _parts(value) for value in values}

    def colours(self) -> dict[tuple[str, ...], Colour]:
        """Every colour word known to English or to the shop, as a stemmed key, with what the shop has for it."""
        tables = lexicon("colours")
        names = {*tables["shades"], *word_set("colours", "families"), *tables["spellings"]}
        known = {key(name): self.find(name) for name in sorted(names)}
        return known | {key(value): self.find(value) for value in self._values if key(value)}

    def find(self, name: str) -> Colour:
        """The shop's colours for `name`: its own spelling and shades, else near ones, else `name` itself, unlisted."""
        name = _respelled(plain(name))
        if own := self._own(name):
            return Colour(own)
        called, *others = lexicon("colours")["shades"].get(name, (name,))
        if called != name and (own := self._named(called)):
            return Colour(own)  # "navy blue" is another word for navy
        families = word_set("colours", "families")
        for other in others:
            if other not in families and (found := self._named(other)):
                return Colour(found, near=True)
        kin = tuple(value for value in self._values if _respelled(plain(value)) in families.intersection(others))
        if kin:
            return Colour(kin, near=True)
        return Colour((name.capitalize(),), listed=False)

    def _own(self, name: str) -> tuple[str, ...]:
        named = self._named(name)
        if name not in word_set("colours", "families"):
            return named
        shades = lexicon("colours")["shades"]
        members = (shade for shade, others in shades.items() if others and others[-1] == name and " " not in shade)
        wanted = {name, *members}
        return tuple(value for value, parts in self._values.items() if parts & wanted or value in named)

    def _named(self, name: str) -> tuple[str, ...]:
        """Values that are `name`, or hold it as a word ("Heather Navy" for navy)."""
        exact = tuple(value for value in self._values if _respelled(plain(value)) == name)
        if " " in name:
            return exact
        return tuple(value for value, parts in self._values.items() if name in parts)


def family_of(values: Sequence[str]) -> str:
    """The colour of which all `values` are shades: "blue" of Navy and Sky; "" when there is none."""
    shades, families = lexicon("colours")["shades"], word_set("colours", "families")
    shared = set(families) if values else set()
    for value in values:
        shared &= {other for part in _parts(value) for other in (part, *shades.get(part, ()))}
    said = shared.intersection(map(plain, values))
    return min(said or shared, default="")


def by_family(values: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The colours said for these values of a shop, each with its own: "red" for Red and Burgundy."""
    families, left = word_set("colours", "families"), dict.fromkeys(values)
    plainest = [value for value in values if plain(value) in families]
    if len(values) > _MOST_SINGLE and (shared := not plainest and family_of(values)):
        return [(shared, tuple(values))]
    found: dict[str, tuple[str, ...]] = {}
    for value in plainest:
        found[value] = (value, *(other for other in left if other != value and plain(value) in _families(other)))
        for member in found[value]:
            left.pop(member, None)
    return [(value, found.get(value, (value,))) for value in values if value in found or value in left]


def _families(value: str) -> set[str]:
    shades = lexicon("colours")["shades"]
    return {shades.get(part, (part,))[-1] for part in _parts(value)}


def _parts(value: str) -> frozenset[str]:
    """The words of a colour name: {"black", "white"} of "Black/White", the whole name too."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", plain(value))
    singles = {_respelled(part) for word in words for part in (word, *word.split("-"))}
    return frozenset(singles - {"off"} | {_respelled(plain(value))})


def _respelled(name: str) -> str:
    spellings = lexicon("colours")["spellings"]
    return " ".join(spellings.get(word, word) for word in name.replace("off white", "off-white").split())
