"""Stance, set once for every kind of mark: wanted, unwanted, or let go.

A negator reaches the first mark or telling word behind it, past words that only carry it ("don't want to spend over"),
and over "or" to what is joined to that; never past the end of its clause or a turn ("but"). A negator inside a longer
mark is a part of that name ("non-stick", "no added sugar") and turns nothing away, for the longest mark wins.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from nlu.hearing.exchanges import found_too_much, preferred, swapped
from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.marks import Mark, Stance, covering
from nlu.hearing.phrases import Phrases
from nlu.hearing.row import Row

#: What parts a word such as "packed" from what it is about ("not packed in plastic").
_LEADS = (("in",), ("for",), ("by",), ("with",), ("from",), ("of",), ("to",), ("at",), ("about",))
#: Kinds of marks that can be wanted, unwanted or let go.
TARGETS = frozenset({"value", "bound", "size", "sort", "step", "facet", "title", "occasion", "age"})


@dataclass(frozen=True)
class Scoped:
    """The marks with their stance, and the words no mark covers that are refused ("without buttons")."""

    marks: tuple[Mark, ...]
    refused: dict[int, str] = field(default_factory=dict)


def steering_marks(row: Row, language: str = "en") -> Iterable[Mark]:
    """The negators and their like, as marks; they compete with names for the tokens."""
    for found in _steering(language).everything(row.words):
        if found.name == "let_go_facet_after" and not _closes(row, found.end):
            continue  # "any" and its like are small words elsewhere
        yield Mark(found.start, found.end, found.name, found.name)  # type: ignore[arg-type]


def scoped(
    row: Row, marks: Sequence[Mark], is_ingredient: Callable[[str], bool] = lambda word: True, language: str = "en"
) -> Scoped:
    """`marks` (none overlapping) with the stance that the steering marks among them give.

    `is_ingredient`: whether products can be free of a word, so that "nut free" refuses and "shipping free" does not.
    """
    scope = _Scope(row, marks, is_ingredient, language)
    for mark in marks:
        if mark.kind == "negator":
            scope.negate(mark)
        elif mark.kind == "let_go":
            scope.let_go_behind(mark)
        elif mark.kind == "let_go_facet":
            scope.let_go_behind(mark, only_facets=True)
        elif mark.kind == "let_go_after":
            scope.turn_before(mark, "let_go", TARGETS - {"title"}, of_kinds=False)
        elif mark.kind == "let_go_facet_after":
            scope.turn_before(mark, "let_go", {"facet"}, of_kinds=False)
        elif mark.kind == "refused_after":
            scope.turn_before(mark, "unwanted", TARGETS)
        elif mark.kind == "refused_by":
            scope.refuse_before(mark)
    scope.let_go_of_any()
    stances = dict(scope.stances)
    for given in (swapped, preferred, found_too_much):
        stances |= given(row, marks, language)
    kept = (replace(mark, stance=stances.get(mark.start, mark.stance)) for mark in marks)
    return Scoped(tuple(_turned(mark) for mark in kept), scope.refused)


def _turned(mark: Mark) -> Mark:
    """A bound that is not wanted is its opposite, which is wanted."""
    if mark.kind == "bound" and mark.stance == "unwanted" and mark.meaning.opposite != mark.meaning:
        return replace(mark, meaning=mark.meaning.opposite, stance="wanted")
    return mark


class _Scope:
    def __init__(self, row: Row, marks: Sequence[Mark], is_ingredient: Callable[[str], bool], language: str) -> None:
        self._row = row
        self._is_ingredient = is_ingredient
        self._marks = marks
        self._at = covering(marks)
        self._starts = {mark.start: mark for mark in marks}
        self.stances: dict[int, Stance] = {}
        self.refused: dict[int, str] = {}
        self._cancelled: set[int] = set()
        self._words = {
            name: word_set("scope", name, language)
            for name in ("carried", "turns", "joints", "answers", "refused_pieces")
        }
        self._any_of = _any_of(language)
        self._limits = word_set("scope", "limits", language)
        self._fillers = word_set("words", "fillers", language)

    def negate(self, negator: Mark) -> None:
        if negator.start in self._cancelled or self._only_answers(negator):
            return
        target = self._target(negator)
        if target is None:
            return
        if target in self._starts and self._starts[target].kind in TARGETS:
            self._spread(self._starts[target], "unwanted")
        elif target not in self._at:
            self._refuse(target)

    def let_go_behind(self, cue: Mark, *, only_facets: bool = False) -> None:
        target = self._target(cue)
        mark = self._starts.get(target) if target is not None else None
        if mark is None or mark.kind not in TARGETS:
            return
        # "Forget leather" lets it go; "forget shoes" and "cancel the running shoes" are another matter.
        is_kind = mark.kind == "title" or _is_kind(mark)
        if self._row.words[cue.end - 1] in ("what", "how", "which", "much", "matter") and mark.kind == "value":
            facet: Mark | None = mark
            while facet and facet.kind == "value":
                facet = self._starts.get(facet.end)
            if facet and facet.kind == "facet":
                self.stances[facet.start] = "let_go"  # "it doesn't matter what red shirts cost"
            if is_kind or facet:
                return
        pieces = only_facets and self._row.words[mark.end : mark.end + 1]
        if pieces and pieces[0] in self._words["refused_pieces"]:
            self._spread(mark, "unwanted")  # "remove the leather ones"
        elif not (only_facets and is_kind):
            self._spread(mark, "let_go")

    def turn_before(self, cue: Mark, stance: Stance, kinds: Container[str], *, of_kinds: bool = True) -> None:
        """ "The colour doesn't matter", "leather? no thanks": the mark before it, and those joined to that.

        A facet right behind is meant in its place: "it doesn't matter who makes it".
        """
        behind = self._starts.get(cue.end)
        if stance == "let_go" and behind and behind.kind == "facet":
            self.stances[behind.start] = stance
            return
        place = cue.start - 1
        while place >= 0 and self._row.words[place] in ("?", ","):
            place -= 1
        while place >= 0 and not (self._row.tokens[place].is_stop and self._row.words[place] != ","):
            mark = self._at.get(place)
            if mark and not of_kinds and _is_kind(mark):
                return  # "jeans, it doesn't matter" lets no jeans go
            if mark and mark.kind in kinds:
                self.stances[mark.start] = stance
                before = self._row.words[mark.start - 1] if mark.start else ""
                place = mark.start - 1
                if before not in ("or", "and", "nor"):
                    return
            elif mark or self._row.words[place] not in (*self._words["joints"], *self._words["carried"]):
                return
            place -= 1

    def refuse_before(self, suffix: Mark) -> None:
        """ "Nut free", "leather-free", "gluten allergy"."""
        place = suffix.start - 1
        mark = self._at.get(place)
        if mark and mark.kind == "value" and mark.meaning.facet not in ("colour", "category", "gender"):
            self.stances[mark.start] = "unwanted"
        elif mark and mark.kind == "value" and self._is_ingredient(self._row.words[place]):
            self.stances[mark.start] = "let_go"  # no nuts are wanted, and none may be in it
            self.refused[place] = self._row.words[place]
        elif place >= 0 and mark is None and self._is_ingredient(self._row.words[place]):
            self.refused[place] = self._row.words[place]

    def let_go_of_any(self) -> None:
        """ "Any colour", "whatever size", "no price limit", "no preference for the brand"."""
        opened = {found.end for found in self._any_of.everything(self._row.words)}
        for mark in self._marks:
            if mark.kind != "facet":
                continue
            place = mark.start
            while place > 0 and self._row.words[place - 1] in (
                "the",
                "other",
                "kind",
                "of",
                "particular",
                "specific",
                "it",
                "they",
                "that",
                "this",
                "these",
            ):
                place -= 1
            turned = self._row.words[mark.end : mark.end + 1]
            excepted = (bool(turned) and turned[0] in ("but", "except", "besides")) or self._is_negator(mark.end)
            particular = self._row.words[mark.end : mark.end + 2] in (("in", "particular"), ("in", "mind"))
            limited = particular or (bool(turned) and turned[0] in self._limits)
            limited = limited and self.stances.get(mark.start) == "unwanted"
            if (place in opened and not excepted) or limited:
                self.stances[mark.start] = "let_go"

    def _is_negator(self, place: int) -> bool:
        return place in self._starts and self._starts[place].kind == "negator"

    def _only_answers(self, negator: Mark) -> bool:
        """Whether a "no" answers what was said before and turns nothing away ("no show me bags", "no not socks")."""
        if self._row.words[negator.start : negator.end] != ("no",):
            return False
        after = self._row.words[negator.end : negator.end + 1]
        return (bool(after) and after[0] in self._words["answers"] and negator.end not in self._starts) or (
            bool(after) and after[0] == "not"
        )

    def _target(self, cue: Mark) -> int | None:
        """The first token that the cue is about: one that a mark begins at, or a telling word; None in its clause."""
        place = cue.end
        while place < len(self._row):
            token, mark = self._row.tokens[place], self._at.get(place)
            if mark and mark.kind == "facet" and self._says_facet_of(mark):
                place = mark.end  # "not made of leather"
                continue
            if mark and (bound := self._bound_of(cue, mark)):
                return bound.start
            if mark and mark.kind in TARGETS:
                return mark.start
            if mark and mark.kind == "negator" and mark.start not in self._cancelled:
                # "nothing without pockets" wants pockets
                self._cancelled.add(mark.start)
                return None
            if mark and mark.kind in ("turn", "settled"):
                return None
            if token.is_stop or (token.text in self._words["turns"] and not mark):
                return None
            if not mark and self._tells(place):
                return place if token.is_word else None
            place = mark.end if mark else place + 1
        return None

    def _tells(self, place: int) -> bool:
        """Whether an unmarked word is itself turned away, and does not lead to what is ("not interested in sales")."""
        word = self._row.words[place]
        if word in self._words["carried"] or word in self._fillers:
            return False
        return not (word.endswith(("ing", "ed")) and self._row.words[place + 1 : place + 2] in _LEADS)

    def _bound_of(self, cue: Mark, mark: Mark) -> Mark | None:
        """The limit that a facet or a kind leads to, which is what is turned round.

        "Must not cost me more than 80", "no jeans over 80"; a kind behind another is what is refused of that.
        """
        is_part = any(_is_kind(other) and other.end <= cue.start for other in self._marks)
        if not (mark.kind == "facet" or (_is_kind(mark) and not is_part)):
            return None
        place = mark.end
        if mark.kind == "facet":
            while place < len(self._row) and place not in self._at and self._row.words[place] in self._words["carried"]:
                place += 1
        behind = self._starts.get(place)
        return behind if behind and behind.kind == "bound" else None

    def _says_facet_of(self, facet: Mark) -> bool:
        """Whether a value of the facet follows its name ("made of leather", "the colour red")."""
        places = range(facet.end, min(facet.end + 2, len(self._row)))
        following = next((self._starts[place] for place in places if place in self._starts), None)
        return following is not None and following.kind == "value" and following.meaning.facet == facet.meaning

    def _spread(self, first: Mark, stance: Stance) -> None:
        """Gives a stance to a mark and to all that are joined to it: "no black, brown or red", "not red or over 50"."""
        self.stances[first.start] = stance
        for mark in self._joined(first):
            self.stances[mark.start] = stance

    def _joined(self, first: Mark) -> list[Mark]:
        joined: list[Mark] = []
        pending: list[Mark] = []
        last = first
        while found := self._next_joined(last):
            joint, mark = found
            same = _sort_of(mark) == _sort_of(first)
            if joint == "and" and self._row.words[last.end] == "," and not pending and _is_kind(mark):
                break  # "sweets without nuts, and pasta"
            if joint == "or" or joint == "nor" or (joint == "and" and same):
                joined += [*pending, mark]
                pending = []
            elif joint == "," and same:
                pending.append(mark)  # a list if "or" or "and" ends it; else a correction: "not black, red"
            else:
                break
            last = mark
        return joined

    def _next_joined(self, mark: Mark) -> tuple[str, Mark] | None:
        """The joint behind a mark, and the mark joined by it."""
        place, joint = mark.end, ""
        while place < len(self._row) and self._row.words[place] in self._words["joints"]:
            joint = self._row.words[place] if self._row.words[place] != "," or not joint else joint
            place += 1
        while joint and place < len(self._row) and place not in self._at and self._row.words[place] in (
            "a", "an", "the", "any", "with", "from", "by", "in", "of", "anything", "too", "very",
        ):  # fmt: skip
            place += 1
        following = self._starts.get(place)
        if joint and following and (bound := self._bound_of(mark, following)):
            following = bound  # "no leather or cost over 100"
        return (joint, following) if joint and following and following.kind in TARGETS else None

    def _order_behind(self, place: int) -> Mark | None:
        """The order of the list that a word leads to over small words alone, if any."""
        place += 1
        while place < len(self._row) and place not in self._at and self._row.words[place] in self._fillers:
            place += 1
        behind = self._starts.get(place)
        return behind if behind and behind.kind == "sort" else None

    def _refuse(self, place: int) -> None:
        if order := self._order_behind(place):
            self._spread(order, "unwanted")  # "I won't settle for the cheapest"
            return
        behind = self._starts.get(place + 1)
        if behind and behind.kind == "value" and not self._is_ingredient(self._row.words[place]):
            self._spread(behind, "unwanted")  # "not high heels", "no real leather"
            return
        self.refused[place] = self._row.words[place]
        end = place + 1
        while end + 1 < len(self._row) and self._row.words[end] in ("or", "nor", "and"):
            following = end + 1
            if following in self._at or self._row.words[following] in self._fillers:
                mark = self._starts.get(following)
                if mark and mark.kind in ("value", "sort") and self._row.words[end] != "and":
                    self._spread(mark, "unwanted")
                return
            self.refused[following] = self._row.words[following]
            end = following + 1


def _is_kind(mark: Mark) -> bool:
    return mark.kind == "value" and mark.meaning.facet == "category"


def _closes(row: Row, place: int) -> bool:
    return place >= len(row) or row.tokens[place].is_stop


def _sort_of(mark: Mark) -> str:
    return mark.meaning.facet if mark.kind == "value" else mark.kind


@cache
def _any_of(language: str) -> Phrases:
    return Phrases({"any": lexicon("scope", language)["any_of"]})


@cache
def _steering(language: str) -> Phrases:
    table = lexicon("scope", language)
    names = {
        "negators": "negator",
        "refused_by": "refused_by",
        "let_go": "let_go",
        "let_go_facet": "let_go_facet",
        "refused_after": "refused_after",
        "let_go_after": "let_go_after",
        "let_go_facet_after": "let_go_facet_after",
        "swaps": "swap",
    }
    return Phrases({**{kind: table[name] for name, kind in names.items()}, "settled": table["settled"]})
