"""What there is: the shop's departments, the kinds within one, and the brands, colours and sizes to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from actions.answer import Answer
from actions.meant.scope import brand_that_is_missing, scope_asked
from actions.told.cards import size_rank
from actions.told.finding import ask_for_a_wish, find
from actions.told.suggestions import departments_of, kinds_among
from actions.told.wording import count, join, wish_text
from actions.turn import Turn
from catalog.products import Product
from nlu.wish import Wish

_MOST_TOLD = 8
_MOST_SIZES = 14
_MOST_REPLIES = 6
#: Facets that are counted by their own name; a shop's attributes are not ("by style general").
_COUNTED = ("brand", "colour", "size")
#: Values that say that a product has nothing of the kind.
_NOTHING = ("no", "none")


def overview(turn: Turn) -> Answer:
    """The values of the facet asked about, or the kinds of products, of the whole shop or of what is talked about."""
    scope = scope_asked(turn)
    if scope is None:
        return ask_for_a_wish(turn)
    if scope.facet:
        return _values_told(turn, scope.facet, scope.wish)
    return _kinds_told(turn, scope.wish) if scope.wish.facets.get("category") else _departments_told(turn)


def missing_brand(turn: Turn) -> Answer:
    """What is said to a bare "do you have Nike?" when the shop has nothing by Nike."""
    brands = _values_told(turn, "brand", Wish())
    return replace(brands, text=f"Nothing here is by {join(brand_that_is_missing(turn), 'or')}. {brands.text}")


def _values_told(turn: Turn, facet: str, scope: Wish) -> Answer:
    """How many products there are of each value, most first; sizes from small to large."""
    products, name = _products(turn, scope), facet.replace("_", " ")
    what = "" if scope.is_empty else wish_text(scope, turn.shop.vocabulary.currency)
    counts = Counter(value for product in products for value in _values_of(product, facet))
    if not counts:
        return Answer(f"The shop names no {name} for {what or 'its products'}.", quick_replies=departments_of(turn))
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    if facet == "size":
        told = _told(sorted(ranked[:_MOST_SIZES], key=size_rank), len(ranked))
    else:
        first = ranked[:_MOST_TOLD]
        told = _told(
            [f"{value if facet == 'brand' else value.lower()} ({counts[value]})" for value in first], len(ranked)
        )
    if facet in _COUNTED:
        there = f"For {what} there {'is' if len(counts) == 1 else 'are'}" if what else "The shop has"
        opening = f"{there} {count(len(counts), name)}"
    else:
        opening = f"{f'For {what}' if what else 'In the shop'}, by {name}"
    replies = tuple(filter(partial(_works, turn), (_reply(facet, value, scope) for value in ranked[:_MOST_REPLIES])))
    if what and facet in _COUNTED:
        replies += (f"All {facet}s",)
    # The replies name no kind of product: said after another wish, they would narrow that one.
    slots = {} if what else {"wish": None}
    return Answer(f"{opening}: {told}.", quick_replies=replies, slots=slots)


def _departments_told(turn: Turn) -> Answer:
    products = _products(turn, Wish())
    kinds = kinds_among(products)
    opening = "Take your time. " if turn.act == "looking" else ""
    text = f"{opening}The shop has {count(len(products))}: {_kinds(kinds)}. What would you like to see?"
    return Answer(text, quick_replies=tuple(kinds)[:_MOST_REPLIES])


def _kinds_told(turn: Turn, scope: Wish) -> Answer:
    """The kinds below the category asked about; its products when it has none below."""
    kinds = kinds_among(_products(turn, scope), scope.facets["category"])
    if len(kinds) < 2:
        return find(turn, scope)
    what = wish_text(scope, turn.shop.vocabulary.currency)
    return Answer(f"For {what} there are: {_kinds(kinds)}.", quick_replies=tuple(kinds)[:_MOST_REPLIES])


def _products(turn: Turn, scope: Wish) -> list[Product]:
    """What of the scope can be bought now."""
    found = turn.shop.search.search(scope, limit=len(turn.shop.vocabulary.titles))
    return [] if found.relaxed else [hit.product for hit in found.hits]


def _values_of(product: Product, facet: str) -> set[str]:
    if facet == "brand":
        return {product.brand} - {""}
    if facet in ("colour", "size"):
        return {getattr(variant, facet) for variant in product.variants} - {""}
    own = (product.attributes, *(variant.attributes for variant in product.variants))
    return {value for attributes in own for value in attributes.get(facet, ()) if value.lower() not in _NOTHING}


def _kinds(kinds: Mapping[str, int]) -> str:
    return _told([f"{kind.lower()} ({number})" for kind, number in list(kinds.items())[:_MOST_TOLD]], len(kinds))


def _told(first: Sequence[str], total: int) -> str:
    """The first of several, and how many more there are."""
    return join([*first, f"{total - len(first)} more"]) if total > len(first) else join(first)


def _reply(facet: str, value: str, scope: Wish) -> str:
    """A wish for products of that value, as a customer would write it."""
    noun = scope.words or next(iter(scope.facets.get("category", ())), "products").lower()
    if facet in ("colour", "size"):
        return f"{noun[0].upper()}{noun[1:]} in {f'size {value}' if facet == 'size' else value.lower()}"
    return f"{value} {noun}"


def _works(turn: Turn, reply: str) -> bool:
    """Whether a search for it shows what it says: a value that is also an everyday word may be read as another fact."""
    found = turn.shop.search.search(turn.shop.reader.read(reply), limit=1)
    return bool(found.hits) and not found.relaxed
