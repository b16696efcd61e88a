"""Asking back which product is meant, and saying that nothing was shown yet."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answer import Answer
from actions.told.suggestions import departments_of
from actions.told.wording import join
from actions.turn import Turn
from catalog.products import Product

_MOST_NAMED = 6


def titles(products: Sequence[Product]) -> tuple[str, ...]:
    return tuple(product.title for product in products[:_MOST_NAMED])


def which_one(products: Sequence[Product], reply: str = "{}") -> Answer:
    """The question which of the products is meant; `reply` is what is said to mean one."""
    names = titles(products)
    replies = tuple(reply.format(name) for name in names)
    return Answer(f"Which one do you mean: {join(names, 'or')}?", quick_replies=replies)


def nothing_shown_yet(turn: Turn) -> Answer:
    return Answer("I have not shown you anything yet. What are you looking for?", (), departments_of(turn)[:4])
