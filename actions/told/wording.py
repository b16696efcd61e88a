"""Wishes, lists and differences as short English."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from actions.told.cards import price_text
from actions.told.measures import bound_text, order_text
from catalog.money import minor_digits
from catalog.products import Hit
from nlu.hearing.colours import family_of
from nlu.hearing.facts import WORDS
from nlu.hearing.heard import Substitute
from nlu.tokens import key
from nlu.wish import FACETS, Wish

#: How a refusal is said, by facet.
_REFUSALS = {"brand": "not by {}", "colour": "not {}", "gender": "not for {}", WORDS: "not mentioning “{}”"}
_ORDERS = {
    "price_up": "cheapest first",
    "price_down": "most expensive first",
    "rating": "best rated first",
    "newest": "newest first",
    "relevance": "",
}


def join(parts: Iterable[str], word: str = "and") -> str:
    """ "a, b and c"; "" for nothing."""
    *firsts, last = [part for part in parts if part] or [""]
    return f"{', '.join(firsts)} {word} {last}" if firsts else last


def count(number: int, one: str = "product", several: str = "") -> str:
    """ "1 match", "3 matches"; the plural is `one` with an s unless it is given."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def wish_text(wish: Wish, currency: str, loose: Collection[str] = ()) -> str:
    """The whole wish in words: "black yoga pants for women in size 29 under $50, without leather, cheapest first".

    `loose` words only ranked: "warm jacket" is then "jacket, closest to “warm” first".
    """
    firm = " ".join(word for word in wish.words.split() if word not in loose)
    words = firm if wish.facets.get("category") else f"“{wish.words}”" if wish.words else ""
    noun = words or join((value.lower() for value in wish.facets.get("category", ())[:3]), "or") or "products"
    if wish.occasions:
        noun = f"{noun if words else 'products'} for {join(wish.occasions)}"
    parts = [_colours(wish, "colour"), noun, *_facts(wish), _measured(wish), price_words(wish, currency)]
    order = order_words(wish.sort) or (f"closest to “{' '.join(loose)}” first" if loose else "")
    return ", ".join(part for part in (" ".join(filter(None, parts)), *_exclusions(wish), order) if part)


def order_words(sort: str) -> str:
    """ "cheapest first"; "" when nothing was said of the order."""
    return _ORDERS.get(sort, order_text(sort))


def let_go_text(wish: Wish, answered: Wish, currency: str) -> str:
    """What `wish` asked for and `answered` no longer does: "the size 29 and the price limit (under $50)"."""
    gone = []
    for facet, values in wish.facets.items():
        if facet not in answered.facets:
            gone.append(_let_go(facet, values))
    if (wish.price_min_minor, wish.price_max_minor) != (answered.price_min_minor, answered.price_max_minor):
        gone.append(f"the price limit ({price_words(wish, currency)})")
    gone += [bound_text(bound) for bound in wish.bounds if bound not in answered.bounds]
    if wish.in_stock and not answered.in_stock:
        gone.append("being in stock")
    return join(gone)


def _measured(wish: Wish) -> str:
    """The measures asked for that the words do not say: an exact "500 ml" is among them."""
    return join(bound_text(bound) for bound in wish.bounds if bound.low != bound.high)


def _let_go(facet: str, values: Sequence[str]) -> str:
    if facet == "gender":
        return f"being for {_values(values, facet)}"
    if facet in FACETS:
        return f"the {facet} {_values(values, facet)}"
    # A shop's own names for its facts ("features", "style_general") do not read well in a sentence.
    return facet.replace("_", " ") if "Yes" in values else f"“{_values(values, facet)}”"


def substitutes_text(substitutes: Sequence[Substitute]) -> str:
    """Says which near values were taken for those the shop does not list: one sentence, "" when none were."""
    near = [entry for entry in substitutes if entry.values]
    return " ".join(
        f"{entry.said.capitalize()} is not listed here, so I looked at {join(map(str.lower, entry.values[:3]), 'and')}."
        for entry in near
    )


def titles_text(hits: Sequence[Hit]) -> str:
    """Every product by name and price."""
    return join(named_with_price(hit) for hit in hits)


def named_with_price(hit: Hit) -> str:
    price = hit.variant.price_minor if hit.variant else hit.product.price_minor
    sold_out = "" if (hit.variant.buyable if hit.variant else hit.product.in_stock) else ", sold out"
    return f"{hit.product.title} ({price_text(price, hit.product.currency)}{sold_out})"


def _facts(wish: Wish) -> list[str]:
    said = set(key(wish.words))
    facts = [f"by {_values(wish.facets['brand'], 'brand')}"] if wish.facets.get("brand") else []
    if wish.facets.get("gender"):
        facts.append(f"for {_values(wish.facets['gender'], 'gender').lower()}")
    if wish.facets.get("size"):
        facts.append(f"in size {_values(wish.facets['size'], 'size')}")
    for facet, values in wish.facets.items():
        name = facet.replace("_", " ")
        if facet in FACETS or set(key(name)) <= said or any(said & set(key(value)) for value in values):
            continue
        facts.append(name if "Yes" in values else f"with {name} {_values(values, facet)}")
    return facts


def _exclusions(wish: Wish) -> list[str]:
    refused: list[str] = []
    for facet, values in wish.excluded.items():
        # Without milk is without "Milk, hazelnuts" as well.
        plainest = [value for value in values if not any(set(key(other)) < set(key(value)) for other in values)]
        names = facet.replace("_", " ") if "Yes" in values else _values(plainest, facet)
        refused.append(_REFUSALS.get(facet, "without {}").format(names))
    return list(dict.fromkeys(refused))


def _colours(wish: Wish, facet: str) -> str:
    return _values(wish.facets.get(facet, ()), facet)


def _values(values: Sequence[str], facet: str) -> str:
    """At most three values; a colour's many shades are "blue and its shades", led by the plainest name."""
    as_written = facet in ("brand", "size")
    names = [value if as_written else value.lower() for value in values]
    if facet == "colour" and len(names) > 3:
        return f"{family_of(values) or min(names, key=len)} (and shades of it)"
    return join(names[:4], "or")


def price_words(wish: Wish, currency: str) -> str:
    """ "under $50", "from $20 to $50"; "" without a bound."""
    low, high = wish.price_min_minor, wish.price_max_minor
    if low is not None and high is not None:
        return f"from {_amount(low, currency)} to {_amount(high, currency)}"
    if high is not None:
        under = _is_round(high + 1, currency)
        return f"under {_amount(high + 1, currency)}" if under else f"up to {_amount(high, currency)}"
    if low is not None:
        over = _is_round(low - 1, currency) and low > 1 and minor_digits(currency) > 0
        return f"over {_amount(low - 1, currency)}" if over else f"from {_amount(low, currency)}"
    return ""


def _amount(price_minor: int, currency: str) -> str:
    """Round amounts without decimals: "$50"."""
    return re.sub(r"\.0+(?=\D|$)", "", price_text(price_minor, currency))


def _is_round(price_minor: int, currency: str) -> bool:
    digits = minor_digits(currency)
    return digits > 0 and price_minor % 10**digits == 0
