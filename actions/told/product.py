"""One product told: the answer to a question about it, or all that matters."""

from __future__ import annotations

from actions.answer import Answer
from actions.told.facts import description, fitting_variant, reply_to_question
from actions.turn import Turn
from catalog.products import Hit, Product
from catalog.records import Event

_REPLIES = ("Show similar products", "What colours and sizes does it have?", "Anything cheaper?")


def told_about(turn: Turn, product: Product) -> Answer:
    """All that matters about one product; a question about size, colour, stock or price is answered first."""
    reviews, wish = turn.shop.reviews, turn.heard.wish
    act = turn.act_as("show_product")
    teller = turn.shop.teller
    reply = reply_to_question(
        act, turn.mended, wish, product, teller, lambda asked: reviews.voices(product.id, asked, teller)
    )
    turn.shop.store.record([Event("view", turn.visitor, turn.customer_id, product.id)])
    slots = {"focus": product.id}
    listed = {} if product.id in turn.shown else {"shown": [product.id], "offset": 0}
    replies = ("Tell me more about it", "Show similar products") if reply else _REPLIES
    text = reply or description(product)
    variant = fitting_variant(product, wish)
    # A variant that is sold out is said to be; the card shows what can be bought.
    shown = variant if variant and (variant.buyable or not product.in_stock) else None
    return Answer(text, (Hit(product, 1.0, shown),), replies, {**slots, **listed})
