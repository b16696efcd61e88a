"""One wish or several: "red dress or black skirt", "a mouse and a keyboard" are two, each with facts of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from nlu.hearing.facts import Sentence, wish_of
from nlu.hearing.lexicon import lexicon
from nlu.hearing.marks import Mark
from nlu.hearing.phrases import Phrases
from nlu.wish import Wish

#: Facts that a later kind takes over from the one before, when it has none of its own ("black shoes and bags").
_CARRIED = frozenset({"colour", "gender", "brand"})
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
    wishes = _carried_on(sentence, parts, wishes)
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
            joint = _joint_between(sentence, last, head)
            if joint is None:
                return []  # "trail shoes hiking boots": nobody joined them
            if not _values(last) & _values(head):
                cuts.append(joint)
        last = head
    return [range(start, end) for start, end in zip(cuts, [*cuts[1:], len(sentence.row)], strict=True)]


def _joint_between(sentence: Sentence, last: Mark, head: Mark) -> int | None:
    """Where the wish of `head` begins: behind the last joint that does not join two facts of one wish.

    "A dress under 60, and a red or black skirt": behind the "and".
    """
    ends = {mark.end: mark for mark in sentence.marks if mark.end <= head.start}
    starts = {mark.start: mark for mark in sentence.marks}
    joints = [found for found in _joints().everything(sentence.row.words) if last.end <= found.start < head.start]
    sure = [
        found.end
        for found in joints
        if not (found.start in ends and found.end in starts and _alike(ends[found.start], starts[found.end]))
    ]
    return max(sure, default=None) or max((found.end for found in joints), default=None)


def _alike(one: Mark, other: Mark) -> bool:
    return one.kind == other.kind and _facet(one) == _facet(other)


@cache
def _joints() -> Phrases:
    return Phrases({"joint": lexicon("turns")["joins_wishes"]})


def _is_head(mark: Mark) -> bool:
    if mark.stance != "wanted":
        return False
    if mark.kind == "title":
        return bool(mark.meaning.whole)
    return mark.kind == "value" and mark.meaning.facet == "category" and mark.meaning.binding


def _values(mark: Mark) -> set[str]:
    return set(mark.meaning.products if mark.kind == "title" else mark.meaning.values)


def _shared(sentence: Sentence, parts: Sequence[range]) -> list[Mark]:
    """What is said once, before the first kind or behind the last, holds for all.

    "A mouse and a keyboard under 60", "shoes and bags for men", "no leather: shoes or bags".
    """
    heads = [mark for mark in sentence.marks if _is_head(mark)]
    said = [mark for mark in sentence.marks if mark.kind in ("value", "bound", "size", "sort")]
    behind = [mark for mark in said if mark.start >= heads[-1].end]
    # An order ("cheap headphones") is nobody's own.
    before = [mark for mark in said if mark.start < parts[-1].start and mark.kind != "sort"]
    own = {_sort_of(mark) for mark in before if not _is_head(mark)}
    # "A red dress and a skirt under 50": where one has facts of its own, each has; but "black shoes and bags under 50".
    each = {facet for _, facet in own} - _CARRIED or (own and any(_restarts(sentence, part) for part in parts[1:]))
    # Whom it is for is said once: "blue shorts and a white tee for men".
    shared = [mark for mark in behind if not each or _facet(mark) == "gender"]
    shared = [mark for mark in shared if _sort_of(mark) not in own and mark.kind != "size"]
    leading = [mark for mark in said if mark.end <= heads[0].start]
    shared += [mark for mark in leading if mark.kind == "bound" or (mark.kind == "value" and mark.stance == "unwanted")]
    return shared + [mark for mark in sentence.marks if mark.kind == "sort"]


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
            own = set(wish.facets) & _CARRIED
            wish = wish if own else replace(wish, facets={**before, **wish.facets})
        carried.append(wish)
    return carried


def _restarts(sentence: Sentence, part: range) -> bool:
    return sentence.row.words[part.start] in _ARTICLES


def _are_one(sentence: Sentence, parts: Sequence[range], wishes: Sequence[Wish]) -> bool:
    """Whether only the kinds differ and an "or" lets choose between them: "boots or sandals"."""
    joints = {word for part in parts[1:] for word in sentence.row.words[max(0, part.start - 2) : part.start]}
    bare = {
        repr(replace(wish, words="", facets={k: v for k, v in wish.facets.items() if k != "category"}))
        for wish in wishes
    }
    return not joints & {"and", "plus", "with", "as", "also", "then"} and len(bare) == 1
