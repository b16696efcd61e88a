"""The recommender: gathers candidates from every source, drops what must not be shown, says why for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import chain, islice, zip_longest

from catalog.products import Hit, Link, Product
from catalog.recommend.alike import Similar
from catalog.recommend.choosing import Choosing
from catalog.recommend.history import History
from catalog.recommend.kinds import Kinds
from catalog.recommend.order import LearntOrder, Signs, signs_of
from catalog.recommend.popularity import Popularity
from catalog.recommend.profile import Profile
from catalog.recommend.sources import DEPTH, SOFTENING, Candidate, Favourites, OfInterests, Source
from catalog.recommend.together import BoughtTogether

#: Likeness is the dearest question: of so many interests it tells as much as of all.
MOST_ALIKE = 4
#: Nearer to the nearest product than to a middling one: less alike than this is no reason to recommend.
ALIKE_ENOUGH = 0.5
#: More than any list is long.
_FAR = 100_000


class Recommender:
    """Answers for one state of the catalogue and of what all customers did; made anew when either moves.

    Args:
        products: id -> product, all of the shop's.
        popularity: what many turn to; `baskets`: product ids bought in one order.
        links: the merchant's own pairings.
        similar: (product id, limit) -> products alike in text and picture, best first, with how far they stand out.
        more: sources beside those that only count, such as a trained model.
        choosing: how sources and products are weighed; None = by the shipped weights.
        order: what the shop learnt of the order of candidates; None = their places are added up.
    """

    def __init__(
        self,
        products: Mapping[str, Product],
        *,
        popularity: Popularity,
        baskets: Sequence[Collection[str]],
        links: Iterable[Link],
        similar: Similar,
        more: Sequence[Source] = (),
        choosing: Choosing | None = None,
        order: LearntOrder | None = None,
    ) -> None:
        self._choosing, self._order = choosing or Choosing(), order
        self._products = products
        self._popularity = popularity
        self._wanted = {product: place for place, (product, _) in enumerate(popularity.popular())}
        self._kinds = Kinds(products, baskets)
        self._together = BoughtTogether(baskets)
        self._similar = similar
        self._links: dict[str, list[Link]] = {}
        for link in links:
            self._links.setdefault(link.product_id, []).append(link)
        self._sources: tuple[Source, ...] = (
            OfInterests("together", self._bought_with, self._title),
            OfInterests("paired", lambda product_id: self._linked(product_id, ("related", "upsell")), self._title),
            OfInterests("alike", self._much_alike, self._title, most=MOST_ALIKE),
            Favourites(self._popularity),
            *more,
        )

    def prepare(self) -> None:
        """Reads all titles for what they call their products, which `goes_with` would do at its first question."""
        _ = self._kinds.by_name

    def boosted(self, boosts: Mapping[str, float]) -> Recommender:
        """The same with other factors of products: to see what fairness would change."""
        twin = copy(self)
        twin._choosing = replace(self._choosing, boosts=boosts)
        return twin

    def for_visitor(
        self,
        history: History,
        *,
        limit: int,
        allowed: frozenset[str] | None = None,
        profile: Profile | None = None,
        place: str = "",
    ) -> list[Hit]:
        """What this visitor may like; for a stranger what is popular. `allowed` keeps to a wish's products.

        What the visitor has just looked at is known to them, and is not brought back.
        """
        return self._choose(
            self._proposed(history, limit, allowed),
            history,
            limit=limit,
            allowed=allowed,
            besides=history.in_mind,
            place=place,
            spread=True,
            profile=profile,
            order=self._order if history.interests else None,
        )

    def signs(self, history: History, *, limit: int) -> dict[str, Signs]:
        """What a learnt order reads of each product that may be shown to this visitor."""
        lists = self._proposed(history, limit, None)
        worth, _ = self._choosing.worth([name for name, _ in lists], who=history.who, place="", stage=history.stage)
        added, _ = self._added(lists, worth, in_turn=False)
        found = signs_of(lists, added, history, self._products, self._wanted)
        banned = self._banned(history, history.in_mind)
        return {
            product: signs
            for product, signs in found.items()
            if product not in banned and self._can_be_shown(product, None, None)
        }

    def _proposed(
        self, history: History, limit: int, allowed: frozenset[str] | None
    ) -> list[tuple[str, Sequence[Candidate]]]:
        return [
            (source.name, source.candidates(history, limit=limit + 2 * DEPTH, among=allowed))
            for source in self._sources
            if not self._choosing.leaves_out(source.name, history.who)
        ]

    def goes_with(self, product_id: str, history: History, *, limit: int, profile: Profile | None = None) -> list[Hit]:
        """What to add to a product, never instead of it.

        First what others bought with it, then what the merchant pairs with it, then what its kind goes with.
        """
        if product_id not in self._products:
            return []
        linked = self._linked(product_id, ("crosssell", "related"), self._paired_reason(product_id))
        lists = [
            ("together", _listed(self._bought_with(product_id))),
            ("paired", _listed(pair for pair in linked if self._is_companion(product_id, pair[0]))),
            ("kind", _listed(self._complementing(product_id))),
        ]
        return self._choose(lists, history, limit=limit, besides={product_id}, in_turn=True, profile=profile)

    def similar_to(self, product_id: str, history: History, *, limit: int) -> list[Hit]:
        """What could be taken instead of a product."""
        reason = f"similar to {self._title(product_id)}"
        alike = _listed((hit.product.id, reason) for hit in self._alike(product_id, limit + DEPTH))
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
        companions = self._together.companions(product_id)
        return ((companion, reason) for companion, _ in companions if self._is_companion(product_id, companion))

    def _is_companion(self, product_id: str, other: str) -> bool:
        known = product_id in self._products and other in self._products
        return known and not self._kinds.is_instead(product_id, other)

    def _complementing(self, product_id: str) -> Iterator[tuple[str, str]]:
        """The most wanted of each kind that goes with it, then the next of each."""
        last = len(self._wanted)
        rows = [
            sorted(row, key=lambda each: (self._wanted.get(each, last), each))
            for row in self._kinds.complements(product_id)
        ]
        own = self._products[product_id].kind.lower()
        for each in filter(None, chain.from_iterable(zip_longest(*rows))):
            kind = self._products[each].kind.lower()
            are_several = kind.endswith("s") and not kind.endswith("ss")
            kinds = f"{kind} {'go' if are_several else 'goes'} well with {own}"
            yield each, kinds if kind and own else f"goes well with {self._title(product_id)}"

    def _linked(self, product_id: str, kinds: tuple[str, ...], reason: str = "") -> Iterator[tuple[str, str]]:
        links = [link for link in self._links.get(product_id, ()) if link.kind in kinds]
        links.sort(key=lambda link: kinds.index(link.kind))
        return ((link.linked_product_id, reason) for link in links)

    def _paired_reason(self, product_id: str) -> str:
        return f"goes well with {self._title(product_id)}, says the shop"

    def _much_alike(self, product_id: str) -> Iterator[tuple[str, str]]:
        return ((hit.product.id, "") for hit in self._alike(product_id) if hit.score >= ALIKE_ENOUGH)

    def _alike(self, product_id: str, limit: int = DEPTH) -> Sequence[Hit]:
        return self._similar(product_id, limit) if product_id in self._products else ()

    def _choose(
        self,
        lists: Sequence[tuple[str, Sequence[Candidate]]],
        history: History,
        *,
        limit: int,
        allowed: frozenset[str] | None = None,
        besides: Iterable[str] = (),
        place: str = "",
        spread: bool = False,
        in_turn: bool = False,
        profile: Profile | None = None,
        order: LearntOrder | None = None,
    ) -> list[Hit]:
        """Adds up each product's places; its reason is the one of the source that weighed most.

        With `spread` no kind of product takes more than half of the places while others wait; with `in_turn` a list
        begins where the one before it ends; with `order` that learnt order stands in for the sum of places.
        """
        banned = self._banned(history, besides)
        sources = [source for source, candidates in lists if candidates]
        weights, likely = (
            ({}, {}) if in_turn else self._choosing.worth(sources, who=history.who, place=place, stage=history.stage)
        )
        totals, strongest = self._added(lists, weights, in_turn=in_turn)
        if order:
            signs = signs_of(lists, totals, history, self._products, self._wanted)
            totals = {product: order.worth(each) for product, each in signs.items()}
        totals = {product: total * self._choosing.boost(product) for product, total in totals.items()}
        ranked = sorted(totals.keys() - banned, key=lambda product: (-totals[product], product))
        # Looked at from the top, as far down as the list is long: most of the candidates never are.
        best = (product for product in ranked if self._can_be_shown(product, allowed, profile))
        chosen = self._spread(best, limit) if spread else islice(best, limit)
        hits = [self._hit(totals[product], *strongest[product][1:], profile) for product in chosen]
        return [replace(hit, propensity=likely.get(hit.source)) for hit in hits]

    def _banned(self, history: History, besides: Iterable[str]) -> set[str]:
        """What was turned away, is not wanted here, or was just bought and lasts."""
        lasting = {product for product in history.just_bought if not self._kinds.is_consumable(product)}
        return {*history.refused, *besides, *lasting}

    def _added(
        self, lists: Sequence[tuple[str, Sequence[Candidate]]], weights: Mapping[str, float], *, in_turn: bool
    ) -> tuple[dict[str, float], dict[str, tuple[float, str, Candidate]]]:
        """(product -> its places added up, product -> the source that weighed most, with what and why)."""
        totals: dict[str, float] = {}
        strongest: dict[str, tuple[float, str, Candidate]] = {}
        for turn, (source, candidates) in enumerate(lists):
            for rank, candidate in enumerate(candidates, start=turn * _FAR if in_turn else 0):
                product = candidate.product_id
                worth = weights.get(source, 1.0) / (rank + SOFTENING)
                totals[product] = totals.get(product, 0.0) + worth
                if product not in strongest or worth > strongest[product][0]:
                    strongest[product] = (worth, source, candidate)
        return totals, strongest

    def _hit(self, score: float, source: str, candidate: Candidate, profile: Profile | None) -> Hit:
        product = self._products[candidate.product_id]
        variant = profile.variant_of(product) if profile else None
        reason = candidate.reason + (f", and there in your size {variant.size}" if variant else "")
        return Hit(product, score, variant, reason=reason, because=candidate.because, source=source)

    def _spread(self, ranked: Iterable[str], limit: int) -> list[str]:
        places = max(1, (limit + 1) // 2)
        taken: Counter[str] = Counter()
        first: list[str] = []
        rest: list[str] = []
        for product in ranked:
            if len(first) == limit:
                break
            kind = (self._products[product].categories or ("",))[0]
            taken[kind] += 1
            (first if taken[kind] <= places else rest).append(product)
        return (first + rest)[:limit]

    def _can_be_shown(self, product_id: str, allowed: frozenset[str] | None, profile: Profile | None) -> bool:
        product = self._products.get(product_id)
        if product is None or not product.visible or not product.in_stock:
            return False
        return (allowed is None or product_id in allowed) and (profile is None or profile.suits(product))

    def _title(self, product_id: str) -> str:
        product = self._products.get(product_id)
        return product.title if product else "it"


def _listed(pairs: Iterable[tuple[str, str]]) -> list[Candidate]:
    return [Candidate(product, 1 / (rank + SOFTENING), reason) for rank, (product, reason) in enumerate(pairs)]
