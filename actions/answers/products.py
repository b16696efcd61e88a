"""Talking about products already shown: one in detail, something like it, where to buy it, start again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.answer import Answer
from actions.meant.products import asked_about, one_of_two, others_of, pointed_at, questioned, said_whole
from actions.told.answering import untold_text
from actions.told.choosing import titles, which_one
from actions.told.facts import fitting_variant, reply_to_question
from actions.told.product import told_about
from actions.told.suggestions import departments_of, more_of
from actions.told.wording import named_alone
from actions.turn import LISTING, Source, Turn
from catalog.products import Hit, Product
from catalog.vocabulary import segments
from nlu.wish import Wish

#: How far down products of the same kind are looked for.
_FURTHER = 60


def show(turn: Turn) -> Answer:
    """The product pointed at, or a question which one is meant."""
    products = pointed_at(turn)
    if len(products) == 1:
        return told_about(turn, products[0])
    if len(products) > 1:
        return _told_of_each(turn, products) or which_one(products)
    if turn.heard.places.positions and not turn.heard.wish.facets.get("size"):
        number = len(turn.shown)
        only = "is only one product" if number == 1 else f"are only {number} products"
        return Answer(f"There {only} here. Which one do you mean?", quick_replies=titles(turn.shown_products))
    return which_one(turn.shown_products)


def show_one_of_two(turn: Turn) -> Answer:
    """The cheaper, bigger, lighter … of the two spoken of."""
    product = one_of_two(turn)
    return told_about(turn, product) if product else which_one(turn.shown_products)


def show_others(turn: Turn) -> Answer:
    """What was shown beside the product talked about."""
    others = others_of(turn)
    if len(others) == 1:
        return told_about(turn, others[0])
    hits = tuple(Hit(product, 1.0) for product in others)
    return Answer(f"These are the other {len(hits)}.", hits, ("Compare the first two",)).showing(turn.wish)


def show_said(turn: Turn) -> Answer:
    """The product that is said by its whole title."""
    return told_about(turn, said_whole(turn)[0])


def show_asked(turn: Turn) -> Answer:
    """The product in focus, of which something is asked."""
    product = asked_about(turn)
    return told_about(turn, product) if product else which_one(turn.shown_products)


def show_questioned(turn: Turn) -> Answer:
    """The product that a question is about, or each of those shown."""
    products = questioned(turn)
    if len(products) == 1:
        return told_about(turn, products[0])
    return _told_of_each(turn, products) or which_one(products)


def show_focus(turn: Turn) -> Answer:
    """A "yes" with nothing offered: more about the product talked about."""
    if turn.focus_product:
        return told_about(turn, turn.focus_product)
    return Answer("Good. Tell me what you are looking for, or which of the products you mean.")


def show_size(turn: Turn) -> Answer:
    """Whether the product talked about comes in the size said."""
    asked = replace(turn, intent="show_product", act="variant")
    return told_about(asked, turn.focus_product) if turn.focus_product else which_one(turn.shown_products)


def show_untold(turn: Turn) -> Answer:
    """What is said of the product in answer to a question that nothing of the shop may answer."""
    product = turn.this_product
    if product is None:
        return which_one(turn.shown_products)
    if turn.says("asks_openly"):  # what comes nearest answers no "how deep"
        return Answer(untold_text(turn.mended, product), (Hit(product, 1.0),), slots={"focus": product.id})
    return told_about(replace(turn, intent="show_product", act="whether"), product)


def buy(turn: Turn) -> Answer:
    """Where the product can be bought; nothing is put in a cart that the customer has not chosen there."""
    products = pointed_at(turn)
    if len(products) != 1:
        return which_one(turn.shown_products) if turn.shown else Answer("Gladly. What would you like to buy?")
    return _where_to_buy(turn, products[0])


def choose(turn: Turn) -> Answer:
    """A colour or size of the one product shown."""
    product = turn.focus_product
    return _where_to_buy(turn, product) if product else which_one(turn.shown_products)


def _where_to_buy(turn: Turn, product: Product) -> Answer:
    if not product.in_stock:
        return Answer(f"The {product.title} is sold out at the moment.", quick_replies=("Show similar products",))
    stock, chosen = _stock_of_choice(product, turn.heard.wish), fitting_variant(product, turn.heard.wish)
    text = f"{stock}You buy the {product.title} on its own page, where you choose what you need: open it from the card."
    hits = (Hit(product, 1.0, chosen if stock and chosen and chosen.buyable else None),)
    answer = Answer(text, hits, ("What goes with it?", "Show similar products"), {"focus": product.id})
    # "Size M" said next is of this product, and no change to a list that it is not in.
    return answer if product.id in turn.shown else answer.showing(Wish())


def _stock_of_choice(product: Product, wish: Wish) -> str:
    """Whether the colour and size that were said with it can be bought, "" when none was said."""
    said = [value for facet in ("colour", "size") for value in wish.facets.get(facet, ())[:1]]
    if not said:
        return ""
    variant = fitting_variant(product, wish)
    there = "it does not come" if variant is None else "it is in stock" if variant.buyable else "it is sold out"
    return f"The {product.title}: {there} in {' in '.join(said)}. "


def save(turn: Turn) -> Answer:
    """No list is kept here, which is said; the chat itself is what stays."""
    products = pointed_at(turn)
    what = f"the {products[0].title} is easy to find again" if len(products) == 1 else "what I showed you stays in it"
    hits = tuple(Hit(product, 1.0) for product in products[:1]) if len(products) == 1 else ()
    text = f"I can't keep a wish list here. This chat itself is kept, so {what}."
    return Answer(text, hits, quick_replies=("Show them again",) if turn.shown else ())


def start_over(turn: Turn) -> Answer:
    slots = dict.fromkeys((*LISTING, "focus", "earlier", "compared", "topic", "speaker"))
    return Answer("All cleared. What are you looking for now?", slots=slots)


def similar(turn: Turn) -> Answer:
    """Products like the one pointed at; they take the place of those shown."""
    products = pointed_at(turn)
    if len(products) > 1:
        return which_one(products)
    if products:
        return _like(turn, products[0], Source("similar", products[0].id))
    nothing = Answer("Similar to what? Search for something first, or send a photo.")
    return which_one(turn.shown_products) if turn.shown else nothing


def more_similar(turn: Turn) -> Answer:
    """The next products of the list of those like the one asked about before."""
    product = turn.shop.product(turn.source.product)
    return _like(turn, product, turn.source) if product else similar(turn)


def _told_of_each(turn: Turn, products: Sequence[Product]) -> Answer | None:
    """The answer to one question about several products ("what colours do these come in"), None without a question."""
    wish, act = turn.heard.wish, turn.act_as("show_product")
    replies = [reply_to_question(act, turn.mended, wish, product, turn.shop.teller) for product in products]
    if not all(replies):
        return None
    named = [
        reply if product.title in reply else f"{product.title}: {reply}"
        for product, reply in zip(products, replies, strict=True)
    ]
    hits = tuple(Hit(product, 1.0, fitting_variant(product, wish)) for product in products)
    return Answer("\n".join(named), hits, ("Compare the first two",))


def _like(turn: Turn, product: Product, source: Source) -> Answer:
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
    more = "More" if source.seen else "These are"
    text = f"{more if len(hits) > 1 else 'One is'} like the {product.title}{named_alone(hits)}."
    replies = (*more_of(turn, hits), "Compare the first two", "Cheaper")
    return Answer(text, hits, replies if len(hits) > 1 else ()).showing(Wish(), source=source)
