"""What is not to be recommended: products turned away, what follows from something done, tastes told."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answer import Answer
from actions.meant.products import is_about_one, pointed_at
from actions.meant.tastes import taste_named
from actions.told.choosing import which_one
from actions.told.recommended import history_of, instead
from actions.told.suggestions import departments_of
from actions.told.wording import join
from actions.turn import Turn
from catalog.recommend.tastes import is_of, statements
from catalog.records import Event
from nlu.wish import FacetValues

_KNOWN = "What do you know about me?"


def dismiss(turn: Turn) -> Answer:
    """Keeps the products pointed at, else all that are shown, out of this visitor's answers."""
    products = pointed_at(turn) or tuple(turn.shown_products)
    if len(products) > 1 and is_about_one(turn):
        return which_one(products, "I don't like the {}")
    if not products:
        return Answer("All right. What would you like to see instead?", (), departments_of(turn)[:4])
    turn.shop.store.record([Event("dismiss", turn.visitor, turn.customer_id, product.id) for product in products])
    promise = f"All right, I won't recommend {join(f'the {product.title}' for product in products)} again."
    return instead(turn, promise)


def unlearn(turn: Turn) -> Answer:
    """Lets nothing more follow from the things named that they turned to ("the coffee was a gift"), else from what the
    products pointed at, else all that are shown, were shown for.
    """
    if own := _own_of_that_kind(turn):
        return _unlearnt(turn, own)
    products = pointed_at(turn) or tuple(turn.shown_products)
    causes = [turn.source.because[product.id] for product in products if product.id in turn.source.because]
    causes = [product_id for product_id in dict.fromkeys(causes) if product_id]
    if causes:
        return _unlearnt(turn, causes)
    text = "None of these is shown because of something you did. You can say “not interested” of any of them."
    return Answer(text, quick_replies=("Not interested", "What do you know about me?"))


def dislike(turn: Turn) -> Answer:
    """Recommends nothing more of the kinds, brands or colours named, and says what instead."""
    values = taste_named(turn)
    if not values:
        text = "What shall I leave out? Name a kind, a brand or a colour, or say “not interested” of a product."
        return Answer(text, quick_replies=(_KNOWN, "Stop learning from me"))
    turn.shop.store.state(turn.visitor, turn.customer_id, *statements("dislikes", values))
    return instead(turn, f"All right, I recommend no {_named(values)} from now on.")


def like(turn: Turn) -> Answer:
    """Recommends again what was said to be left out."""
    values = taste_named(turn)
    if not values:
        return Answer("What may I recommend again? Name the kind, the brand or the colour.", quick_replies=(_KNOWN,))
    turn.shop.store.state(turn.visitor, turn.customer_id, *statements("likes", values))
    text = f"Thank you, {_named(values)} may be among what I recommend."
    return Answer(text, quick_replies=("What do you recommend?", _KNOWN))


def _unlearnt(turn: Turn, causes: Sequence[str]) -> Answer:
    turn.shop.store.record([Event("unlearn", turn.visitor, turn.customer_id, cause) for cause in causes])
    titles = [f"the {product.title}" for product in turn.shop.products(causes)]
    return instead(turn, f"All right, I conclude nothing more from {join(titles) if titles else 'that'}.")


def _own_of_that_kind(turn: Turn) -> list[str]:
    """Ids of what they turned to and that the words name, by its kind, brand or title."""
    named = taste_named(turn)
    own = turn.shop.products(list(dict.fromkeys(event.product_id or "" for event in history_of(turn).events)))
    titles = set(turn.heard.wish.named)
    return [product.id for product in own if product.id in titles or (named and is_of(product, named))]


def _named(values: FacetValues) -> str:
    return join([value for facet in values.values() for value in facet], "or")
