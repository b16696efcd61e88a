"""Sizes in a row, against the sizes one shop lists; a number is only a size where it is said like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.marks import Mark
from nlu.hearing.phrases import Phrases
from nlu.hearing.row import SIGNS, Row, name_key
from nlu.tokens import plain

#: Below this a bare number counts things; nobody lists smaller sizes without saying "size".
_LEAST_BARE = 14
#: Before a number these count or compare; behind it these measure.
_COUNTED = ("top", "first", "last", "number", "no", "nr", "the", "of", "under", "over", "to", "than")
_MEASURING = ("%", '"', "+", "/", "-", "ish", "'")
#: Shop -> number of its table of sizes, by system and gender, as lexicon/<language>/sizes.yml has it.
SizeTable = Mapping[str, Mapping[str, Mapping[float, float]]]


class Sizes:
    """The sizes of one shop, asked by what a customer says."""

    def __init__(self, values: Sequence[str], table: SizeTable | None = None) -> None:
        """`table`: the merchant's own conversion to the sizes listed, in place of the lexicon's."""
        self._all = tuple(values)
        self._by_name = {_normal(value): value for value in reversed(values)}
        self._table = table or lexicon("sizes")["eu_of"]
        self.find = lru_cache(maxsize=4096)(self._find)  # one text may say the same size many times
        self._lists_letters = any(_normal(value) in _letters().values() for value in values)

    def marks(self, row: Row, *, genders: Sequence[str] = (), sized: frozenset[str] | None = None) -> Iterator[Mark]:
        """The sizes of `row` as marks whose meaning is the shop's spellings.

        genders: of whom the row speaks, "men" or "women"; they decide what "us 9" is here.
        sized: the sizes that the kinds named come in, so that "medium" and "37 sandals" can be sizes; None = no kind is
            named, or nothing is known of it.
        """
        announced = word_set("sizes", "announced_by")
        place = 0
        while place < len(row):
            end, values = self._announced(row, place, genders) if row.words[place] in announced else (place, ())
            if not values:
                end, values = self._unannounced(row, place, genders, sized)
            if values:
                yield Mark(place, end, "size", tuple(dict.fromkeys(values)))
            place = max(end, place + 1)

    def _find(self, said: str) -> tuple[str, ...]:
        """The shop's spellings of one said size, () when it lists none."""
        exact = self._by_name.get(_normal(_letters().get(plain(said), said)))
        if exact is not None:
            return (exact,)
        if waist := re.fullmatch(r"(\d{2})\s?[x/]\s?\d{2}", plain(said)):
            return self.find(waist.group(1))  # a shop that lists no lengths
        return self._ranges_with(said)

    def next(self, sizes: Sequence[str], *, larger: bool) -> tuple[str, ...]:
        """The nearest listed size above (or below) `sizes`; () when there is none."""
        ranks = {value: rank for value in self._all if (rank := size_rank(value)) is not None}
        known = [ranks[value] for value in sizes if value in ranks]
        if not known:
            return ()
        edge = max(known) if larger else min(known)
        beyond = [
            (abs(rank[1] - edge[1]), value)
            for value, rank in ranks.items()
            if rank[0] == edge[0] and (rank > edge if larger else rank < edge)
        ]
        return (min(beyond)[1],) if beyond else ()

    def _ranges_with(self, said: str) -> tuple[str, ...]:
        """Listed ranges that hold the number: "38" is in "36-39"."""
        if not re.fullmatch(r"\d{1,3}", said):
            return ()
        number = float(said)
        ranges = ((value, re.fullmatch(r"(\d{1,3})\s?-\s?(\d{1,3})", plain(value))) for value in self._all)
        return tuple(value for value, ends in ranges if ends and float(ends[1]) <= number <= float(ends[2]))

    def _announced(self, row: Row, place: int, genders: Sequence[str]) -> tuple[int, tuple[str, ...]]:
        """ "size 29", "sizes S or M", "waist of 32": kept even when the shop does not list them."""
        between, joints = word_set("sizes", "between"), word_set("sizes", "joints")
        start = place + 1
        before = row.words[place - 1] if place else ""
        if (
            before in _systems()
            and start < len(row)
            and row.tokens[start].number is not None
            and before not in ("it", "de")
        ):
            return start + 1, self._of_system(_systems()[before], row.words[start], genders)  # "us size 9"
        while start < len(row) and row.words[start] in between and row.words[start] != "a":
            start += 1
        end, values = self._term(row, start, genders)
        if not values and row.words[place] == "number":
            return place, ()
        while values and end < len(row) and row.words[end] in joints:
            after, more = self._term(row, end + 1, genders)
            if not more:
                break
            end, values = after, (*values, *more)
        return (end, values) if values else (place, ())

    def _unannounced(
        self, row: Row, place: int, genders: Sequence[str], sized: frozenset[str] | None
    ) -> tuple[int, tuple[str, ...]]:
        wears = None if sized is None else bool({"S", "M", "L"} & sized)
        end, values = self._term(row, place, genders, listed_only=True)
        if not values or (place and row.words[place - 1] in ("$", "€", "£", "#")):
            return place, ()
        if end < len(row) and row.words[end] in ("size", "sizes") and not row.tokens[place].number:
            return end + 1, values
        said = row.words[place]
        if said in _systems() or said == "w":
            return (end, values) if self._is_regional(row, place, end) else (place, ())
        if row.tokens[place].number is not None:
            known = sized is not None and not sized.isdisjoint(values) and not _is_amount(row, place, end)
            return (end, values) if known or self._number_is_size(row, place, end) else (place, ())
        if end < len(row) and row.words[end] == "sized":
            return (end + 1, values) if wears else (place, ())
        if said in word_set("sizes", "also_words"):
            meant = wears or (wears is None and self._lists_letters and _closes(row, end))
            return (end, values) if meant else (place, ())
        if len(said) > 1:
            return end, values
        known = sized is not None and not sized.isdisjoint(values) and not _is_amount(row, place, end)
        return (end, values) if known or _letter_is_size(row, place, end) else (place, ())

    def _term(
        self, row: Row, start: int, genders: Sequence[str], *, listed_only: bool = False
    ) -> tuple[int, tuple[str, ...]]:
        """One size at `start`: "29", "us 9", "9 us", "32/34", "w32 l34", "extra large"; its end and spellings."""
        if start >= len(row):
            return start, ()
        word, token = row.words[start], row.tokens[start]
        systems = _systems()
        if word in systems and start + 1 < len(row) and row.tokens[start + 1].number is not None:
            return start + 2, self._of_system(systems[word], row.words[start + 1], genders)
        if word == "w" and start + 1 < len(row) and row.tokens[start + 1].number is not None:
            end = start + 2
            if row.words[end : end + 1] == ("l",) and end + 1 < len(row) and row.tokens[end + 1].number is not None:
                end += 2
            return end, self.find(row.words[start + 1]) or (row.words[start + 1],)
        if token.number is not None and len(word) <= 5:
            return self._numbered(row, start, genders, listed_only)
        found = [found for found in _letter_phrases().find(row.words[start : start + 3]) if found.start == 0]
        if not found:
            return start, ()
        listed = self.find(found[0].name)
        return start + found[0].end, listed or (() if listed_only else (found[0].name,))

    def _numbered(self, row: Row, start: int, genders: Sequence[str], listed_only: bool) -> tuple[int, tuple[str, ...]]:
        word, end = row.words[start], start + 1
        after = row.words[end] if end < len(row) else ""
        if after in _systems() and after not in ("it", "de", "fr"):
            return end + 1, self._of_system(_systems()[after], word, genders)
        if after in ("/", "x", "-") and end + 1 < len(row) and row.tokens[end + 1].number is not None:
            both = f"{word}{after}{row.words[end + 1]}"
            other = self.find(row.words[end + 1])
            neighbours = abs((row.tokens[end + 1].number or 0) - (row.tokens[start].number or 0)) <= 1
            if after == "/" and other and neighbours and _normal(both) not in self._by_name:
                return end + 2, (*self.find(word), *other)  # "38/39"; and "32/34" are a waist and a length
            if (listed := self.find(both)) and not (after == "-" and both not in map(plain, listed)):
                return end + 2, listed
        listed = self.find(word)
        return end, listed or (() if listed_only else (word,))

    def _of_system(self, system: str, said: str, genders: Sequence[str]) -> tuple[str, ...]:
        """The shop's sizes for a number of a country's system; "UK 8" itself where nothing is known of it."""
        own = self._by_name.get(_normal(f"{system} {said}"))
        if own is not None:
            return (own,)
        if system == "eu":
            return self.find(said) or (said,)
        tables = self._table.get(system, {})
        asked = [gender for gender in ("men", "women") if gender in genders] or ["men", "women"]
        numbers = [tables[gender].get(float(said)) for gender in asked if gender in tables]
        listed = [value for number in numbers if number for value in self.find(f"{number:g}")]
        return tuple(dict.fromkeys(listed)) or (f"{system.upper()} {said}",)

    def _is_regional(self, row: Row, place: int, end: int) -> bool:
        """Whether the country says that it is a size; "show us 3" says nothing of one."""
        words = row.words[place:end]
        if len(words) < 2 or not set(words) & set(_systems()):
            return words[:1] == ("w",) and len(words) > 1
        if words[0] not in ("us", "it"):
            return True
        before = row.words[place - 1] if place else ""
        return before not in ("show", "give", "get", "send", "tell", "let", "find") and words[0] == "us"

    def _number_is_size(self, row: Row, place: int, end: int) -> bool:
        """ "in 42", "black pants 32": behind a word that leads to a size, or where a part of the sentence ends."""
        before = row.words[place - 1] if place else ""
        after = row.tokens[end] if end < len(row) else None
        if after and ((after.glued and not after.is_stop) or after.text in _MEASURING):
            return False
        if before in ("in", "wear", "wears", "waist", "fit", "fits", "my", "a"):
            return before != "a" or after is None or after.is_stop or after.text in ("in", "please")
        closes = after is None or after.is_stop or after.text in (
            "not", "but", "in", "for", "please", "or", "and", "pls", "if", "with",
        )  # fmt: skip
        counts = before in _COUNTED
        leads = bool(place) or (after is not None and after.text == "in")  # "42 in sneakers"
        return (row.tokens[place].number or 0) >= _LEAST_BARE and closes and not counts and leads


def announced_from(row: Row, place: int) -> int:
    """Where the size at `place` begins with the word that announces it ("size 9", "size of 9"): `place` without one."""
    start = place
    while start > 0 and row.words[start - 1] in word_set("sizes", "between"):
        start -= 1
    announced = start > 0 and row.words[start - 1] in word_set("sizes", "announced_by")
    return start - 1 if announced else place


def _is_amount(row: Row, place: int, end: int) -> bool:
    """Whether a number or a letter that is a size of the kind named is something else here ("first 40", "5 m")."""
    before = row.words[place - 1] if place else ""
    after = row.tokens[end] if end < len(row) else None
    measured = after is not None and ((after.glued and not after.is_stop) or after.text in _MEASURING)
    counted = before in (*_COUNTED, *SIGNS) or (place > 0 and row.tokens[place - 1].number is not None)
    return measured or counted or (row.tokens[place].number or _LEAST_BARE) < _LEAST_BARE


def size_rank(value: str) -> tuple[int, float] | None:
    """What sizes of one kind are ordered by; None for what is neither letters nor a number."""
    if letter := _letters().get(plain(value)):
        return 0, float(lexicon("sizes")["order"].index(letter))
    number = re.fullmatch(r"(?:us|eu|uk)?\s?(\d+(?:\.\d+)?)", plain(value))
    return (1, float(number.group(1))) if number else None


def _letter_is_size(row: Row, place: int, end: int) -> bool:
    before = row.words[place - 1] if place else ""
    after = row.tokens[end] if end < len(row) else None
    closes = after is None or after.is_stop or after.text in ("please", "pls", "or", "and", "in", "under", "for")
    leads = not place or before in word_set("sizes", "before") or before in ("or", "and", ",", ";")
    return (leads or (closes and before not in ("$", "€", "£"))) and not (after is not None and after.text == "'")


def _closes(row: Row, end: int) -> bool:
    """Whether a word like "medium" stands for itself: "in medium please", and not "a medium room"."""
    after = row.tokens[end] if end < len(row) else None
    return after is None or after.is_stop or after.text in ("please", "pls", "one", "ones", "or", "and", "if", "then")


def _normal(size: str) -> str:
    text = plain(size).replace(",", ".").replace("½", ".5")
    return re.sub(r"\s+" if re.search(r"\d\.\d", text) else r"[\s./-]+", "", text.replace(".0", "")).upper()


@cache
def _letters() -> dict[str, str]:
    return {name: letter for letter, names in lexicon("sizes")["letters"].items() for name in (*names, letter.lower())}


@cache
def _letter_phrases() -> Phrases:
    table = lexicon("sizes")["letters"]
    return Phrases(
        {letter: [" ".join(name_key(name)) for name in names] + list(names) for letter, names in table.items()}
    )


@cache
def _systems() -> dict[str, str]:
    return {word: system for system, words in lexicon("sizes")["systems"].items() for word in words}
