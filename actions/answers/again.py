""" "Go back": the list shown before this one, or the one now shown once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.answer import Answer
from actions.meant.products import pointed_at
from actions.told.choosing import nothing_shown_yet
from actions.told.suggestions import departments_of, more_of
from actions.told.wording import named_alone, wish_text
from actions.turn import LISTING, Turn
from catalog.products import Hit
from nlu.wish import Wish


def show_again(turn: Turn) -> Answer:
    looked_closer = turn.focus and len(turn.shown) > 1
    now = {name: turn.slots.get(name) for name in LISTING}
    if turn.shown and (looked_closer or not turn.says("back")):
        return _shown_again(turn, now, "Once more")
    if not turn.earlier and turn.shown:
        return _shown_again(turn, now, "So far I have shown only this")
    if not turn.earlier:
        return nothing_shown_yet(turn)
    answer = _shown_again(turn, turn.earlier[-1], "Before that")
    return replace(answer, slots={**answer.slots, "earlier": list(turn.earlier[:-1])})


def show_pictures(turn: Turn) -> Answer:
    """The cards, which show the pictures, of the products pointed at or of all that are shown."""
    products = pointed_at(turn, it_first=False) or tuple(turn.shown_products)
    pictured = [product for product in products if product.images]
    told = "The shop has no picture of " + ("these." if len(products) > 1 else "this one.")
    if pictured:
        told = "Here they are with their pictures." if len(products) > 1 else "Here it is with its picture."
    return Answer(told, tuple(Hit(product, 1.0) for product in products), ("Tell me more about the first one",))


def _shown_again(turn: Turn, listing: Mapping[str, Any], opening: str) -> Answer:
    """The products of a list that the shop still has, kept as the list now shown."""
    products = turn.shop.products(listing["shown"] or ())
    if not products:
        return Answer("What I showed there is no longer in the shop.", quick_replies=departments_of(turn)[:4])
    hits = tuple(Hit(product, 1.0) for product in products)
    wish = Wish.from_dict(listing["wish"])
    what = "" if wish.is_empty else f", {wish_text(wish, turn.shop.vocabulary.currency)}"
    replies = (*more_of(turn, hits), "Compare the first two", "Tell me more about the first one")
    slots = {**listing, "focus": products[0].id if len(products) == 1 else None}
    return Answer(f"{opening}{what}{named_alone(hits)}.", hits, replies if len(hits) > 1 else (), slots)
