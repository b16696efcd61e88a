"""The recommender: gathers candidates from every signal, drops what must not be shown, says why for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.products import Hit, Link, Product
from catalog.recommend.history import History
from catalog.recommend.popularity import Popularity
from catalog.recommend.together import BoughtTogether
from catalog.records import Event

#: How far down each signal's list a candidate still counts.
DEPTH = 30
#: Reciprocal ranks make signals of different scales comparable; the constant softens the first places.
RANK_SOFTENING = 3
TOGETHER, PAIRED, SIMILAR, POPULAR = 1.0, 0.8, 0.6, 0.15

Similar = Callable[[str, int], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Candidate:
    product_id: str
    score: float
    reason: str


class Recommender:
    """Answers for one state of the catalogue and of what all customers did; made anew when either moves.

    Args:
        products: id -> product, all of the shop's.
        events: what customers did, for popularity; `baskets`: product ids bought in one order.
        links: the merchant's own pairings.
        similar: (product id, limit) -> products alike in text and picture, best first.
        at: the moment the answers are for, UTC.
    """

    def __init__(
        self,
        products: Mapping[str, Product],
        *,
        events: Iterable[Event],
        baskets: Iterable[Iterable[str]],
        links: Iterable[Link],
        similar: Similar,
        at: datetime,
    ) -> None:
        self._products = products
        self._popularity = Popularity(events, at)
        self._together = BoughtTogether(baskets)
        self._similar = similar
        self._links: dict[str, list[Link]] = {}
        for link in links:
            self._links.setdefault(link.product_id, []).append(link)

    def for_visitor(self, history: History, *, limit: int, allowed: frozenset[str] | None = None) -> list[Hit]:
        """What this visitor may like; for a stranger what is popular. `allowed` keeps to a wish's products.

        What the visitor has just looked at is known to them, and is not brought back.
        """
        personal = self._personal(history, allowed)
        return self._choose(personal, history, limit=limit, allowed=allowed, besides=history.in_mind, spread=True)

    def goes_with(self, product_id: str, history: History, *, limit: int) -> list[Hit]:
        """What to add to a product: bought with it by others, or paired with it by the merchant."""
        candidates = [*self._bought_with(product_id), *self._paired_with(product_id, ("crosssell", "related"))]
        return self._choose(candidates, history, limit=limit, besides={product_id})

    def similar_to(self, product_id: str, history: History, *, limit: int) -> list[Hit]:
        """What could be taken instead of a product."""
        reason = f"similar to {self._title(product_id)}"
        candidates = self._alike(product_id, reason)
        return self._choose(candidates, history, limit=limit, besides={product_id})

    def popular(self, history: History, *, limit: int, allowed: frozenset[str] | None = None) -> list[Hit]:
        """What many turn to now: a sudden rise first, then the steady favourites."""
        trending = _within(self._popularity.trending(), allowed)
        candidates = [*_ranked(trending, POPULAR * 2, "rising fast right now"), *self._favourites(allowed)]
        return self._choose(candidates, history, limit=limit, allowed=allowed, spread=True)

    def _personal(self, history: History, allowed: frozenset[str] | None) -> Iterator[Candidate]:
        for interest in history.interests():
            because = f"because you {interest.verb.format(self._title(interest.product_id))}"
            for candidate in self._bought_with(interest.product_id):
                yield Candidate(candidate.product_id, candidate.score * interest.weight, candidate.reason)
            for candidate in self._paired_with(interest.product_id, ("related", "upsell")):
                yield Candidate(candidate.product_id, candidate.score * interest.weight, because)
            for candidate in self._alike(interest.product_id, because):
                yield Candidate(candidate.product_id, candidate.score * interest.weight, candidate.reason)
        yield from self._favourites(allowed)

    def _bought_with(self, product_id: str) -> Iterator[Candidate]:
        yield from _ranked(
            self._together.companions(product_id), TOGETHER, f"often bought with {self._title(product_id)}"
        )

    def _paired_with(self, product_id: str, kinds: tuple[str, ...]) -> Iterator[Candidate]:
        links = [link for link in self._links.get(product_id, ()) if link.kind in kinds]
        links.sort(key=lambda link: kinds.index(link.kind))
        pairs = [(link.linked_product_id, 1.0) for link in links]
        yield from _ranked(pairs, PAIRED, f"goes well with {self._title(product_id)}, says the shop")

    def _alike(self, product_id: str, reason: str) -> Iterator[Candidate]:
        if product_id in self._products:
            yield from _ranked(
                [(hit.product.id, hit.score) for hit in self._similar(product_id, DEPTH)], SIMILAR, reason
            )

    def _favourites(self, allowed: frozenset[str] | None) -> Iterator[Candidate]:
        yield from _ranked(_within(self._popularity.popular(), allowed), POPULAR, "popular with other customers")

    def _choose(
        self,
        candidates: Iterable[Candidate],
        history: History,
        *,
        limit: int,
        allowed: frozenset[str] | None = None,
        besides: Iterable[str] = (),
        spread: bool = False,
    ) -> list[Hit]:
        """Adds up each product's candidates; its reason is the one of the strongest.

        With `spread` no kind of product takes more than half of the places while others wait.
        """
        banned = history.refused | set(besides)
        totals: Counter[str] = Counter()
        strongest: dict[str, Candidate] = {}
        for candidate in candidates:
            if candidate.product_id in banned or not self._can_be_shown(candidate.product_id, allowed):
                continue
            totals[candidate.product_id] += candidate.score  # type: ignore[assignment]
            known = strongest.get(candidate.product_id)
            if known is None or candidate.score > known.score:
                strongest[candidate.product_id] = candidate
        best = sorted(totals, key=lambda product: (-totals[product], product))
        if spread:
            best = self._spread(best, limit)
        return [
            Hit(self._products[product], float(totals[product]), reason=strongest[product].reason)
            for product in best[:limit]
        ]

    def _spread(self, ranked: Sequence[str], limit: int) -> list[str]:
        places = max(1, (limit + 1) // 2)
        taken: Counter[str] = Counter()
        first: list[str] = []
        rest: list[str] = []
        for product in ranked:
            kind = (self._products[product].categories or ("",))[0]
            taken[kind] += 1
            (first if taken[kind] <= places else rest).append(product)
        return first + rest

    def _can_be_shown(self, product_id: str, allowed: frozenset[str] | None) -> bool:
        product = self._products.get(product_id)
        return (
            product is not None and product.visible and product.in_stock and (allowed is None or product_id in allowed)
        )

    def _title(self, product_id: str) -> str:
        product = self._products.get(product_id)
        return product.title if product else "it"


def _within(pairs: Iterable[tuple[str, float]], allowed: frozenset[str] | None) -> list[tuple[str, float]]:
    """The allowed ones: left out before the places are counted, or a wish would leave none of the first few."""
    return [pair for pair in pairs if allowed is None or pair[0] in allowed]


def _ranked(pairs: Iterable[tuple[str, float]], weight: float, reason: str) -> Iterator[Candidate]:
    for rank, (product_id, _) in enumerate(pairs):
        if rank == DEPTH:
            return
        yield Candidate(product_id, weight / (rank + RANK_SOFTENING), reason)
