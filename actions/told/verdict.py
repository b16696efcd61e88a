"""What the shop's facts say of which product to take; the choice stays the customer's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.told.cards import colours_of, price_text
from actions.told.wording import count, join
from catalog.products import Product

#: More than this that only one of two has, or in which they differ, is left to the table.
_MOST_EXTRAS = 3


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


def so(products: Sequence[Product]) -> str:
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


def differences(products: Sequence[Product]) -> str:
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
