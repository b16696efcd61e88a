"""Wishes, lists and differences as short English."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from actions.told.cards import price_text
from actions.told.measures import bound_text, order_text
from catalog.money import minor_digits
from catalog.products import Hit
from nlu.hearing.colours import by_family
from nlu.hearing.facts import WORDS
from nlu.hearing.grades import end_named
from nlu.hearing.heard import Substitute
from nlu.hearing.lexicon import lexicon, word_set
from nlu.tokens import key, stem, words
from nlu.wish import FACETS, Wish

#: How a refusal is said, by facet.
_REFUSALS = {"brand": "not by {}", "colour": "not {}", "gender": "not for {}", WORDS: "without {}"}
#: What is looked for where no kind was named.
_THINGS = "products"
#: Where else to look when a facet was let go.
_OTHERS = {
    "colour": "in another colour",
    "size": "in another size",
    "brand": "by another brand",
    "gender": "for others",
    "category": "among other kinds",
}
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

    `loose` words only rank and are left out: what is shown need not be so.
    """
    firm = " ".join(word for word in wish.words.split() if word not in loose)
    kinds = wish.facets.get("category", ())
    words = firm if kinds or wish.occasions else f"“{firm}”" if firm else ""
    # The kinds that suit an occasion were not named, and make no noun.
    noun = words or ("" if wish.occasions else join((value.lower() for value in kinds[:3]), "or")) or _THINGS
    if wish.occasions:
        told = join(map(occasion_text, wish.occasions))
        noun = "gifts" if (noun, told) == (_THINGS, "a gift") else f"{noun} for {told}" if told else noun
    parts = [_colours(wish, "colour"), _had(wish), noun, *_facts(wish), _measured(wish), price_words(wish, currency)]
    order = order_words(wish.sort)
    return ", ".join(part for part in (" ".join(filter(None, parts)), *_exclusions(wish), order) if part)


def order_words(sort: str) -> str:
    """ "cheapest first"; "" when nothing was said of the order."""
    return _ORDERS.get(sort, order_text(sort))


def elsewhere_text(wish: Wish, answered: Wish, currency: str) -> str:
    """Where `answered`, which asks for less than `wish`, looked: "in another size and above $30"."""
    gone = [_elsewhere(facet, values) for facet, values in wish.facets.items() if facet not in answered.facets]
    if (sizes := answered.facets.get("size", ())) and sizes != wish.facets.get("size"):
        gone.append(f"in size {join(sizes, 'or')}")
    if (wider := answered.facets.get("category", ())) != wish.facets.get("category", ()) and wider:
        gone.append(f"among {join(map(str.lower, wider[:3]))}")
    if (wish.price_min_minor, wish.price_max_minor) != (answered.price_min_minor, answered.price_max_minor):
        gone.append(_beyond_price(wish, currency))
    gone += [f"without {bound_text(bound)}" for bound in wish.bounds if bound not in answered.bounds]
    if wish.in_stock and not answered.in_stock:
        gone.append("sold out at the moment")
    return join(gone)


def occasion_text(name: str) -> str:
    """An occasion as it stands behind "for": "a job interview"."""
    return str(lexicon("occasions").get(name, {}).get("told", name))


def _elsewhere(facet: str, values: Sequence[str]) -> str:
    # A shop's own names for its facts ("features", "style_general") do not read well in a sentence.
    name = facet.replace("_", " ") if "Yes" in values else _values(values, facet)
    return _OTHERS.get(facet, f"not marked as {name}")


def _beyond_price(wish: Wish, currency: str) -> str:
    if wish.price_max_minor is None or wish.price_min_minor is not None:
        return "at another price"
    limit = wish.price_max_minor + _is_round(wish.price_max_minor + 1, currency)
    return f"above {_amount(limit, currency)}"


def _measured(wish: Wish) -> str:
    """The measures asked for that the words do not say: an exact "500 ml" is among them."""
    return join(bound_text(bound) for bound in wish.bounds if bound.low != bound.high)


def substitutes_text(substitutes: Sequence[Substitute]) -> str:
    """Says which near values were taken for those the shop does not list: one sentence, "" when none were."""
    near = [entry for entry in substitutes if entry.values]
    return " ".join(
        f"{entry.said.capitalize()} is not listed here, so I looked at {join(map(str.lower, entry.values[:3]), 'and')}."
        for entry in near
    )


def named_alone(hits: Sequence[Hit]) -> str:
    """The one product by its name, as a sentence goes on; several stand on their cards: "" then."""
    if len(hits) != 1:
        return ""
    sold_out = "" if _is_buyable(hits[0]) else ", sold out"
    return f": the {hits[0].product.title.removeprefix('The ')}{sold_out}"


def named_with_price(hit: Hit) -> str:
    price = hit.variant.price_minor if hit.variant else hit.product.price_minor
    sold_out = "" if _is_buyable(hit) else ", sold out"
    return f"{hit.product.title} ({price_text(price, hit.product.currency)}{sold_out})"


def _is_buyable(hit: Hit) -> bool:
    return hit.variant.buyable if hit.variant else hit.product.in_stock


def _facts(wish: Wish) -> list[str]:
    said = set(key(wish.words))
    facts = [f"by {_values(wish.facets['brand'], 'brand')}"] if wish.facets.get("brand") else []
    if wish.facets.get("gender"):
        facts.append(f"for {_values(wish.facets['gender'], 'gender').lower()}")
    if wish.facets.get("size"):
        facts.append(f"in size {_values(wish.facets['size'], 'size')}")
    for facet, values in wish.facets.items():
        name = facet.replace("_", " ")
        is_told = facet in FACETS or "Yes" in values or set(key(name)) <= said
        if not is_told and not any(said & set(key(value)) for value in values):
            facts.append(f"({name}: {_values(values, facet)})")
    return facts


def _had(wish: Wish) -> str:
    """The facts that a product has or has not, as words before the noun: "dimmable", "caffeine free"."""
    said = set(key(wish.words))
    had = [facet.replace("_", " ") for facet, values in wish.facets.items() if facet not in FACETS and "Yes" in values]
    return " ".join(name for name in had if not set(key(name)) <= said)


def _exclusions(wish: Wish) -> list[str]:
    refused: list[str] = []
    for facet, values in wish.excluded.items():
        if end := end_named(facet, values):
            refused.append(f"not {end}")
            continue
        # Without milk is without "Milk, hazelnuts" as well.
        plainest = [value for value in values if not any(set(key(other)) < set(key(value)) for other in values)]
        plainest = [content] if (content := _content_of(facet, values)) else plainest
        names = facet.replace("_", " ") if "Yes" in values else _values(plainest, facet)
        refused.append(_REFUSALS.get(facet, "without {}").format(names))
    return list(dict.fromkeys(refused))


def _content_of(facet: str, values: Sequence[str]) -> str:
    """What all these values of a list of contents hold, as it was refused: "nuts" for almonds and for hazelnuts.

    Of "Milk, hazelnuts" alone nobody can tell which of the two was refused, and neither is named.
    """
    if facet not in word_set("words", "content_attributes") or not values:
        return ""
    parts = [set(key(value)) for value in values]
    common = set.intersection(*parts)
    groups = lexicon("words")["contained_in"].items()
    held_by_all = (name for name, held in groups if all((part - common) & {name, *held.split()} for part in parts))
    name, shared = next(held_by_all, ""), set.intersection(*map(_contents, values))
    if len(shared) + bool(name) > 1:
        return "what you ruled out"
    if shared:
        return shared.pop()
    if common:
        return next(word for word in words(values[0]) if stem(word) in common)
    return str(lexicon("words")["contents_called"].get(name, name))


def _contents(value: str) -> set[str]:
    return {content.strip().lower() for content in value.split(",")} - {""}


def _colours(wish: Wish, facet: str) -> str:
    return _values(wish.facets.get(facet, ()), facet)


def _values(values: Sequence[str], facet: str) -> str:
    """At most four values; a colour goes by the name that its shades were asked for by."""
    as_written = facet in ("brand", "size")
    if facet == "colour":
        values = tuple(family for family, _ in by_family(values))
    return join([value if as_written else value.lower() for value in values][:4], "or")


def shades_text(wish: Wish, hits: Sequence[Hit]) -> str:
    """Says which of the hits are in a mere shade of the colour asked for: "Some are burgundy." """
    named = {family for family, _ in by_family(wish.facets.get("colour", ()))}
    shown = [hit.variant.colour for hit in hits if hit.variant and hit.variant.colour in wish.facets.get("colour", ())]
    shades = dict.fromkeys(colour.lower() for colour in shown if colour not in named)
    are = "Some are" if len(hits) > 1 else "It is"
    return f"{are} {join(shades, 'or')}." if shades else ""


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
