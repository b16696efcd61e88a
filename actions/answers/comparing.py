"""Putting products side by side, and what the shop's facts say of which to take; the choice stays the customer's."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answer import Answer
from actions.meant.measuring import Measured
from actions.meant.which import Fitting, compared, is_choice, which_fit
from actions.told.facts import comparison
from actions.told.found import UNTOLD_ORDER, untold_order
from actions.told.verdict import differences, so, verdict
from actions.told.wording import join, shades_text, wish_text
from actions.turn import Turn
from catalog.products import Hit, Product
from nlu.hearing.lexicon import lexicon
from nlu.tokens import words

_MOST_COMPARED = 4


def compare(turn: Turn) -> Answer:
    """The products pointed at side by side with a verdict; the verdict alone where a choice is asked for."""
    products: Sequence[Product] = compared(turn)
    if len(products) < 2:
        return Answer("I need two products to compare. Search for something first, then say “compare the first two”.")
    known = tuple(product.id for product in products) == turn.compared and not turn.says("side_by_side")
    if known or (is_choice(turn) and not turn.says("side_by_side")):
        told = " ".join(filter(None, (_unsaid(turn, products), verdict(products), differences(products), so(products))))
        named: Sequence[Product] = [product for product in products if product.title in told]
    else:
        named = products[:_MOST_COMPARED]
        cut = f"The first {len(named)} of {len(products)}:\n" if len(named) < len(products) else ""
        is_guess = turn.says("those_two") and [one.id for one in named] == list(turn.shown[:2]) != list(turn.shown)
        cut = f"The first two of {len(turn.shown)}:\n" if is_guess else cut
        told = f"{cut}{comparison(named)}\n{verdict(named)}"
        products = named
    replies = tuple(f"Tell me more about the {product.title}" for product in named[:2])
    slots = {"focus": None, "compared": [product.id for product in products]}
    return Answer(told, tuple(Hit(product, 1.0) for product in named), replies, slots)


def which(turn: Turn) -> Answer:
    """Those of the products shown that a question is about."""
    found = which_fit(turn)
    return _fitting_told(turn, found) if found else compare(turn)


def _fitting_told(turn: Turn, found: Fitting) -> Answer:
    if found.measured:
        return Answer(measured_text(found.measured), found.hits)
    own_words = f"“{turn.heard.wish.words}”" if turn.heard.wish.words else ""
    told = wish_text(found.wish, turn.shop.vocabulary.currency)
    what = own_words or told.removeprefix("products ").removesuffix(" products")
    if not found.hits:
        return Answer(f"The shop says of none of these: {what}.")
    shades = shades_text(found.wish, found.hits)
    if len(found.hits) == len(found.among):
        return Answer(f"All of these: {what}. {shades}".strip())
    named = join(hit.product.title for hit in found.hits)
    return Answer(f"Of these, {what}: {named}. {shades}".strip(), found.hits)


def measured_text(found: Measured) -> str:
    """The first of the products measured, and what the others have."""
    best, *others = found.products
    name = found.attribute

    def told(product: Product) -> str:
        return join(product.attributes[name])

    against = join(f"{told(product)} of the {product.title}" for product in others)
    return f"The {best.title}: {name.replace('_', ' ')} {told(best)}, against {against}."


def _unsaid(turn: Turn, products: Sequence[Product]) -> str:
    """Says so when a choice is asked for by something that the shop tells nothing about ("which is lightest").

    How warm something is stands in no fact: descriptions order a list by it and settle nothing.
    """
    if turn.heard.wish.sort in lexicon("list")["judged_by"]:
        return UNTOLD_ORDER
    if untold := untold_order(turn, turn.heard.wish, [Hit(product, 1.0) for product in products]):
        return untold
    said = words(turn.text)
    purposes = said[said.index("for") + 1 :] if "for" in said else []
    telling = turn.heard.wish.words.split()
    asked = [word for word in telling if word in purposes or word.endswith(("er", "est"))]
    return f"About “{' '.join(asked)}” the shop says nothing here." if asked and is_choice(turn) else ""
