"""Whether a colour word is used as a colour: "coffee beans" are not brown, and "green tea" comes in no colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Literal

from nlu.hearing.lexicon import lexicon, word_set
from nlu.tokens import key, stem
from nlu.wish import Vocabulary

Key = tuple[str, ...]
#: What follows a colour word: something to wear, a thing that this shop has in colours, one that it has in none.
Thing = Literal["worn", "coloured", "colourless", "unknown", "none"]

#: How far behind a colour word the thing may stand ("cream cable knit sweater").
_REACH = 4
_JOINTS = ("or", "and", ",", "&")
_NEGATIONS = ("not", "no", "without")


def heads_of(titles: Iterable[str]) -> frozenset[str]:
    """What the titles call their products: the last word of each that is no number or unit ("Chef's Knife 20 cm")."""
    units = {stem(unit) for unit in word_set("words", "units")}
    telling = ([word for word in key(title) if word.isalpha() and word not in units] for title in titles)
    return frozenset(words[-1] for words in telling if words)


class ColourUse:
    """Decides for one shop, by the words around."""

    def __init__(self, vocabulary: Vocabulary, segments_of: Callable[[Key], tuple[str, ...]]) -> None:
        """`segments_of`: the shop's categories that a name stands for, () when it is no name of one."""
        self._segments_of = segments_of
        self._coloured = vocabulary.coloured
        titles = vocabulary.titles.values()
        self._title_words = {word for title in titles for word in key(title)}
        self._coloured_heads = heads_of(self._coloured)
        self._colourless_heads = heads_of(title for title in titles if title not in self._coloured)
        self._colourless_pairs = {
            pair for title in titles if title not in self._coloured for pair in pairwise(key(title))
        }
        self._things = word_set("colours", "also_things")
        self._worn = word_set("colours", "worn")
        self._plain = {*word_set("colours", "families"), *lexicon("colours")["shades"]} - self._things
        self._fillers = word_set("words", "fillers")

    def is_colour(self, row: Key, words: Sequence[str], start: int, *, listed: bool) -> bool:
        """Whether the colour word at `start` is one; `row` holds the stems of `words`, `listed`: the shop has it."""
        thing = self._thing_after(row, words, start + 1)
        if row[start + 1 : start + 2] and row[start + 1] in word_set("colours", "colour_cues"):
            return True
        if thing == "colourless":
            return False
        if row[start] not in self._things or thing == "worn":
            return True
        first, joined_to_colour = self._chain(row, start)
        before = row[first - 1] if first else ""
        if joined_to_colour or self._is_said_of_colour(row, first):
            return True
        if thing == "coloured" or before in _NEGATIONS:
            return listed
        if thing == "none":
            # "sneakers olive", or a bare "lavender" where nothing is called so.
            of = self._kind(row, max(0, first - 1), first) if before else "none"
            return of == "worn" or (listed and (of == "coloured" or row[start] not in self._title_words))
        return False

    def is_colourless(self, values: Sequence[str]) -> bool:
        """Whether the products of these categories come in no colours, like what is eaten and used up."""
        return bool(self._coloured) and not self._coloured.intersection(values)

    def _is_said_of_colour(self, row: Key, first: int) -> bool:
        before = row[first - 1] if first else ""
        # "I am interested in coffee"
        return before in ("colour", "color") or (before == "in" and "interested" not in row[max(0, first - 2) : first])

    def _chain(self, row: Key, start: int) -> tuple[int, bool]:
        """Where the row of colour words around `start` begins ("red, olive or cream"), and if one is only a colour."""
        first, sure = start, False
        while first >= 2 and row[first - 1] in _JOINTS and row[first - 2] in self._plain | self._things:
            first -= 2
            sure = sure or row[first] in self._plain
        end = start + 1
        while row[end : end + 1] and row[end] in _JOINTS and set(row[end + 1 : end + 2]) & (self._plain | self._things):
            sure = sure or row[end + 1] in self._plain
            end += 2
        return first, sure

    def _thing_after(self, row: Key, words: Sequence[str], start: int) -> Thing:
        """What the colour may be of: the last thing known in the words that follow without a break."""
        end = start
        while end < min(len(row), start + _REACH) and row[end].isalpha():
            if words[end] in self._fillers and len(words[end]) > 1:  # "t shirt" goes on
                break
            end += 1
        if row[start - 1 : start + 1] in self._colourless_pairs:
            return "colourless"
        if end == start:
            return "none"
        if row[start] in self._plain:
            return "worn"  # "olive green": the next word says that this is a colour, whatever comes in it
        kinds = [self._kind(row, place, end) for place in range(start, end)]
        return next((kind for kind in reversed(kinds) if kind != "unknown"), "unknown")

    def _kind(self, row: Key, start: int, limit: int) -> Thing:
        if row[start] in self._worn:
            return "worn"
        for end in range(limit, start, -1):
            if segments := self._segments_of(row[start:end]):
                return "colourless" if self.is_colourless(segments) else "coloured"
        if row[start] in self._coloured_heads or not self._coloured:
            return "coloured"
        return "colourless" if row[start] in self._colourless_heads else "unknown"
