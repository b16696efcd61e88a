"""Words that narrow a list: a bare phrase, "one with …", a value right before a kind; what a product must then say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.turn import Turn
from catalog.search.texts import full_text
from nlu.tokens import key, stem, words
from nlu.wish import FACETS, Wish

#: A text of so many words says little beside what it asks for.
_FEW_WORDS = 6


def narrows(turn: Turn, earlier: Wish) -> bool:
    """Whether a bare text says something of the kind looked for that products of it say: "water resistant" watches."""
    if not earlier.facets.get("category") or not bare_name(turn):
        return False
    both = turn.shop.reader.refine(earlier, turn.heard.wish, turn.text)
    return _say(turn, both, turn.heard.wish.words.split())


def firm_words(turn: Turn, earlier: Wish, wish: Wish) -> tuple[str, ...]:
    """The words that a product must say: a bare phrase, or what "one with …" asks for, where some product says it."""
    telling = tuple(turn.heard.wish.words.split())
    alone = len(words(turn.text)) <= _FEW_WORDS or turn.says("one_with")
    names_none = not turn.heard.nouns or bool(bare_name(turn))
    if names_none and not turn.heard.steps and telling and alone and _say(turn, wish, telling):
        return telling
    return (*said_facts(turn), *(word for word in earlier.firm if word in wish.words.split()))


def said_facts(turn: Turn) -> tuple[str, ...]:
    """The words for values of the shop right before a kind: "bluetooth" of bluetooth headphones."""
    marks = [mark for mark in turn.heard.marks if mark.kind == "value" and mark.stance == "wanted"]
    pairs = ((mark.meaning, kind.meaning) for mark in marks for kind in marks if mark.end == kind.start)
    said = (v.said for v, kind in pairs if kind.facet == "category" and v.facet not in FACETS and not v.binding)
    return tuple(word for one in said for word in one.split())


def _say(turn: Turn, wish: Wish, telling: Sequence[str]) -> bool:
    """Whether one of the products of the wish says all the words."""
    found = turn.shop.search.search(replace(wish, firm=tuple(telling)), limit=1)
    if found.relaxed or not found.hits:
        return False
    if wish.facets.get("category"):
        return not set(telling) & set(found.loose)
    return {stem(word) for word in telling} <= set(key(full_text(found.hits[0].product)))


def bare_name(turn: Turn) -> list[str]:
    """The words of a text that is nothing but words that are no facts, and a measure ("yoga mat", "dumbbells 5kg")."""
    heard = turn.heard
    if replace(heard.wish, bounds=()) != Wish(words=heard.wish.words):
        return []
    measured = {place for mark in heard.marks if mark.kind == "bound" for place in range(mark.start, mark.end)}
    said = [word for place, word in enumerate(heard.words) if place not in measured]
    names = [word for word in heard.wish.words.split() if word in said]
    return names if len(names) == len(said) else []
