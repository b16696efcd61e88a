"""When nothing satisfies every hard wish: which ones are let go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from nlu.wish import Sort, Wish

#: Let go from the left; what it must not be is never let go, and the kind only for the one around it.
_KNOWN = ("size", "brand", "colour", "price", "stock", "kind", "gender")
_MOST_LET_GO = 3


def relaxations(wish: Wish, wider: tuple[str, ...] = ()) -> Iterator[Wish]:
    """Weaker wishes, the least weakened first: one hard wish let go at a time, then two, then three.

    wider: the kinds around those asked for ("Pants" around "Trousers"), () for none.
    """
    names = _names(wish, wider)
    for count in range(1, min(_MOST_LET_GO, len(names)) + 1):
        for chosen in combinations(names, count):
            weaker = wish
            for name in chosen:
                weaker = _without(weaker, name, wider)
            yield weaker


def _names(wish: Wish, wider: tuple[str, ...]) -> list[str]:
    held = {name for name, values in wish.facets.items() if values} - {"category"}
    held |= {bound.measure for bound in wish.bounds}
    if wish.price_min_minor is not None or wish.price_max_minor is not None:
        held.add("price")
    if wish.in_stock:
        held.add("stock")
    if wider:
        held.add("kind")
    # Kinds that only suit an occasion were not asked for by name, and may go as well: last of all.
    suited = ["category"] if wish.suits else []
    return [*sorted(held.difference(_KNOWN)), *(name for name in _KNOWN if name in held), *suited]


def _without(wish: Wish, name: str, wider: tuple[str, ...]) -> Wish:
    if name == "kind":
        return replace(wish, facets={**wish.facets, "category": wider})
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
