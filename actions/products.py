"""Talking about products already shown: one in detail, several side by side, something like it, start again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.answer import Answer
from actions.comparing import which_fit
from actions.facts import description, fitting_variant, reply_to_question
from actions.orders import ActionOrderStatus
from actions.reference import is_about_one, pointed_at, said_whole
from actions.shop_action import ShopAction
from actions.source import Source
from actions.suggestions import departments_of, more_of
from actions.turn import LISTING, Turn
from actions.wording import join, titles_text
from catalog.products import Hit, Product
from catalog.records import Event
from catalog.vocabulary import segments
from nlu.ordinals import read_places
from nlu.reading import Reading
from nlu.tokens import plain
from nlu.wish import Wish

_ALIKE = re.compile(r"\b(?:similar|alike|alternatives? to|something like)\b", re.IGNORECASE)
#: How far down products of the same kind are looked for.
_FURTHER = 60
_WHEREABOUTS = re.compile(r"\b(?:where|when|arriv\w+|come|coming)\b.*\b(?:it|that|this|they)\b")
_ABOUT = re.compile(r"\b(?:about|details?|info|information|describe|open)\b", re.IGNORECASE)


class ActionShowProduct(ShopAction):
    action_name = "action_show_product"

    def answer(self, turn: Turn) -> Answer:
        if turn.topic == "order" and turn.customer_id and _WHEREABOUTS.search(plain(turn.text)):
            return ActionOrderStatus(turn.shop).answer(turn)
        return show_product(turn)


class ActionSimilarProducts(ShopAction):
    action_name = "action_similar_products"

    def answer(self, turn: Turn) -> Answer:
        return similar_products(turn)


class ActionBuyProduct(ShopAction):
    """Where the product can be bought; nothing is put in a cart that the customer has not chosen there."""

    action_name = "action_buy_product"

    def answer(self, turn: Turn) -> Answer:
        products = pointed_at(turn)
        if len(products) != 1:
            return _which_one(turn.shown_products) if turn.shown else Answer("Gladly. What would you like to buy?")
        product = products[0]
        if not product.in_stock:
            return Answer(f"The {product.title} is sold out at the moment.", quick_replies=("Show similar products",))
        text = f"You buy the {product.title} on its own page, where you choose what you need: open it from the card."
        return Answer(
            text, (Hit(product, 1.0),), ("What goes with it?", "Show similar products"), {"focus": product.id}
        )


class ActionStartOver(ShopAction):
    action_name = "action_start_over"

    def answer(self, turn: Turn) -> Answer:
        slots = dict.fromkeys((*LISTING, "focus", "earlier", "compared", "topic"))
        return Answer("All cleared. What are you looking for now?", slots=slots)


def show_product(turn: Turn) -> Answer:
    """The product pointed at, or a question which one is meant."""
    if fitting := which_fit(turn):
        return fitting
    products = pointed_at(turn)
    if len(products) == 1:
        return tell_about(turn, products[0])
    if len(products) > 1:
        return _told_of_each(turn, products) or _which_one(products)
    if not turn.shown:
        from actions.search import search_products

        return search_products(turn)
    if read_places(turn.text).positions:
        return Answer(
            f"{_so_many(len(turn.shown))}. Which one do you mean?",
            quick_replies=_names(turn.shown_products),
        )
    return _which_one(turn.shown_products)


def _told_of_each(turn: Turn, products: Sequence[Product]) -> Answer | None:
    """The answer to one question about several products ("what colours do these come in"), None without a question."""
    asked = turn.shop.reader.understand(turn.text).wish
    replies = [reply_to_question(turn.text, asked, product) for product in products]
    if not all(replies):
        return None
    named = [
        reply if product.title in reply else f"{product.title}: {reply}"
        for product, reply in zip(products, replies, strict=True)
    ]
    hits = tuple(Hit(product, 1.0, fitting_variant(product, asked)) for product in products)
    return Answer("\n".join(named), hits, ("Compare the first two",))


def tell_about(turn: Turn, product: Product) -> Answer:
    """All that matters about one product; a question about size, colour, stock or price is answered first."""
    reading = turn.shop.reader.understand(turn.text)
    reviews = turn.shop.reviews
    reply = reply_to_question(turn.text, reading.wish, product, lambda asked: reviews.voices(product.id, asked))
    _record_view(turn, product)
    text = reply or description(product)
    slots = (
        {"focus": product.id} if product.id in turn.shown else {"focus": product.id, "shown": [product.id], "offset": 0}
    )
    replies = (
        ("Show similar products", "What colours and sizes does it have?", "Anything cheaper?")
        if not reply
        else ("Tell me more about it", "Show similar products")
    )
    return Answer(text, (Hit(product, 1.0, fitting_variant(product, reading.wish)),), replies, slots)


def question_about_title(turn: Turn) -> Answer | None:
    """The answer when a text that looks like a wish asks about a product by its whole title ("more about Blue Mug")."""
    if not (whole := said_whole(turn)):
        return None
    if _ALIKE.search(turn.text):
        return similar_products(turn)
    return tell_about(turn, whole[0]) if _ABOUT.search(turn.text) else None


def question_about_product(turn: Turn, reading: Reading) -> Answer | None:
    """The answer when a text that looks like a wish asks about the product in focus ("do you have it in blue?")."""
    product = turn.focus_product or (turn.shown_products[0] if len(turn.shown_products) == 1 else None)
    about_it = is_about_one(turn.text) or reading.says_nothing
    if product is None or reading.nouns or not about_it or reading.asks.cheaper or reading.asks.dearer:
        return None
    reply = reply_to_question(turn.text, reading.wish, product)
    return tell_about(turn, product) if reply else None


def similar_products(turn: Turn) -> Answer:
    """Products like the one pointed at; they take the place of those shown."""
    products = pointed_at(turn)
    if len(products) > 1:
        return _which_one(products)
    if not products:
        return (
            _which_one(turn.shown_products)
            if turn.shown
            else Answer("Similar to what? Search for something first, or send a photo.")
        )
    return like(turn, products[0], Source("similar", products[0].id))


def like(turn: Turn, product: Product, source: Source) -> Answer:
    """The next products of the list of those like `product`."""
    history = turn.shop.recommender.history(turn.visitor, turn.customer_id)
    recommender = turn.shop.recommender.current()
    akin = set(segments(product))
    # Further down the list come things of another kind, which nobody would call similar.
    hits = source.page(
        lambda limit: [
            hit
            for hit in recommender.similar_to(product.id, history, limit=limit + _FURTHER)
            if not akin or akin & set(segments(hit.product))
        ],
        turn.shop.settings.search.limit,
    )
    if not hits:
        none = "nothing else" if source.seen else "nothing"
        return Answer(f"I have {none} that is much like the {product.title}.", quick_replies=departments_of(turn)[:4])
    text = f"{'More like' if source.seen else 'Like'} the {product.title}: {titles_text(hits)}."
    replies = (*more_of(turn, hits), "Compare the first two", "Cheaper")
    return Answer(text, hits, replies if len(hits) > 1 else ()).showing(Wish(), source=source)


def _so_many(number: int) -> str:
    return "There is only one product here" if number == 1 else f"There are only {number} products here"


def _which_one(products: list[Product] | tuple[Product, ...]) -> Answer:
    names = _names(products)
    return Answer(f"Which one do you mean: {join(names, 'or')}?", quick_replies=names)


def _names(products: list[Product] | tuple[Product, ...]) -> tuple[str, ...]:
    return tuple(product.title for product in products[:6])


def _record_view(turn: Turn, product: Product) -> None:
    turn.shop.store.record([Event("view", turn.visitor, turn.customer_id, product.id)])
