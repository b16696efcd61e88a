"""Things worth saying next, offered as quick replies; each of them works when it is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from actions.turn import Turn
from catalog.products import Hit, Product
from catalog.search.engine import SearchAnswer
from catalog.vocabulary import GENDERS
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
        variant.colour for hit in found.hits for variant in hit.product.variants if variant.buyable and variant.colour
    ]
    other = [colour for colour in dict.fromkeys(colours) if colour not in wish.excluded.get("colour", ())]
    if other and not wish.facets.get("colour"):
        steps.append(f"In {max(other, key=colours.count).lower()}")
    steps.append("Tell me more about the first one" if len(found.hits) > 1 else "Tell me more about it")
    return tuple(steps[:4])


def more_of(turn: Turn, hits: Sequence[Hit]) -> tuple[str, ...]:
    """ "Show more" after a full page: only then there may be another."""
    return ("Show more",) if len(hits) == turn.shop.settings.search.limit else ()


def ways_to_ask_less(wish: Wish) -> tuple[str, ...]:
    """Ways to ask for less, as things to say."""
    ways = [("Any price", is_priced(wish))]
    ways += [(f"Any {facet}", facet in wish.facets) for facet in ("colour", "size", "brand")]
    return tuple(way for way, holds in ways if holds)


def departments_of(turn: Turn) -> tuple[str, ...]:
    """The most filled top categories of the shop."""
    return tuple(kinds_among(turn.shop.products(tuple(turn.shop.vocabulary.titles))))[:6]


def kinds_among(products: Iterable[Product], inside: Collection[str] = ()) -> dict[str, int]:
    """The kinds of the products and how many there are of each, most first; the kinds of one category with `inside`."""
    counts = Counter(kind for product in products for kind in {_kind(path, inside) for path in product.categories})
    del counts[""]
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _kind(path: str, inside: Collection[str]) -> str:
    """The first segment of a category path that says what it is, or what stands below a segment of `inside`."""
    segments = [segment for segment in path.split("/") if segment and segment not in GENDERS]
    if not inside:
        return next(iter(segments), "")
    place = next((place for place, segment in enumerate(segments) if segment in inside), len(segments))
    # One word may stand for several categories ("bags" for totes and wallets): then they are the kinds.
    return next(iter(segments[place + 1 :] or (segments[place:] if len(inside) > 1 else ())), "")


def is_priced(wish: Wish) -> bool:
    return wish.price_min_minor is not None or wish.price_max_minor is not None
