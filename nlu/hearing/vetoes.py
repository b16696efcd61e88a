"""What a name may not be here: a colour that is a thing, a kind that only describes another, an imitation.

"Coffee beans" are not brown and "green tea" comes in no colour; a "phone case" is a case; "vegan leather" no leather;
"for my phone" says what the thing sought is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from nlu.hearing.kinds import names_of
from nlu.hearing.lexicon import is_an_adjective, lexicon, word_set
from nlu.hearing.marks import Mark, Value
from nlu.hearing.names import Names
from nlu.hearing.row import Row, name_key
from nlu.tokens import stem
from nlu.wish import FACETS, Vocabulary

Key = tuple[str, ...]
#: What follows a colour word: something to wear, a thing that this shop has in colours, one that it has in none.
Thing = Literal["worn", "coloured", "colourless", "unknown", "none"]

#: Where a title has said what the product is and goes on with what it is like.
_ASIDE = re.compile(r"(?<=\w)\s*(?:[,(|–—:;]|-\s|\s-)|\s(?:with|for|by)\s", re.IGNORECASE)
#: How far behind a colour word the thing may stand ("cream cable knit sweater").
_REACH = 4
_JOINTS = ("or", "and", ",")
_NEGATIONS = ("not", "no", "without")
_OWNERS = ("my", "the", "a", "an", "our", "his", "her", "their", "your")
_SUBJECTS = ("he", "she", "they", "who")
_WHATEVER = ("something", "anything", "stuff", "else", "gift", "present", "sth", "smth")


def heads_of(titles: Iterable[str]) -> frozenset[str]:
    """What the titles call their products: the last word of each that is no number or unit ("Chef's Knife 20 cm").

    A long title says it at its beginning: "Wool Socks - Thick, for Women" are socks.
    """
    return frozenset(head for head in map(head_of, titles) if head)


def head_of(title: str) -> str:
    """The stem of the word by which one title calls its product, "" when it has no words."""
    units = {stem(unit) for unit in word_set("words", "units")}
    called = name_key(_ASIDE.split(title, maxsplit=1)[0])
    return next((word for word in reversed(called) if word.isalpha() and word not in units), "")


class Vetoes:
    """Decides for one shop, by the words around."""

    def __init__(self, vocabulary: Vocabulary, names: Names) -> None:
        self._names = names
        self._colours = _ColourUse(vocabulary, names.segments_of)
        self.title_heads = heads_of(vocabulary.titles.values())
        self._fillers = word_set("words", "fillers")
        self._units = {stem(word) for word in word_set("words", "units")}
        numbers = lexicon("numbers")
        self._amounts = {*numbers["values"], *numbers["multiples"], *lexicon("units")["currencies"], "dollars", "bucks"}
        self._imitations = word_set("words", "imitations")
        self._forms = word_set("words", "forms")
        self._verbs, self._verb_leads = word_set("words", "also_verbs"), word_set("words", "verb_leads")
        people = (row for row in lexicon("people").values() if isinstance(row, dict) and "names" in row)
        self._objects = {word for row in people for word in row["words"]}
        self._no_heads = word_set("words", "no_heads")
        self._no_head_endings = tuple(word_set("words", "no_head_endings"))

    def fits(self, row: Row, start: int, end: int, value: Value) -> bool:
        """Whether a name that stands at start..end can mean this value there."""
        if value.facet == "colour" and end - start == 1:
            return self._colours.is_colour(row, start, listed=value.listed and not value.near)
        if value.facet == "category" and start and row.words[start - 1] in _SUBJECTS and end - start == 1:
            return False  # "she drinks", "he runs"
        if value.facet == "category" and end - start == 1 and self._is_verb(row, start):
            return False
        if value.facet not in FACETS and _is_least(row, start, end):
            return False  # "lasting 8 h": more is better, so it is a bound
        if value.facet not in FACETS and row.stems[start] in self._imitations and end - start == 1:
            return not self._names.is_material(row.stems[end : end + 1])  # "vegan leather" is one thing
        return True

    def _is_verb(self, row: Row, start: int) -> bool:
        """Whether a word for a kind is a verb here: "that would suit her", "let's cap it at 60"."""
        before = row.words[start - 1] if start else ""
        after = row.words[start + 1 : start + 2]
        goes_on = not after or after[0] in self._fillers or after[0] in self._objects
        return row.words[start] in self._verbs and before in self._verb_leads and goes_on

    def widened(self, row: Row, mark: Mark) -> Mark:
        """The mark with the words that belong to it: "coffee beans" are coffee, "faux leather" is another material."""
        value: Value = mark.meaning
        after = row.stems[mark.end] if mark.end < len(row) else ""
        if value.facet == "category" and after in self._forms and self._colours.is_colourless(value.values):
            said = f"{value.said} {row.words[mark.end]}"
            return replace(mark, end=mark.end + 1, meaning=replace(value, said=said))
        if value.facet not in FACETS and mark.start and row.stems[mark.start - 1] in self._imitations:
            said = f"{row.stems[mark.start - 1]} {value.said}"
            imitation = replace(value, values=(said.capitalize(),), said=said, listed=False)
            return replace(mark, start=mark.start - 1, meaning=imitation)
        return mark

    def bound(self, row: Row, mark: Mark, covered: Container[int] = ()) -> Mark:
        """The mark with its last word on whether the product must have the value, or whether it only ranks.

        covered: the places that other marks cover: what begins one there is no thing that a kind describes.
        """
        value: Value = mark.meaning
        describes = mark.end not in covered and self._describes(row, mark)
        if value.facet == "category" and (describes or self._is_purpose(row, mark, covered)):
            return replace(mark, meaning=replace(value, binding=False))
        if value.facet == "brand" and not value.listed and self._works_with(row, mark):
            return replace(mark, meaning=replace(value, binding=False))  # "earbuds that work with iphone"
        if value.facet in FACETS or value.binding:
            return mark
        if self._before_for(row, mark.start) in _WHATEVER:
            # There is nothing else to go by, so it binds and does not rank.
            return replace(mark, meaning=replace(value, binding=True, said=""))
        around = {*row.stems[max(0, mark.start - 2) : mark.start], *row.stems[mark.end : mark.end + 1]}
        return replace(mark, meaning=replace(value, binding=stem(value.facet.split("_")[0]) in around))

    def _works_with(self, row: Row, mark: Mark) -> bool:
        before = row.words[max(0, mark.start - 2) : mark.start]
        return "with" in before or "for" in before

    def _describes(self, row: Row, mark: Mark) -> bool:
        """Whether a kind only describes the word behind it ("phone case", "coffee grinder")."""
        if mark.end >= len(row):
            return False
        after, token = row.stems[mark.end], row.tokens[mark.end - 1]
        is_plural = token.text != token.stem
        is_common = row.words[mark.end] in self._fillers or after in self._fillers or after in self._units
        return (
            row.tokens[mark.end].is_word
            and not is_plural
            and not is_common
            and self._no_heads.isdisjoint((after, row.words[mark.end]))
            and (not row.words[mark.end].endswith(self._no_head_endings) or after in self.title_heads)
            and not self._names.begins_other_value(row, mark.end)
        )

    def _is_purpose(self, row: Row, mark: Mark, covered: Container[int]) -> bool:
        """Whether a kind is what the thing sought is for or has ("a case for my phone", "with a sleeve").

        "Something for the kitchen" is in the kitchen department, for no product calls itself a kitchen.
        """
        if _is_had(row, mark.start) or _is_held(row, mark.start):
            return True
        before = self._before_for(row, mark.start)
        counted = before in self._amounts or self._place_before_for(row, mark.start) in covered
        if before.isalpha() and before not in self._fillers and not counted and not self._seeks(before):
            return True
        name = row.stems[mark.start : mark.end]
        values = mark.meaning.values
        is_department = any(name in names_of(value) for value in values) and name[-1] not in self.title_heads
        return before in _WHATEVER and not is_department

    def _seeks(self, word: str) -> bool:
        """Whether what is sought follows a word's "for": "hunting for boots", "in the market for a coat"."""
        return word in word_set("words", "seeking") or (word.endswith("ing") and stem(word) not in self.title_heads)

    def _before_for(self, row: Row, start: int) -> str:
        """The word before a "for the" that stands before `start`; "" when none does."""
        place = self._place_before_for(row, start)
        return row.words[place] if place >= 0 else ""

    def _place_before_for(self, row: Row, start: int) -> int:
        place = start - 1
        while place > 0 and row.words[place] in _OWNERS:
            place -= 1
        return place - 1 if place > 0 and row.words[place] == "for" else -1


def _is_had(row: Row, start: int) -> bool:
    """Whether the word at `start` is what a thing is "with"; "together with" and "along with" join two things."""
    for place in range(start - 1, max(0, start - 4), -1):
        if row.words[place] == "with" and row.words[place - 1] not in ("together", "along"):
            return True
        if _turns_to_thing(row, place):
            return False
    return False


def _is_held(row: Row, start: int) -> bool:
    """ "A backpack that holds a laptop"; but "he takes M in shirts" and "that fits size 40, sandals" name the thing."""
    holding = word_set("words", "holding")
    for place in range(start - 1, max(0, start - 5), -1):
        if row.words[place] in holding:
            if row.words[place] == "fit" and is_an_adjective(row.words[place - 1]):
                return False  # "a loose fit tee"
            return row.words[place - 1] not in ("you", "u", "they", "shop", "store", "we")  # "do you carry boots"
        if _turns_to_thing(row, place):
            return False
    return False


def _turns_to_thing(row: Row, place: int) -> bool:
    is_in = row.words[place] == "in" and row.words[place - 1] != "built"
    return row.tokens[place].is_stop or is_in or row.words[place] in ("size", "sized")


def _is_least(row: Row, start: int, end: int) -> bool:
    """Whether start..end is an amount of what there may be more of, such as hours of running."""
    units = lexicon("units")
    names = {word for measure in units["at_least"] for word in units["measures"][measure]}
    return end - start == 2 and row.tokens[start].number is not None and row.words[start + 1] in names


class _ColourUse:
    """Whether a colour word is used as a colour."""

    def __init__(self, vocabulary: Vocabulary, segments_of: Callable[[Key], tuple[str, ...]]) -> None:
        self._segments_of = segments_of
        self._coloured = vocabulary.coloured
        titles = vocabulary.titles.values()
        self._title_words = {word for title in titles for word in name_key(title)}
        self._coloured_heads = heads_of(self._coloured)
        self._colourless_heads = heads_of(title for title in titles if title not in self._coloured)
        self._colourless_pairs = {
            pair for title in titles if title not in self._coloured for pair in pairwise(name_key(title))
        }
        self._things = word_set("colours", "also_things")
        self._worn = word_set("colours", "worn")
        self._plain = {*word_set("colours", "families"), *lexicon("colours")["shades"]} - self._things
        self._fillers = word_set("words", "fillers")

    def is_colour(self, row: Row, start: int, *, listed: bool) -> bool:
        """Whether the colour word at `start` is one; `listed`: the shop has it."""
        stems = row.stems
        thing = self._thing_after(row, start + 1)
        if stems[start + 1 : start + 2] and stems[start + 1] in word_set("colours", "colour_cues"):
            return True
        if thing == "colourless":
            return False
        if stems[start] not in self._things or thing == "worn":
            return True
        first, joined_to_colour = self._chain(stems, start)
        before = stems[first - 1] if first else ""
        if joined_to_colour or self._is_said_of_colour(stems, first):
            return True
        if thing == "coloured" or before in _NEGATIONS:
            return listed
        if thing == "none" and listed and any(stem in self._worn for stem in stems[:first]):
            return True  # "a wallet, I'd like olive"
        if thing == "none":
            # "sneakers olive", or a bare "lavender" where nothing is called so.
            of = self._kind(stems, max(0, first - 1), first) if before else "none"
            return of == "worn" or (listed and (of == "coloured" or stems[start] not in self._title_words))
        return False

    def is_colourless(self, values: Sequence[str]) -> bool:
        """Whether the products of these categories come in no colours, like what is eaten and used up."""
        return bool(self._coloured) and not self._coloured.intersection(values)

    def _is_said_of_colour(self, stems: Key, first: int) -> bool:
        before = stems[first - 1] if first else ""
        # "I am interested in coffee"
        return before in ("colour", "color", "be") or (
            before == "in" and "interested" not in stems[max(0, first - 2) : first]
        )

    def _chain(self, stems: Key, start: int) -> tuple[int, bool]:
        """Where the row of colour words around `start` begins ("red, olive or cream"), and if one is only a colour."""
        first, sure = start, False
        while first >= 2 and stems[first - 1] in _JOINTS and stems[first - 2] in self._plain | self._things:
            first -= 2
            sure = sure or stems[first] in self._plain
        end = start + 1
        while set(stems[end : end + 1]) & set(_JOINTS) and set(stems[end + 1 : end + 2]) & (self._plain | self._things):
            sure = sure or stems[end + 1] in self._plain
            end += 2
        return first, sure

    def _thing_after(self, row: Row, start: int) -> Thing:
        """What the colour may be of: the last thing known in the words that follow without a break."""
        stems, end = row.stems, start
        while end < min(len(row), start + _REACH) and row.tokens[end].is_word:
            if row.words[end] in self._fillers and len(row.words[end]) > 1:  # "t shirt" goes on
                break
            end += 1
        if stems[start - 1 : start + 1] in self._colourless_pairs:
            return "colourless"
        if end == start:
            return "none"
        if stems[start] in self._plain:
            return "worn"  # "olive green": the next word says that this is a colour, whatever comes in it
        kinds = [self._kind(stems, place, end) for place in range(start, end)]
        return next((kind for kind in reversed(kinds) if kind != "unknown"), "unknown")

    def _kind(self, stems: Key, start: int, limit: int) -> Thing:
        if stems[start] in self._worn:
            return "worn"
        for end in range(limit, start, -1):
            if segments := self._segments_of(stems[start:end]):
                return "colourless" if self.is_colourless(segments) else "coloured"
        if stems[start] in self._coloured_heads or not self._coloured:
            return "coloured"
        return "colourless" if stems[start] in self._colourless_heads else "unknown"
