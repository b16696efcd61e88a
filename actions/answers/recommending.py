"""Recommending: for this visitor, with a product, instead of one, what is popular, and what not to show again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.answer import Answer
from actions.meant.pictured import pictured
from actions.meant.products import is_about_one, pointed_at
from actions.meant.scope import named_wish
from actions.meant.wishes import says_what
from actions.told.choosing import which_one
from actions.told.finding import find
from actions.told.suggestions import departments_of, more_of
from actions.told.wording import join
from actions.turn import Source, Turn
from catalog.products import Hit, Product
from catalog.recommend.history import History
from catalog.recommend.profile import Profile
from catalog.records import Event
from nlu.wish import Sort, Wish

#: Products that a wish inside "recommend me …" leaves to choose from.
_AMONG = 120


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
    (history, profile), allowed = _known(turn), _allowed(turn, wish)
    recommender = turn.shop.recommender.current()
    found = source.page(
        lambda limit: recommender.for_visitor(
            history, limit=limit, allowed=allowed, profile=profile, place="chat/recommend"
        ),
        _limit(turn),
    )
    if found:
        return _shown(turn, "You may also like {these}" if source.seen else "You may like {these}", found, wish, source)
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
    history, profile = _known(turn)
    recommender = turn.shop.recommender.current()
    found = source.page(
        lambda limit: recommender.goes_with(product.id, history, limit=limit, profile=profile), _limit(turn)
    )
    if source.seen and not found:
        text = f"That is all I know to go with the {product.title}."
        return Answer(text, (), ("Show similar products", "What do you recommend?"), {"focus": product.id})
    if not found:
        text = f"I don't know yet what goes with the {product.title}: too few customers bought it with something else."
        return Answer(text, (), ("Show similar products", "What's popular?"), {"focus": product.id})
    also = " as well" if source.seen else ""
    return _shown(turn, f"With the {product.title} {{goes}}{also}", found, Wish(), source)


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
    history, allowed = _history(turn), _allowed(turn, wish)
    found = source.page(
        lambda limit: turn.shop.recommender.current().popular(history, limit=limit, allowed=allowed), _limit(turn)
    )
    if found:
        opening = "Also popular: {these}" if source.seen else "Popular right now: {these}"
        return _shown(turn, opening, found, wish, source, reasons=False)
    if source.seen:
        return Answer("That is all that stands out. What are you looking for?", (), departments_of(turn)[:4])
    if not wish.is_empty:
        return find(turn, wish)
    return Answer("Nothing stands out yet. What are you looking for?", (), departments_of(turn)[:4])


def dismiss(turn: Turn) -> Answer:
    """Keeps the products pointed at, else all that are shown, out of this visitor's answers."""
    products = pointed_at(turn) or tuple(turn.shown_products)
    if len(products) > 1 and is_about_one(turn):
        return which_one(products, "I don't like the {}")
    if not products:
        return Answer("All right. What would you like to see instead?", (), departments_of(turn)[:4])
    turn.shop.store.record([Event("dismiss", turn.visitor, turn.customer_id, product.id) for product in products])
    promise = f"All right, I won't recommend {join(f'the {product.title}' for product in products)} again."
    return _instead(turn, promise)


def unlearn(turn: Turn) -> Answer:
    """Lets nothing more follow from what the products pointed at, else all that are shown, were shown for."""
    products = pointed_at(turn) or tuple(turn.shown_products)
    causes = [turn.source.because[product.id] for product in products if product.id in turn.source.because]
    causes = [product_id for product_id in dict.fromkeys(causes) if product_id]
    if not causes:
        text = "None of these is shown because of something you did. You can say “not interested” of any of them."
        return Answer(text, quick_replies=("Not interested", "What do you know about me?"))
    turn.shop.store.record([Event("unlearn", turn.visitor, turn.customer_id, cause) for cause in causes])
    titles = [f"the {product.title}" for product in turn.shop.products(causes)]
    return _instead(turn, f"All right, I conclude nothing more from {join(titles) if titles else 'that'}.")


def _instead(turn: Turn, promise: str) -> Answer:
    """The promise, with what is recommended now that it holds."""
    history, profile = _known(turn)
    # Who turns some jackets away still wants a jacket, as long as there are others.
    for wish in (turn.wish, Wish()):
        allowed = _allowed(turn, wish)
        recommender = turn.shop.recommender.current()
        if found := recommender.for_visitor(history, limit=_limit(turn), allowed=allowed, profile=profile):
            return _shown(turn, f"{promise} Instead, how about {{these}}", found, wish, Source("recommend"))
    return Answer(promise, slots={"focus": None, "shown": None})


def _one_product(turn: Turn) -> Product | Answer:
    """The product pointed at, or the question which one is meant."""
    products = pointed_at(turn) or tuple(turn.shown_products)
    if len(products) == 1:
        return products[0]
    if not products:
        return Answer("Which product do you mean? Search for one first, or say its name.", (), departments_of(turn)[:4])
    return which_one(products)


def _shown(
    turn: Turn, opening: str, hits: Sequence[Hit], wish: Wish, source: Source, *, reasons: bool = True
) -> Answer:
    turn.shop.recommender.shown(hits, _history(turn), turn.visitor, turn.customer_id, f"chat/{source.kind}")
    these = f"the {hits[0].product.title}" if len(hits) == 1 else "these"
    goes = "goes" if len(hits) == 1 else "go"
    told = opening.replace("{goes}", f"{goes} {{these}}").replace("{these}", these)
    text = f"{told}{_reason(hits) if reasons else ''}."
    replies = ("Tell me more about the first one", "Compare the first two", "Not interested")
    replies = (*more_of(turn, hits), *(replies if len(hits) > 1 else replies[::2]))
    return Answer(text, tuple(hits), replies).showing(wish, source=source)


def _reason(hits: Sequence[Hit]) -> str:
    """The reason that all of them share; each card carries its own."""
    reasons = {hit.reason for hit in hits}
    return f", {reasons.pop()}" if len(reasons) == 1 and "" not in reasons else ""


def _wish_in(turn: Turn, *cues: str) -> Wish:
    """The wish inside "recommend me running shoes under 80", without the words that only ask."""
    return named_wish(turn, *cues) if says_what(turn.heard) else Wish()


def _allowed(turn: Turn, wish: Wish) -> frozenset[str] | None:
    if wish.is_empty:
        return None
    found = turn.shop.search.search(wish, limit=_AMONG)
    return frozenset() if found.relaxed else frozenset(hit.product.id for hit in found.hits)


def _history(turn: Turn) -> History:
    return _known(turn)[0]


def _known(turn: Turn) -> tuple[History, Profile]:
    return turn.shop.recommender.known(turn.visitor, turn.customer_id)


def _limit(turn: Turn) -> int:
    return turn.shop.settings.search.limit
