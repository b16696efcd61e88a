"""Putting products side by side, and what the shop's facts say of which to take; the choice stays the customer's."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from actions.answer import Answer
from actions.cards import colours_of, price_text
from actions.facts import comparison
from actions.measuring import most_or_least
from actions.reference import is_about_one, pointed_at, said_titles
from actions.shop_action import ShopAction
from actions.turn import Turn
from actions.wording import count, join, titles_text, wish_text
from catalog.products import Hit, Product
from nlu.ordinals import read_places
from nlu.tokens import plain, stem

_MOST_COMPARED = 4
#: More than this that only one of two has, or in which they differ, is left to the table.
_MOST_EXTRAS = 3
_WHICH_TO_TAKE = re.compile(
    r"\b(?:better|best|prefer|should|would you|choos\w+|choice|decid\w+|decision|recommend|pick|take|worth|first or)\b"
)
_WHICH_OF = re.compile(
    r"^(?:and |so |but )?which (?:ones?|of|is|are|has|have|would|should|can|comes?|costs?|weighs?)\b"
)
_SIDE_BY_SIDE = re.compile(r"\b(?:compare|comparison|side by side|versus|vs)\b")


class ActionCompareProducts(ShopAction):
    action_name = "action_compare_products"

    def answer(self, turn: Turn) -> Answer:
        return compare_products(turn)


def compare_products(turn: Turn) -> Answer:
    """The products pointed at side by side with a verdict; the verdict alone where a choice is asked for."""
    if fitting := which_fit(turn):
        return fitting
    products: Sequence[Product] = _compared(turn)
    if len(products) < 2:
        if _is_choice(plain(turn.text)) and not turn.shown:
            return Answer("", next_action="action_recommend")
        return Answer("I need two products to compare. Search for something first, then say “compare the first two”.")
    text = plain(turn.text)
    known = tuple(product.id for product in products) == turn.compared and not _SIDE_BY_SIDE.search(text)
    if known or _is_choice(text):
        told = " ".join(filter(None, (_unsaid(turn), verdict(products), _differences(products), _so(products))))
        named: Sequence[Product] = [product for product in products if product.title in told]
    else:
        named = products[:_MOST_COMPARED]
        cut = f"The first {len(named)} of {len(products)}:\n" if len(named) < len(products) else ""
        told = f"{cut}{comparison(named)}\n{verdict(named)}"
        products = named
    replies = tuple(f"Tell me more about the {product.title}" for product in named[:2])
    slots = {"focus": None, "compared": [product.id for product in products]}
    return Answer(told, tuple(Hit(product, 1.0) for product in named), replies, slots)


def which_fit(turn: Turn) -> Answer | None:
    """Those of the products shown that a question is about ("which one is waterproof", "which is lightest").

    None when it is no such question, or when all of them or none fit a mere word.
    """
    pointed = read_places(turn.text).positions or said_titles(turn)
    if len(turn.shown) < 2 or pointed or is_about_one(turn.text) or not _WHICH_OF.search(plain(turn.text)):
        return None
    among = _just_compared(turn) or turn.shown_products
    if found := most_or_least(turn.text, among):
        return Answer(found[1], tuple(Hit(product, 1.0) for product in among if product.title in found[1]))
    reading = turn.shop.reader.understand(turn.text)
    wish = replace(reading.wish, sort="relevance", words="" if reading.wish.facets else reading.wish.words)
    if wish.is_empty or any(stem(word) not in turn.shop.catalogue.stems for word in wish.words.split()):
        return None
    fitting = turn.shop.search.search(wish, limit=len(among), among=[product.id for product in among])
    own_words = f"“{reading.wish.words}”" if reading.wish.words else ""
    what = own_words or re.sub(r"^products | products$", "", wish_text(wish, turn.shop.vocabulary.currency))
    if fitting.relaxed or not fitting.hits:
        return Answer(f"The shop says of none of these: {what}.") if wish.facets else None
    if len(fitting.hits) == len(among):
        return Answer(f"All of these: {what}.") if wish.facets else None
    return Answer(f"Of these, {what}: {titles_text(fitting.hits)}.", fitting.hits)


def _unsaid(turn: Turn) -> str:
    """Says so when a choice is asked for by something that the shop tells nothing about ("which is warmest")."""
    words = turn.shop.reader.read(turn.text).words.split()
    purposes = " ".join(re.findall(r"\bfor\b(.*)", plain(turn.text)))
    asked = [word for word in words if word in purposes or word.endswith(("er", "est"))]
    return f"About “{' '.join(asked)}” the shop says nothing here." if asked and _is_choice(plain(turn.text)) else ""


def _is_choice(text: str) -> bool:
    return bool(_WHICH_TO_TAKE.search(text) or _WHICH_OF.search(text))


def _just_compared(turn: Turn) -> list[Product]:
    """The products last put side by side, as long as they are among those shown."""
    return turn.shop.products(turn.compared) if set(turn.compared) <= set(turn.shown) else []


def _compared(turn: Turn) -> Sequence[Product]:
    """The products that the words mean: those they name, those compared before, all for a choice, or the first two."""
    products = said_titles(turn)
    if len(products) < 2:
        products = pointed_at(turn, it_first=False)
    if turn.shown and not _SIDE_BY_SIDE.search(plain(turn.text)):
        # "Which is best for winter" asks for one of these, not for what has winter in its title.
        products = tuple(product for product in products if product.id in turn.shown)
    before = _just_compared(turn)
    if len(before) > 1 and len(products) < 2 and all(product in before for product in products):
        return before
    if len(products) == 1 and turn.focus_product and products[0] != turn.focus_product:
        products = (turn.focus_product, *products)
    if not products and _is_choice(plain(turn.text)):
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
    numbers = join(str(product.review_count) for product in best)
    stars = _stars(best[0]) if len(best) == 1 else f"{best[0].rating:.1f} of 5, from {numbers} reviews"
    return f"The best rated {_are(best)} {_names(best)}: {stars}."


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
    return f"Only the {one.title} {join(parts[:_MOST_EXTRAS])}." if parts else ""


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
