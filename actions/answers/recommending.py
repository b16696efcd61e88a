"""Recommending: for this visitor, with a product, instead of one, what is popular, and what not to show again."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import Answer
from actions.meant.pictured import pictured
from actions.meant.products import pointed_at
from actions.meant.scope import named_wish
from actions.meant.wishes import says_what
from actions.told.choosing import which_one
from actions.told.finding import find
from actions.told.recommended import allowed, history_of, known, limit_of, shown
from actions.told.suggestions import departments_of
from actions.turn import Source, Turn
from catalog.products import Product
from nlu.wish import Sort, Wish


def recommend(turn: Turn) -> Answer:
    """What this visitor may like, inside the wish that the words hold, if they hold one."""
    wish = _wish_in(turn, "suits", "own_size")
    # Who asks again wants other ideas than those of a moment ago.
    again = turn.source.kind == "recommend" and wish in (Wish(), turn.wish)
    return _ideas(turn, turn.wish, turn.source) if again else _ideas(turn, wish, Source("recommend"))


def more_ideas(turn: Turn) -> Answer:
    """The next products of what this visitor may like inside the wish of before."""
    return _ideas(turn, turn.wish, turn.source)


def _ideas(turn: Turn, wish: Wish, source: Source) -> Answer:
    (history, profile), among = known(turn), allowed(turn, wish)
    recommender = turn.shop.recommender.current()
    found = source.page(
        lambda limit: recommender.for_visitor(
            history, limit=limit, allowed=among, profile=profile, place="chat/recommend"
        ),
        limit_of(turn),
    )
    if found:
        return shown(turn, "You may also like {these}" if source.seen else "You may like {these}", found, wish, source)
    if source.seen:
        return Answer("That is all I can think of. What are you looking for?", (), departments_of(turn)[:4])
    if not wish.is_empty:
        return find(turn, wish)
    return Answer(
        "I know too little to recommend anything yet. What are you looking for?", (), departments_of(turn)[:4]
    )


def goes_with(turn: Turn) -> Answer:
    """What others bought with the product pointed at, or the merchant pairs with it."""
    product = _one_product(turn)
    if isinstance(product, Answer):
        return product
    return _companions(turn, product, Source("goes_with", product.id))


def goes_with_photo(turn: Turn) -> Answer:
    """What goes with the product that the photo of this message shows."""
    product = pictured(turn)
    return _companions(turn, product, Source("goes_with", product.id)) if product else goes_with(turn)


def more_companions(turn: Turn) -> Answer:
    """The next products of the list of those that go with the one asked about before."""
    product = turn.shop.product(turn.source.product)
    return _companions(turn, product, turn.source) if product else goes_with(turn)


def _companions(turn: Turn, product: Product, source: Source) -> Answer:
    history, profile = known(turn)
    recommender = turn.shop.recommender.current()
    found = source.page(
        lambda limit: recommender.goes_with(product.id, history, limit=limit, profile=profile), limit_of(turn)
    )
    if source.seen and not found:
        text = f"That is all I know to go with the {product.title}."
        return Answer(text, (), ("Show similar products", "What do you recommend?"), {"focus": product.id})
    if not found:
        text = f"I don't know yet what goes with the {product.title}: too few customers bought it with something else."
        return Answer(text, (), ("Show similar products", "What's popular?"), {"focus": product.id})
    also = " as well" if source.seen else ""
    return shown(turn, f"With the {product.title} {{goes}}{also}", found, Wish(), source)


def popular(turn: Turn) -> Answer:
    """What many customers turn to now, inside the wish that the words hold."""
    heard = turn.heard
    sort: Sort = "newest" if turn.act == "new" else heard.wish.sort
    if sort != "relevance":
        # "What's new" and "the cheapest thing you have" are about the whole shop, whatever was looked for before.
        wish = named_wish(turn, "popular")
        return find(turn, replace(wish, words=wish.words if heard.nouns else "", sort=sort))
    return _favourites(turn, _wish_in(turn, "popular"), Source("popular"))


def more_favourites(turn: Turn) -> Answer:
    """The next products of what is popular inside the wish of before."""
    return _favourites(turn, turn.wish, turn.source)


def _favourites(turn: Turn, wish: Wish, source: Source) -> Answer:
    history, among = history_of(turn), allowed(turn, wish)
    found = source.page(
        lambda limit: turn.shop.recommender.current().popular(history, limit=limit, allowed=among), limit_of(turn)
    )
    if found:
        opening = "Also popular: {these}" if source.seen else "Popular right now: {these}"
        return shown(turn, opening, found, wish, source)
    if source.seen:
        return Answer("That is all that stands out. What are you looking for?", (), departments_of(turn)[:4])
    if not wish.is_empty:
        return find(turn, wish)
    return Answer("Nothing stands out yet. What are you looking for?", (), departments_of(turn)[:4])


def _one_product(turn: Turn) -> Product | Answer:
    """The product pointed at, or the question which one is meant."""
    products = pointed_at(turn) or tuple(turn.shown_products)
    if len(products) == 1:
        return products[0]
    if not products:
        return Answer("Which product do you mean? Search for one first, or say its name.", (), departments_of(turn)[:4])
    return which_one(products)


def _wish_in(turn: Turn, *cues: str) -> Wish:
    """The wish inside "recommend me running shoes under 80", without the words that only ask."""
    return named_wish(turn, *cues) if says_what(turn.heard) else Wish()
