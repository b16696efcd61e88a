"""A message with two acts, parted at its joint: "black leather bag pls, and how long does shipping take?"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from actions.turn import Turn
from nlu.hearing.lexicon import lexicon
from nlu.tokens import key

_FEWEST_LETTERS = 3
#: So many joints are tried; each reads both halves, and a message of commas alone has hundreds.
_MOST_JOINTS = 6


def parts_of(turn: Turn) -> tuple[Turn, ...]:
    """The turn itself, or its two parts in the order said: a wish and a service question."""
    # What was ordered is told in one piece: "where are my shoes, and how long does shipping take".
    if turn.photo_id or turn.says("order", "own_matter") or not turn.heard.wish.facets.get("category"):
        return (turn,)
    for first, second in islice(_halves(turn.text), _MOST_JOINTS):
        before, after = replace(turn, text=first), replace(turn, text=second)
        if _is_wish(before) and _is_service(after):
            return _as_wish(before), replace(after, intent="ask_faq", act="")
        if _is_service(before) and _is_wish(after):
            return replace(before, intent="ask_faq", act=""), _as_wish(after)
    return (turn,)


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """The text parted at each joint, joints that say most first."""
    for joint in map(str, lexicon("words")["joints"]):
        place = text.find(joint)
        while place >= 0:
            first, second = text[:place].strip(), text[place + len(joint) :].strip()
            if min(len(first), len(second)) >= _FEWEST_LETTERS:
                yield first, second
            place = text.find(joint, place + 1)


def _is_wish(part: Turn) -> bool:
    return bool(part.heard.wish.facets.get("category"))


def _is_service(part: Turn) -> bool:
    """A question that the FAQ surely answers and that names no product: "returns of shoes and boots" is one."""
    # The head of a category's name is the kind, also where it is said as a purpose ("the policy for shoes").
    kinds = {key(name)[-1] for name in part.shop.vocabulary.values.get("category", ()) if key(name)}
    named = part.heard.nouns or part.heard.wish.facets or not kinds.isdisjoint(key(part.text))
    return not named and part.says("question") and part.shop.faq.answer(part.text).certain


def _as_wish(part: Turn) -> Turn:
    intent = part.intent if part.intent in ("search_product", "refine_search") else "search_product"
    return replace(part, intent=intent, act="")
