"""Which of the products shown a comparison or a choice is about, and which of them fit a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.meant.measuring import Measured, most_or_least
from actions.meant.products import is_about_one, pointed_at, said_titles, two_meant
from actions.turn import Turn
from catalog.products import Hit, Product
from nlu.tokens import key
from nlu.wish import Wish


@dataclass(frozen=True)
class Fitting:
    """Those of the products shown that a question is about ("which one is waterproof", "which is lightest").

    Attributes:
        wish: what was asked for; measured: instead of a wish, the products by a number of theirs.
        among: the products asked about; hits: those that fit.
    """

    wish: Wish
    among: tuple[Product, ...]
    hits: tuple[Hit, ...] = ()
    measured: Measured | None = None


def which_fit(turn: Turn) -> Fitting | None:
    """None when it is no such question, or when all of them or none fit a mere word."""
    pointed = turn.heard.places.positions or said_titles(turn)
    asks = turn.says("which_of") or (turn.intent == "show_product" and turn.says("having"))
    if len(turn.shown) < 2 or pointed or is_about_one(turn) or not asks:
        return None
    if turn.heard.wish.sort != "relevance" and turn.heard.nouns and not turn.heard.points_back:
        return None  # "which are the cheapest tanks" asks for the first of all, not of those shown
    among = tuple(just_compared(turn) or turn.shown_products)
    if measured := most_or_least(turn.text, turn.heard.cues, among):
        hits = tuple(Hit(product, 1.0) for product in measured.products)
        return Fitting(Wish(), among, hits, measured)
    heard = turn.heard.wish
    wish = replace(heard, sort="relevance", words="" if heard.facets else heard.words)
    if wish.is_empty:
        return None
    if wish == Wish(words=wish.words):
        return _telling(turn, wish, among)
    found = turn.shop.search.search(wish, limit=len(among), among=[product.id for product in among])
    hits = () if found.relaxed else found.hits
    return Fitting(wish, among, hits)


def _telling(turn: Turn, wish: Wish, among: tuple[Product, ...]) -> Fitting | None:
    """Those of which the shop says the words; None when it says them of all, or of none and no feature is named."""
    said = frozenset(key(wish.words))
    hits = tuple(Hit(product, 1.0) for product in among if turn.shop.teller.says(said, product))
    return Fitting(wish, among, hits) if 0 < len(hits) < len(among) or turn.says("having") else None


def is_choice(turn: Turn) -> bool:
    """Whether the turn asks which one to take."""
    return turn.act_as("compare_products") == "verdict" or turn.says("which_of")


def just_compared(turn: Turn) -> list[Product]:
    """The products last put side by side, as long as they are among those shown."""
    return turn.shop.products(turn.compared) if set(turn.compared) <= set(turn.shown) else []


def compared(turn: Turn) -> Sequence[Product]:
    """The products that the words mean: those they name, those compared before, all for a choice, or the first two."""
    products = said_titles(turn)
    # "Which is the cheapest" points at one, and asks to weigh it against all the others.
    of_all = not products and is_choice(turn) and turn.heard.wish.sort != "relevance"
    if len(products) < 2 and not of_all:
        products = pointed_at(turn, it_first=False)
    if turn.shown and not turn.says("side_by_side"):
        # "Which is best for winter" asks for one of these, not for what has winter in its title.
        products = tuple(product for product in products if product.id in turn.shown)
    before = just_compared(turn)
    it = turn.focus_product or next(iter(turn.shop.products(turn.looked_at[-1:])), None)
    if len(products) == 1 and it and it != products[0] and turn.says("it_beside"):
        return (it, *products)
    if turn.says("those_two"):
        return two_meant(turn)
    if len(before) > 1 and len(products) < 2 and all(product in before for product in products):
        return before
    if len(products) == 1 and turn.focus_product and products[0] != turn.focus_product:
        products = (turn.focus_product, *products)
    if not products and is_choice(turn):
        return turn.shown_products
    if len(products) < 2:
        others = [product for product in turn.shown_products if product not in products]
        products = (*products, *others)[:2]
    return products
