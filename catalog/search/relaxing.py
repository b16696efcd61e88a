"""When nothing satisfies every hard wish: which ones are let go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from nlu.wish import Sort, Wish

#: Let go from the left; what the product is (its category) and what it must not be are never let go.
_KNOWN = ("size", "brand", "colour", "price", "gender", "stock")
_MOST_LET_GO = 3


def relaxations(wish: Wish) -> Iterator[Wish]:
    """Weaker wishes, the least weakened first: one hard wish let go at a time, then two, then three."""
    names = _names(wish)
    for count in range(1, min(_MOST_LET_GO, len(names)) + 1):
        for chosen in combinations(names, count):
            weaker = wish
            for name in chosen:
                weaker = _without(weaker, name)
            yield weaker


def _names(wish: Wish) -> list[str]:
    held = {name for name, values in wish.facets.items() if values} - {"category"}
    held |= {bound.measure for bound in wish.bounds}
    if wish.price_min_minor is not None or wish.price_max_minor is not None:
        held.add("price")
    if wish.in_stock:
        held.add("stock")
    # Kinds that only suit an occasion were not asked for by name, and may go as well: last of all.
    suited = ["category"] if wish.suits else []
    return [*sorted(held.difference(_KNOWN)), *(name for name in _KNOWN if name in held), *suited]


def _without(wish: Wish, name: str) -> Wish:
    if name == "stock":
        return replace(wish, in_stock=False)
    if name in {bound.measure for bound in wish.bounds}:
        return replace(wish, bounds=tuple(bound for bound in wish.bounds if bound.measure != name))
    if name != "price":
        return wish.without(name)
    # The nearest to the price asked for come first.
    nearest: Sort = "price_up" if wish.price_max_minor is not None else "price_down"
    sort = nearest if wish.sort == "relevance" else wish.sort
    return replace(wish, price_min_minor=None, price_max_minor=None, sort=sort)
