"""What customers say that they like or not, of themselves rather than of what they look for."""

from __future__ import annotations

from collections.abc import Mapping

from actions.intents import UNSURE, WISHES
from actions.turn import Turn
from catalog.recommend.tastes import FACETS, WORD
from catalog.vocabulary import words_of
from nlu.tokens import key
from nlu.wish import FacetValues, Wish


def taste_named(turn: Turn) -> FacetValues:
    """The kinds, brands and colours that the words name, those refused before those wanted.

    Where they name none, what the shop's products are called counts: "bottles", where no category is.
    """
    wish = turn.heard.wish
    return _of_taste(wish.excluded) or _of_taste(wish.facets) or _by_name(turn)


def tells_dislike(turn: Turn) -> bool:
    """ "I'm not into coffee", said of themselves or of what was recommended; of a list searched for it is a wish."""
    if turn.intent == "my_data":
        if turn.act == "dislike":
            return _refuses(turn) and not _is_of_the_search(turn)
        return turn.act in ("wrong", "forget") and bool(_of_taste(turn.heard.wish.excluded) or _takes_back(turn))
    refused = turn.heard.wish.excluded
    may_mean_it = turn.intent in (*WISHES, *UNSURE, "recommend", "not_interested", "deny")
    is_all = bool(refused) and turn.heard.wish == Wish(excluded=_of_taste(refused))
    return turn.source.kind == "recommend" and may_mean_it and is_all


def narrows_search(turn: Turn) -> bool:
    """ "I don't like blue either" below a list that was searched for."""
    return turn.intent == "my_data" and turn.act == "dislike" and _refuses(turn) and _is_of_the_search(turn)


def wants_ideas(turn: Turn) -> bool:
    """What was taken for a dislike and refuses nothing: "recommend me shoes"."""
    return turn.intent == "my_data" and turn.act == "dislike" and not _refuses(turn) and turn.says("of_ideas")


def tells_liking(turn: Turn) -> bool:
    """Something refused before is welcome again; else the words are a wish."""
    if turn.intent != "my_data" or turn.act != "like":
        return False
    refused = turn.shop.recommender.known(turn.visitor, turn.customer_id)[1].tastes.refused
    named = taste_named(turn)
    return not named or any((facet, value) in refused for facet, values in named.items() for value in values)


def names_what_was_not_refused(turn: Turn) -> bool:
    """ "I do like tea", of which nobody said otherwise, is a wish."""
    return turn.intent == "my_data" and turn.act == "like" and not tells_liking(turn)


def _refuses(turn: Turn) -> bool:
    heard = turn.heard
    says_no = heard.takes_back or any(mark.kind == "negator" for mark in heard.marks)
    return says_no or bool(heard.wish.excluded) or turn.says("no_more")


def _takes_back(turn: Turn) -> bool:
    return turn.heard.takes_back and bool(_of_taste(turn.heard.wish.facets))


def _is_of_the_search(turn: Turn) -> bool:
    return bool(turn.shown) and not turn.wish.is_empty and turn.source.kind != "recommend" and not turn.says("of_ideas")


def _of_taste(values: FacetValues) -> dict[str, tuple[str, ...]]:
    return {facet: named for facet, named in values.items() if facet in FACETS and named}


def _by_name(turn: Turn) -> Mapping[str, tuple[str, ...]]:
    """Those of the words that products of this shop are called by."""
    wish = turn.heard.wish
    said = wish.excluded.get("words") or tuple(wish.words.split())
    called = set().union(*map(words_of, turn.shop.catalogue.products.values()))
    known = tuple(word for word in said if key(word) and called.issuperset(key(word)))
    return {WORD: known} if known else {}
