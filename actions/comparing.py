"""Putting products side by side, and what the shop's facts say of which to take; the choice stays the customer's."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from actions.answer import Answer
from actions.cards import colours_of, price_text
from actions.facts import comparison
from actions.reference import pointed_at, said_titles
from actions.shop_action import ShopAction
from actions.turn import Turn
from actions.wording import count, join
from catalog.products import Hit, Product
from nlu.tokens import plain

_MOST_COMPARED = 4
#: Attributes of more values than this are told in the table only.
_MOST_EXTRAS = 3
_WHICH_TO_TAKE = re.compile(
    r"\b(?:better|best|prefer|should|would you|choos\w+|choice|decid\w+|decision|recommend|pick|take|worth|first or)\b"
)
_SIDE_BY_SIDE = re.compile(r"\b(?:compare|comparison|side by side|versus|vs)\b")


class ActionCompareProducts(ShopAction):
    action_name = "action_compare_products"

    def answer(self, turn: Turn) -> Answer:
        return compare_products(turn)


def compare_products(turn: Turn) -> Answer:
    """The products pointed at side by side with a verdict; the verdict alone where a choice is asked for."""
    products: Sequence[Product] = _compared(turn)
    if len(products) < 2:
        if _WHICH_TO_TAKE.search(plain(turn.text)) and not turn.shown:
            return Answer("", next_action="action_recommend")
        return Answer("I need two products to compare. Search for something first, then say “compare the first two”.")
    text = plain(turn.text)
    known = tuple(product.id for product in products) == turn.compared and not _SIDE_BY_SIDE.search(text)
    if _WHICH_TO_TAKE.search(text) or known:
        told = " ".join(filter(None, (verdict(products), _differences(products), _so(products))))
        named: Sequence[Product] = [product for product in products if product.title in told]
    else:
        named = products[:_MOST_COMPARED]
        cut = f"The first {len(named)} of {len(products)}:\n" if len(named) < len(products) else ""
        told = f"{cut}{comparison(named)}\n{verdict(named)}"
        products = named
    replies = tuple(f"Tell me more about the {product.title}" for product in named[:2])
    slots = {"focus": None, "compared": [product.id for product in products]}
    return Answer(told, tuple(Hit(product, 1.0) for product in named), replies, slots)


def _compared(turn: Turn) -> Sequence[Product]:
    """The products that the words mean: those they name, those compared before, all for a choice, or the first two."""
    products = said_titles(turn)
    if len(products) < 2:
        products = pointed_at(turn, it_first=False)
    before = turn.shop.products(turn.compared) if set(turn.compared) <= set(turn.shown) else []
    if len(before) > 1 and len(products) < 2 and all(product in before for product in products):
        return before
    if len(products) == 1 and turn.focus_product and products[0] != turn.focus_product:
        products = (turn.focus_product, *products)
    if not products and _WHICH_TO_TAKE.search(plain(turn.text)):
        return turn.shown_products
    if len(products) < 2:
        others = [product for product in turn.shown_products if product not in products]
        products = (*products, *others)[:2]
    return products


def verdict(products: Sequence[Product]) -> str:
    """What speaks for which of the products: price, stars and, of two, what only one of them has."""
    cheapest, best = _least(products, lambda product: product.price_minor), _best_rated(products)
    price, stars = _price_verdict(products, cheapest), _stars_verdict(products, best)
    if len(cheapest) == len(best) == 1 and cheapest == best and " rated high" in stars:
        # Both speak for the same product, which need not be named twice.
        price, stars = f"{price[:-1]} and is", stars.split(" is ", 1)[1]
    sentences = [price, stars, _stock_verdict(products)]
    if len(products) == 2:
        sentences += [_extras(one, other) for one, other in (products, products[::-1])]
    return " ".join(filter(None, sentences))


def _so(products: Sequence[Product]) -> str:
    """The choice between two when price speaks for one and rating for the other, "" when it is no such choice."""
    cheapest, best = _least(products, lambda product: product.price_minor), _best_rated(products)
    if len(products) != 2 or len(cheapest) != 1 or len(best) != 1 or cheapest == best:
        return ""
    return f"So it is the {cheapest[0].title} for its price, or the {best[0].title} for its rating."


def _price_verdict(products: Sequence[Product], cheapest: Sequence[Product]) -> str:
    prices = [price_text(price, products[0].currency) for price in sorted(product.price_minor for product in products)]
    if len(cheapest) == len(products):
        return f"{'Both' if len(products) == 2 else 'All'} cost {prices[0]}."
    if len(products) == 2:
        dearer = next(product for product in products if product not in cheapest)
        less = price_text(dearer.price_minor - cheapest[0].price_minor, dearer.currency)
        return f"The {cheapest[0].title} is {less} cheaper than the {dearer.title}."
    return f"The cheapest of these {len(products)} {_are(cheapest)} {_names(cheapest)}, {prices[0]}."


def _stars_verdict(products: Sequence[Product], best: Sequence[Product]) -> str:
    rated = [product for product in products if product.rating]
    if not rated:
        return f"{'Neither' if len(products) == 2 else 'None of them'} has been reviewed yet."
    if len(rated) == 1:
        return f"Only the {rated[0].title} has been reviewed: {_stars(rated[0])}."
    if len(best) == len(rated):
        who = ("Both are" if len(rated) == 2 else "All are") if len(rated) == len(products) else f"{_names(best)} are"
        numbers = join(str(product.review_count) for product in best)
        return f"{who[0].upper()}{who[1:]} rated {best[0].rating:.1f} of 5, from {numbers} reviews."
    if len(rated) == len(products) == 2:
        other = next(product for product in rated if product not in best)
        return f"The {best[0].title} is rated higher: {_stars(best[0])}, against {_stars(other)}."
    return f"The best rated {_are(best)} {_names(best)}: {join(_stars(product) for product in best)}."


def _stock_verdict(products: Sequence[Product]) -> str:
    gone = [product for product in products if not product.in_stock]
    return f"Sold out at the moment {_are(gone)} {_names(gone)}." if gone else ""


def _extras(one: Product, other: Product) -> str:
    """The colours and the features that one product has beyond the other, which has some of that kind too."""
    colours = _beyond(colours_of(one, buyable=True), colours_of(other, buyable=True))
    parts = [f"comes in {join(colours)}"] if colours else []
    for name, values in one.attributes.items():
        theirs, label = other.attributes.get(name, ()), name.replace("_", " ")
        beyond = _beyond(values, theirs)
        # One value instead of another is a difference, which the table tells; one more value is something to have.
        if 0 < len(beyond) < len(values) and len(beyond) <= _MOST_EXTRAS:
            parts.append(f"has {join(beyond)} among its {label}")
        elif (*map(str.lower, values), *map(str.lower, theirs)) == ("yes", "no"):
            parts.append(f"is {label}")
    return f"Only the {one.title} {join(parts)}." if parts else ""


def _differences(products: Sequence[Product]) -> str:
    """The first facts that the shop tells of two products in one value each, and in different ones."""
    if len(products) != 2:
        return ""
    one, other = (product.attributes for product in products)
    pairs = {name: (*values, *other.get(name, ())) for name, values in one.items()}
    told = [
        f"{name.replace('_', ' ')} ({values[0].lower()} or {values[1].lower()})"
        for name, values in pairs.items()
        if len(values) == 2 and len(one[name]) == 1 and len(set(values)) == 2
    ]
    return f"They differ in {join(told[:_MOST_EXTRAS])}." if told else ""


def _beyond(values: Sequence[str], others: Sequence[str]) -> list[str]:
    """In lower case what is only among `values`, if there is anything to set it against."""
    known = {value.lower() for value in others}
    return [value.lower() for value in values if known and value.lower() not in known]


def _least(products: Sequence[Product], rank: Callable[[Product], float]) -> list[Product]:
    least = min(rank(product) for product in products)
    return [product for product in products if rank(product) == least]


def _best_rated(products: Sequence[Product]) -> list[Product]:
    rated = [product for product in products if product.rating]
    # As it is told: 4.04 and 3.96 are both "4.0".
    return _least(rated, lambda product: -round(product.rating or 0, 1)) if rated else []


def _stars(product: Product) -> str:
    return f"{product.rating or 0:.1f} of 5 from {count(product.review_count, 'review')}"


def _are(products: Sequence[Product]) -> str:
    return "is" if len(products) == 1 else "are"


def _names(products: Sequence[Product]) -> str:
    return join(f"the {product.title}" for product in products)
