"""Things worth saying next, offered as quick replies; each of them works when it is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from actions.turn import Turn
from catalog.money import minor_digits
from catalog.products import Hit, Product
from catalog.search.engine import SearchAnswer
from catalog.shop import Shop
from catalog.vocabulary import GENDERS
from nlu.hearing.lexicon import word_set
from nlu.hearing.vetoes import head_of
from nlu.wish import Wish

_DELIVERY = "How long does delivery take?"
#: Products whose prices an example is made of.
_PRICED = 60


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
    products = tuple(products)
    counts = Counter(kind for product in products for kind in {_kind(path, inside) for path in product.categories})
    del counts[""]
    if not counts and not inside:
        counts = _called(products)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _called(products: Sequence[Product]) -> Counter[str]:
    """What a shop without categories calls several of its products: "Laptop" of "… Laptop, 15 inch"."""
    heads = Counter(head for product in products if (head := head_of(product.title)) and _may_be_kind(head))
    return Counter({head.capitalize(): number for head, number in heads.items() if number > 1})


def _may_be_kind(head: str) -> bool:
    return len(head) > 2 and head not in word_set("words", "fillers")


def example_wish(shop: Shop) -> str:
    """A wish that this shop can fulfil, as a customer would write it: "tops under 40"; "" for an empty shop."""
    kind = next(iter(kinds_among(shop.products(tuple(shop.vocabulary.titles)))), "").lower()
    found = shop.search.search(shop.reader.read(kind), limit=_PRICED) if kind else None
    if not found or not found.hits or found.relaxed:
        return ""
    prices = sorted(hit.product.price_minor for hit in found.hits)
    whole = 10 ** minor_digits(shop.vocabulary.currency)
    below = f"{kind} under {prices[len(prices) // 2] // whole + 1}"
    priced = shop.search.search(shop.reader.read(below), limit=1)
    return below if priced.hits and not priced.relaxed and len(set(prices)) > 1 else kind


def opening_replies(shop: Shop, names: Sequence[str]) -> list[str]:
    """What to say first, by a tap: only what this shop can answer now; `names`: its departments, largest first."""
    kinds = names or tuple(kinds_among(shop.products(tuple(shop.vocabulary.titles))))
    replies = [f"Show me {names[0].lower()}" if names else kinds[0]] if kinds else []
    if shop.recommender.current().popular(shop.recommender.history("", None), limit=1):
        replies.append("What's popular?")
    replies.append("What can you do?")
    return [*replies, *([_DELIVERY] if shop.faq.answer(_DELIVERY).certain else [])]


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
