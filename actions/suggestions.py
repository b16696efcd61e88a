"""Things worth saying next, offered as quick replies; each of them works when it is typed."""

from __future__ import annotations

from actions.turn import Turn
from catalog.search.engine import SearchAnswer
from nlu.wish import Wish


def next_steps(wish: Wish, found: SearchAnswer, offset: int = 0) -> tuple[str, ...]:
    """Things worth saying next; each of them works when it is typed."""
    steps = []
    if found.total > offset + len(found.hits):
        steps.append("Show more")
    if len(found.hits) > 1:
        steps.append("Compare the first two")
    if len(found.hits) > 1 and wish.sort != "price_up":
        steps.append("Cheaper")
    colours = [
        variant.colour for hit in found.hits for variant in hit.product.variants if variant.stock and variant.colour
    ]
    other = [colour for colour in dict.fromkeys(colours) if colour not in wish.excluded.get("colour", ())]
    if other and not wish.facets.get("colour"):
        steps.append(f"In {max(other, key=colours.count).lower()}")
    steps.append("Tell me more about the first one" if len(found.hits) > 1 else "Tell me more about it")
    return tuple(steps[:4])


def ways_to_ask_less(wish: Wish) -> tuple[str, ...]:
    """Ways to ask for less, as things to say."""
    ways = [("Any price", is_priced(wish))]
    ways += [(f"Any {facet}", facet in wish.facets) for facet in ("colour", "size", "brand")]
    return tuple(way for way, holds in ways if holds)


def departments_of(turn: Turn) -> tuple[str, ...]:
    """The most filled top categories of the shop."""
    counts: dict[str, int] = {}
    for product_id in turn.shop.vocabulary.titles:
        product = turn.shop.product(product_id)
        for segment in {_top_segment(path, turn) for path in product.categories} if product else ():
            if segment:
                counts[segment] = counts.get(segment, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:6])


def _top_segment(path: str, turn: Turn) -> str:
    known = set(turn.shop.vocabulary.values.get("category", ()))
    return next((segment for segment in path.split("/") if segment in known), "")


def is_priced(wish: Wish) -> bool:
    return wish.price_min_minor is not None or wish.price_max_minor is not None
