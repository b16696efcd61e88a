"""The recommender: gathers candidates from every source, drops what must not be shown, says why for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from catalog.products import Hit, Link, Product
from catalog.recommend.history import History
from catalog.recommend.popularity import Popularity
from catalog.recommend.sources import DEPTH, SOFTENING, Candidate, Favourites, OfInterests, Source
from catalog.recommend.together import BoughtTogether
from catalog.records import Event

#: What a place in each source's list is worth before anything was learnt; a source not named here counts as MODEL.
WEIGHTS = {"together": 1.0, "paired": 0.8, "alike": 0.6, "popular": 0.15}
MODEL = 1.0

Similar = Callable[[str, int], Sequence[Hit]]


class Recommender:
    """Answers for one state of the catalogue and of what all customers did; made anew when either moves.

    Args:
        products: id -> product, all of the shop's.
        events: what customers did, for popularity; `baskets`: product ids bought in one order.
        links: the merchant's own pairings.
        similar: (product id, limit) -> products alike in text and picture, best first.
        at: the moment the answers are for, UTC.
        more: sources beside those that only count, such as a trained model.
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
        more: Sequence[Source] = (),
    ) -> None:
        self._products = products
        self._popularity = Popularity(events, at)
        self._together = BoughtTogether(baskets)
        self._similar = similar
        self._links: dict[str, list[Link]] = {}
        for link in links:
            self._links.setdefault(link.product_id, []).append(link)
        self._sources: tuple[Source, ...] = (
            OfInterests("together", self._bought_with, self._title),
            OfInterests("paired", lambda product_id: self._linked(product_id, ("related", "upsell")), self._title),
            OfInterests("alike", self._alike, self._title),
            Favourites(self._popularity),
            *more,
        )

    def for_visitor(self, history: History, *, limit: int, allowed: frozenset[str] | None = None) -> list[Hit]:
        """What this visitor may like; for a stranger what is popular. `allowed` keeps to a wish's products.

        What the visitor has just looked at is known to them, and is not brought back.
        """
        lists = [
            (source.name, source.candidates(history, limit=limit + 2 * DEPTH, among=allowed))
            for source in self._sources
        ]
        return self._choose(lists, history, limit=limit, allowed=allowed, besides=history.in_mind, spread=True)

    def goes_with(self, product_id: str, history: History, *, limit: int) -> list[Hit]:
        """What to add to a product: bought with it by others, or paired with it by the merchant."""
        lists = [
            ("together", _listed(self._bought_with(product_id))),
            ("paired", _listed(self._linked(product_id, ("crosssell", "related"), self._paired_reason(product_id)))),
        ]
        return self._choose(lists, history, limit=limit, besides={product_id})

    def similar_to(self, product_id: str, history: History, *, limit: int) -> list[Hit]:
        """What could be taken instead of a product."""
        reason = f"similar to {self._title(product_id)}"
        alike = _listed((other, reason) for other, _ in self._alike(product_id, limit + DEPTH))
        return self._choose([("alike", alike)], history, limit=limit, besides={product_id})

    def popular(self, history: History, *, limit: int, allowed: frozenset[str] | None = None) -> list[Hit]:
        """What many turn to now: a sudden rise first, then the steady favourites."""
        rising = (pair for pair in self._popularity.trending() if allowed is None or pair[0] in allowed)
        lists = [
            ("rising", _listed((product, "rising fast right now") for product, _ in rising)),
            ("popular", Favourites(self._popularity).candidates(history, limit=limit + DEPTH, among=allowed)),
        ]
        return self._choose(lists, history, limit=limit, allowed=allowed, spread=True)

    def _bought_with(self, product_id: str) -> Iterator[tuple[str, str]]:
        reason = f"often bought with {self._title(product_id)}"
        return ((companion, reason) for companion, _ in self._together.companions(product_id))

    def _linked(self, product_id: str, kinds: tuple[str, ...], reason: str = "") -> Iterator[tuple[str, str]]:
        links = [link for link in self._links.get(product_id, ()) if link.kind in kinds]
        links.sort(key=lambda link: kinds.index(link.kind))
        return ((link.linked_product_id, reason) for link in links)

    def _paired_reason(self, product_id: str) -> str:
        return f"goes well with {self._title(product_id)}, says the shop"

    def _alike(self, product_id: str, limit: int = DEPTH) -> Iterator[tuple[str, str]]:
        found = self._similar(product_id, limit) if product_id in self._products else ()
        return ((hit.product.id, "") for hit in found)

    def _choose(
        self,
        lists: Sequence[tuple[str, Sequence[Candidate]]],
        history: History,
        *,
        limit: int,
        allowed: frozenset[str] | None = None,
        besides: Iterable[str] = (),
        spread: bool = False,
    ) -> list[Hit]:
        """Adds up each product's places; its reason is the one of the source that weighed most.

        With `spread` no kind of product takes more than half of the places while others wait.
        """
        banned = history.refused | set(besides)
        totals: dict[str, float] = {}
        strongest: dict[str, tuple[float, str, Candidate]] = {}
        for source, candidates in lists:
            for rank, candidate in enumerate(candidates):
                product = candidate.product_id
                if product in banned or not self._can_be_shown(product, allowed):
                    continue
                worth = WEIGHTS.get(source, MODEL) / (rank + SOFTENING)
                totals[product] = totals.get(product, 0.0) + worth
                if product not in strongest or worth > strongest[product][0]:
                    strongest[product] = (worth, source, candidate)
        best = sorted(totals, key=lambda product: (-totals[product], product))
        if spread:
            best = self._spread(best, limit)
        return [self._hit(totals[product], *strongest[product][1:]) for product in best[:limit]]

    def _hit(self, score: float, source: str, candidate: Candidate) -> Hit:
        product = self._products[candidate.product_id]
        return Hit(product, score, reason=candidate.reason, because=candidate.because, source=source)

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


def _listed(pairs: Iterable[tuple[str, str]]) -> list[Candidate]:
    return [Candidate(product, 1 / (rank + SOFTENING), reason) for rank, (product, reason) in enumerate(pairs)]
