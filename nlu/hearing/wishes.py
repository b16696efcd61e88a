"""One wish or several: "red dress or black skirt", "a mouse and a keyboard" are two, each with facts of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlu.hearing.facts import Sentence, wish_of
from nlu.hearing.marks import Mark
from nlu.wish import Wish

_JOINTS = ("or", "and", ",", "plus", "nor", ";")
#: Facts that a later kind takes over from the one before, when it has none of its own ("black shoes and bags").
_CARRIED = ("colour", "gender", "brand")
_ARTICLES = ("a", "an", "some")


def wishes_in(sentence: Sentence, *, minor_digits: int) -> tuple[Wish, ...]:
    """The wishes of the sentence in the order said, at least one."""
    whole = wish_of(sentence, minor_digits=minor_digits)
    parts = _parts(sentence)
    if len(parts) < 2:
        return (whole,)
    shared = _shared(sentence, parts)
    wishes = [
        wish_of(
            sentence.between(part.start, part.stop, _lacking(sentence, part, shared)),
            minor_digits=minor_digits,
            places=part,
        )
        for part in parts
    ]
    wishes = [replace(wish, excluded=whole.excluded) for wish in _carried_on(sentence, parts, wishes)]
    if _are_one(sentence, parts, wishes):
        return (whole,)
    return tuple(wishes)


def _parts(sentence: Sentence) -> list[range]:
    """The places of each wish: a joint stands between two kinds that have nothing to do with each other."""
    heads = [mark for mark in sentence.marks if _is_head(mark)]
    cuts = [0]
    last: Mark | None = None
    for head in heads:
        if last is not None:
            joint = next((place for place in range(last.end, head.start) if sentence.row.words[place] in _JOINTS), None)
            if joint is None or _values(last) & _values(head):
                if joint is None:
                    return []  # "trail shoes hiking boots": nobody joined them
                last = head
                continue
            cuts.append(joint + 1)
        last = head
    return [range(start, end) for start, end in zip(cuts, [*cuts[1:], len(sentence.row)], strict=True)]


def _is_head(mark: Mark) -> bool:
    if mark.stance != "wanted":
        return False
    if mark.kind == "title":
        return bool(mark.meaning.whole)
    return mark.kind == "value" and mark.meaning.facet == "category" and mark.meaning.binding


def _values(mark: Mark) -> set[str]:
    return set(mark.meaning.products if mark.kind == "title" else mark.meaning.values)


def _shared(sentence: Sentence, parts: Sequence[range]) -> list[Mark]:
    """What is said behind the last kind holds for all: "a mouse and a keyboard under 60", "shoes and bags for men"."""
    heads = [mark for mark in sentence.marks if _is_head(mark)]
    behind = [
        mark
        for mark in sentence.marks
        if mark.start >= heads[-1].end and mark.kind in ("value", "bound", "size", "sort")
    ]
    own_colour = any(_facet(mark) == "colour" and mark.start < parts[-1].start for mark in sentence.marks)
    return [mark for mark in behind if not (own_colour and _facet(mark) == "colour") and mark.kind != "size"] + [
        mark for mark in sentence.marks if mark.kind == "sort"
    ]


def _lacking(sentence: Sentence, part: range, shared: Sequence[Mark]) -> list[Mark]:
    """Those of the shared marks that the part has none of its own of ("a lamp under 60 and a mug under 15")."""
    own = {_sort_of(mark) for mark in sentence.marks if part.start <= mark.start < part.stop}
    return [mark for mark in shared if _sort_of(mark) not in own]


def _sort_of(mark: Mark) -> tuple[str, str]:
    return mark.kind, str(mark.meaning.measure) if mark.kind == "bound" else _facet(mark)


def _facet(mark: Mark) -> str:
    return str(mark.meaning.facet) if mark.kind == "value" else ""


def _carried_on(sentence: Sentence, parts: Sequence[range], wishes: Sequence[Wish]) -> list[Wish]:
    carried: list[Wish] = []
    for part, wish in zip(parts, wishes, strict=True):
        if carried and sentence.row.words[part.start : part.start + 1] and not _restarts(sentence, part):
            before = {facet: values for facet, values in carried[-1].facets.items() if facet in _CARRIED}
            own = set(wish.facets) & set(_CARRIED)
            wish = wish if own else replace(wish, facets={**before, **wish.facets})
        carried.append(wish)
    return carried


def _restarts(sentence: Sentence, part: range) -> bool:
    return sentence.row.words[part.start] in _ARTICLES


def _are_one(sentence: Sentence, parts: Sequence[range], wishes: Sequence[Wish]) -> bool:
    """Whether only the kinds differ and an "or" lets choose between them: "boots or sandals"."""
    joints = {sentence.row.words[part.start - 1] for part in parts[1:]}
    bare = {
        repr(replace(wish, words="", facets={k: v for k, v in wish.facets.items() if k != "category"}))
        for wish in wishes
    }
    return "and" not in joints and "plus" not in joints and len(bare) == 1
