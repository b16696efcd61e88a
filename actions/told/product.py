"""One product told: the answer to a question about it, or all that matters."""

from __future__ import annotations

from actions.answer import Answer
from actions.told.facts import description, fitting_variant, reply_to_question
from actions.told.opinions import opinions_text
from actions.turn import Turn
from catalog.products import Hit, Product
from catalog.records import Event
from nlu.aspects import aspect_asked

_REPLIES = ("Show similar products", "What colours and sizes does it have?", "Anything cheaper?")


def told_about(turn: Turn, product: Product) -> Answer:
    """All that matters about one product; a question about size, colour, stock or price is answered first."""
    wish = turn.heard.wish
    act = turn.act_as("show_product")
    reply = reply_to_question(
        act, turn.mended, wish, product, turn.shop.teller, lambda asked: _said_in_reviews(turn, product, asked)
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


def _said_in_reviews(turn: Turn, product: Product, question: str) -> str:
    """How many reviews say what of the aspect asked of, else the sentences that come nearest, "" for neither."""
    reviews, aspect = turn.shop.reviews, aspect_asked(question)
    if aspect and (found := reviews.opinions(product.id).get(aspect)):
        return opinions_text(found, product.title)
    quotes = reviews.voices(product.id, question, turn.shop.teller)
    return " ".join(f"{quote.reviewer or 'A customer'} writes: “{quote.text}”" for quote in quotes)
