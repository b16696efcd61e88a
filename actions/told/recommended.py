"""Products recommended, in words: their reasons, what else is offered, and what comes instead of something refused."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answer import Answer
from actions.told.suggestions import more_of
from actions.turn import Source, Turn
from catalog.products import Hit
from catalog.recommend.history import History
from catalog.recommend.profile import Profile
from nlu.wish import Wish

#: Products that a wish inside "recommend me …" leaves to choose from.
_AMONG = 120


def shown(turn: Turn, opening: str, hits: Sequence[Hit], wish: Wish, source: Source) -> Answer:
    """`opening` with the products, {these} and {goes} filled in; each card has its reason.

    Keeps that they were shown.
    """
    turn.shop.recommender.shown(hits, history_of(turn), turn.visitor, turn.customer_id, f"chat/{source.kind}")
    these = f"the {hits[0].product.title}" if len(hits) == 1 else "these"
    goes = "goes" if len(hits) == 1 else "go"
    text = opening.replace("{goes}", f"{goes} {{these}}").replace("{these}", these) + "."
    replies = ("Tell me more about the first one", "Compare the first two", "Not interested")
    replies = (*more_of(turn, hits), *(replies if len(hits) > 1 else replies[::2]))
    return Answer(text, tuple(hits), replies).showing(wish, source=source)


def instead(turn: Turn, promise: str) -> Answer:
    """The promise, with what is recommended now that it holds."""
    history, profile = known(turn)
    # Who turns some jackets away still wants a jacket, as long as there are others.
    for wish in (turn.wish, Wish()):
        among = allowed(turn, wish)
        recommender = turn.shop.recommender.current()
        if found := recommender.for_visitor(history, limit=limit_of(turn), allowed=among, profile=profile):
            return shown(turn, f"{promise} Instead, how about {{these}}", found, wish, Source("recommend"))
    return Answer(promise, slots={"focus": None, "shown": None})


def allowed(turn: Turn, wish: Wish) -> frozenset[str] | None:
    """Ids of the products that a wish leaves to choose from, None for all."""
    if wish.is_empty:
        return None
    found = turn.shop.search.search(wish, limit=_AMONG)
    return frozenset() if found.relaxed else frozenset(hit.product.id for hit in found.hits)


def history_of(turn: Turn) -> History:
    return known(turn)[0]


def known(turn: Turn) -> tuple[History, Profile]:
    """What this visitor did, and what follows from it."""
    return turn.shop.recommender.known(turn.visitor, turn.customer_id)


def limit_of(turn: Turn) -> int:
    return turn.shop.settings.search.limit
