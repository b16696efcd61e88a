"""A number that the shop has not got, and those on either side of it: half sizes, "SPF 30" beside "SPF 50"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from actions.turn import Turn
from catalog.products import Product
from catalog.search.engine import SearchAnswer
from nlu.tokens import key, stem
from nlu.wish import Wish


def by_numbers(turn: Turn, wish: Wish, found: SearchAnswer) -> SearchAnswer:
    """What was found, or what has the nearest numbers where those of the wish are not there."""
    return _between_sizes(turn, wish, found) if found.relaxed else _by_another_number(turn, wish, found)


def _between_sizes(turn: Turn, wish: Wish, found: SearchAnswer) -> SearchAnswer:
    """For a half size that there is not ("42.5"), what comes in the whole sizes on either side of it."""
    near = {str(int(float(size)) + step) for size in wish.facets.get("size", ()) if _is_half(size) for step in (0, 1)}
    sizes = tuple(size for size in turn.shop.vocabulary.values.get("size", ()) if size in near)
    if not sizes:
        return found
    limit = turn.shop.settings.search.limit
    between = turn.shop.search.search(replace(wish, facets={**wish.facets, "size": sizes}), limit=limit)
    return found if between.relaxed or not between.hits else replace(between, relaxed=True)


def _is_half(size: str) -> bool:
    return size.endswith(".5") and size.removesuffix(".5").isdecimal()


def _by_another_number(turn: Turn, wish: Wish, found: SearchAnswer) -> SearchAnswer:
    """ "SPF 30" where titles say "SPF 50" only: that is near, and no match."""
    if wish.named or wish.bounds:
        return found
    for name, number in pairwise(wish.words.split()):
        if not (name.isalpha() and number.isdecimal()):
            continue
        catalogue = turn.shop.catalogue
        titled = _numbers_behind((catalogue.products[one] for one in catalogue.called.get(stem(name), ())), name)
        if titled and number not in set().union(*titled.values()):
            near = tuple(hit for hit in found.hits if hit.product.id in titled) or found.hits
            return replace(found, hits=near, total=len(near), lacking=f"{name} {number}")
    return found


def _numbers_behind(products: Iterable[Product], name: str) -> dict[str, set[str]]:
    """Id -> the numbers that stand right behind `name` in the title, for the products with any."""
    numbered = {}
    for product in products:
        pairs = pairwise(key(product.title))
        if numbers := {number for word, number in pairs if word == stem(name) and number.isdecimal()}:
            numbered[product.id] = numbers
    return numbered
