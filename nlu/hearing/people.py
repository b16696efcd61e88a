"""Whom a wish is for: "women's", "for my son", against the gender names of one shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.marks import Mark
from nlu.hearing.row import Row
from nlu.tokens import key, stem

#: Children up to this age wear what shops call kids' things.
_OLDEST_CHILD = 13
_YEARS = ("year", "years", "yr", "yrs", "month", "months")


def ages_in(row: Row) -> Iterator[Mark]:
    """Ages as marks whose meaning is the word for somebody that old: "kid", "baby", "" for a grown-up."""
    spoken = lexicon("numbers")["values"]
    for place, token in enumerate(row.tokens):
        number = spoken.get(token.text) if token.number is None else token.number
        if number is None or number > 120:
            continue
        after = row.words[place + 1 : place + 3]
        before = row.words[place - 1] if place else ""
        unit = after[0] if after else ""
        if unit in ("yo", "y") or (unit in _YEARS and after[1:] and after[1] in ("old", "olds")):
            yield Mark(place, place + (2 if unit == "yo" else 3), "age", _somebody(number, unit))
        elif before in ("aged", "age", "turning", "turns", "ages"):
            yield Mark(place - 1, place + 1 + (unit in _YEARS), "age", _somebody(number, unit))


def _somebody(age: float, unit: str) -> str:
    if age < 2 or unit.startswith("month"):
        return "baby"
    return "kid" if age <= _OLDEST_CHILD else ""


class People:
    """The gender names of one shop, asked by any word for a person."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = {key(value): value for value in values}
        self._words: dict[str, tuple[str, ...]] = {}
        table = lexicon("people")
        found = {name: self._of(row["names"]) or (name.capitalize(),) for name, row in table.items() if _is_group(row)}
        for name, values_found in found.items():
            for word in table[name]["words"]:
                self._words[word] = self._words[stem(word)] = values_found
        self._grown = {
            word: found[old] for young, old in table["grown"]["of"].items() for word in table[young]["words"]
        }
        self._after_for = {stem(word) for word in word_set("people", "only_after_for")} | word_set(
            "people", "only_after_for"
        )

    def find(self, word: str, *, after_for: bool) -> tuple[str, ...]:
        """The gender values for `word`; () when it names nobody. `after_for`: said as "for him", "for my brother"."""
        if not after_for and word in self._after_for:
            return ()
        return self._words.get(word) or self._words.get(stem(word), ())

    def named_at(self, row: Row, place: int, length: int = 1) -> tuple[str, ...]:
        """The gender values of whom the words at `place` say that something is for, () for nobody."""
        said = " ".join(row.words[place : place + length])
        if not self.find(said, after_for=True):
            return ()
        table = lexicon("people")
        before, after = row.words[max(0, place - 2) : place], row.words[place + length : place + length + 2]
        along = set(before[-1:]) & set(table["company"]) or (len(before) > 1 and before[0] in table["company"])
        if along or (after and after[0] in table["owned"]):
            return ()
        # "My sister said you have boots" asks for none for her.
        owned = bool(before) and before[-1] in table["owners"] and word_set("people", "tells").isdisjoint(after)
        values = self.find(said, after_for=is_for(row, place) or owned)
        grown = bool(set(before) & set(table["grown"]["before"])) or is_speaker(row, place)
        return self.grown_up(said, values) if grown else values

    def grown_up(self, word: str, values: tuple[str, ...]) -> tuple[str, ...]:
        """The gender values for `word`, else `values`, of somebody who is no child any more."""
        return self._grown.get(word, values)

    def _of(self, groups: list[list[str]]) -> tuple[str, ...]:
        for group in groups:
            wanted = {key(name) for name in group}
            if found := tuple(value for name, value in self._values.items() if name in wanted):
                return found
        return ()


def is_for(row: Row, start: int) -> bool:
    """Whether the word at `start` says whom something is for, or who is speaking ("for my brother", "I'm a guy")."""
    return "for" in row.words[max(0, start - 5) : start] or is_speaker(row, start)


def is_speaker(row: Row, start: int) -> bool:
    """Whether the word at `start` is what the speaker calls themselves ("I'm a guy", "female here")."""
    before = row.words[max(0, start - 5) : start]
    speaks = lexicon("people")["speaker"]
    return row.words[start + 1 : start + 2] == ("here",) or any(
        before[-len(words.split()) :] == tuple(words.split()) for words in speaks
    )


def _is_group(row: object) -> bool:
    return isinstance(row, dict) and "names" in row
