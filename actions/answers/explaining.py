"""Why the products now shown are shown: what the recommender said of each, the photo, or the wish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.answer import Answer
from actions.meant.products import pointed_at
from actions.told.choosing import nothing_shown_yet
from actions.told.wording import join, wish_text
from actions.turn import Turn
from catalog.products import Product


def why(turn: Turn) -> Answer:
    """The reasons for the products pointed at, else for all that are shown."""
    if not turn.shown:
        return nothing_shown_yet(turn)
    pointed = [product for product in pointed_at(turn) if product.id in turn.shown]
    # "Not because of this" that comes after it is about the one just explained.
    slots = {"focus": pointed[0].id} if len(pointed) == 1 else {}
    told = _reasons_told(turn, pointed or turn.shown_products)
    return Answer(told, quick_replies=("Not interested", "Show more"), slots=slots)


def _reasons_told(turn: Turn, products: Sequence[Product]) -> str:
    if told := _reasons(turn.source.reasons, products):
        return f"{told} I go by what customers look at and buy here, by what the shop pairs, and by what is alike."
    if turn.photo:
        return "I showed these because they look most like your photo."
    if turn.topic == "order":
        return "They are what was in your order."
    if turn.wish.is_empty:
        return "They were the nearest to what you said."
    first = ", and the best match comes first" if turn.wish.sort == "relevance" else ""
    return f"You asked for {wish_text(turn.wish, turn.shop.vocabulary.currency)}: these fit{first}."


def _reasons(reasons: Mapping[str, str], products: Sequence[Product]) -> str:
    """One sentence for each reason, with the products that it holds for."""
    titles: dict[str, list[str]] = {}
    for product in products:
        if reason := reasons.get(product.id):
            titles.setdefault(reason, []).append(f"the {product.title}")
    sentences = (f"{join(names)}: {reason}." for reason, names in titles.items())
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)
