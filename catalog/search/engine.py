"""The search engine: a wish in, products out, filters before ranking."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np

from catalog.products import Hit, Product
from catalog.search.filters import Filters, Rows, is_for_children
from catalog.search.fusion import Relevance, Weights
from catalog.search.lexical import FloatVector, words
from catalog.search.ranking import ranked
from catalog.search.relaxing import relaxations
from catalog.search.vectors import BoolVector
from catalog.vector_file import Progress
from catalog.vocabulary import GENDERS, segments
from nlu.encoder import SentenceEncoder
from nlu.hearing.kinds import Categories
from nlu.hearing.occasions import kinds_for, needs_of, shoes_for, unsuited_kinds, words_for
from nlu.tokens import key
from nlu.wish import Wish

#: Below this score words and product have nothing to do with each other (measured, see docs/decisions).
RELEVANCE_FLOOR = 0.25
#: What scores less than this share of the catalogue's best match is not meant, when better matches exist.
RELEVANT_SHARE = 0.4
#: The same for an answer sorted by price, rating or age, where a weak match could come first.
SORTED_SHARE = 0.7
#: By how much what is named with an occasion comes before other products.
_NAMED_WITH = np.float32(0.2)


@dataclass(frozen=True)
class SearchAnswer:
    """What was found.

    Attributes:
        hits: best first, at most `limit`.
        total: how many products satisfy the wish as answered.
        wish: the wish as answered: weaker than the one asked when something was let go.
        relaxed: whether hard wishes were let go because nothing satisfied all.
        loose: words that only ranked: beside a category, those that not every hit holds ("warm" of a warm jacket);
            else those that were added to the words that opened the wish.
    """

    hits: tuple[Hit, ...]
    total: int
    wish: Wish
    relaxed: bool = False
    loose: tuple[str, ...] = ()


class SearchEngine:
    """Searches the visible products of one state of the catalogue; made anew when the catalogue changes."""

    def __init__(self, products: Sequence[Product], relevance: Relevance) -> None:
        """`products` in the order that `relevance` was built with."""
        self._products = products
        self._relevance = relevance
        self._filters = Filters(products)
        self._kinds = Categories(sorted({segment for product in products for segment in segments(product)}))
        self._named_with = lru_cache(maxsize=256)(lambda occasions: self._of(kinds_for(occasions)))
        self._masks = lru_cache(maxsize=256)(self._masks_for)
        self._around = _kinds_around(products)
        self._row = {product.id: row for row, product in enumerate(products)}

    @classmethod
    def build(
        cls,
        products: Sequence[Product],
        encoder: SentenceEncoder,
        folder: Path,
        progress: Progress | None = None,
        weights: Weights | None = None,
    ) -> Self:
        """The engine over the visible ones of `products`; vectors are read from `folder`, new texts are encoded."""
        # Sorted, so that equal scores come in the same order however the products were stored.
        visible = sorted((product for product in products if product.visible), key=lambda product: product.id)
        return cls(visible, Relevance(visible, encoder, folder, progress, weights))

    def __len__(self) -> int:
        return len(self._products)

    def search(self, wish: Wish, *, limit: int, offset: int = 0, among: Collection[str] | None = None) -> SearchAnswer:
        """The products that satisfy the wish, from place `offset` on; a stated weaker wish when none does.

        `among` (product ids) narrows the search to these products.
        """
        scope = self._scope(among)
        scores = self._scores(wish, scope)
        page = slice(offset, offset + limit)
        for tried in _for_anyone(wish):
            found, variants = self._matching(tried, scores, scope)
            if found.any():
                return replace(self._answer(tried, scores, found, variants, page), wish=wish)
        for tried in relaxations(wish, self._wider(wish)):
            found, variants = self._matching(tried, scores, scope)
            if found.any():
                return replace(self._answer(tried, scores, found, variants, page), relaxed=True)
        return SearchAnswer((), 0, wish)

    def similar(self, product_id: str, limit: int) -> tuple[Hit, ...]:
        """Other buyable products like this one in meaning, nearest first; () for an unknown id."""
        row = self._row.get(product_id)
        if row is None:
            return ()
        allowed = self._filters.products_of(self._filters.buyable)
        allowed[row] = False
        scores = self._relevance.vectors.likeness(self._relevance.vectors.vector(row), allowed)
        best = ranked(np.flatnonzero(allowed), "relevance", self._products, self._filters.price, scores)[:limit]
        return tuple(Hit(self._products[place], float(scores[place])) for place in best)

    def _wider(self, wish: Wish) -> tuple[str, ...]:
        """The kinds around those asked for, below the shop's departments: "Pants" for "Trousers"; () for none."""
        asked = wish.facets.get("category", ())
        if not asked or wish.named or wish.suits:
            return ()
        around = dict.fromkeys(kind for name in asked for kind in self._around.get(name, ()))
        said = (kind for word in wish.words.split() for kind in self._kinds.wider(key(word)))
        return tuple(kind for kind in (*around, *said) if kind not in asked)

    def any_says(self, wish: Wish, words: Collection[str]) -> bool:
        """Whether a product that answers the wish holds one of `words`."""
        scope = self._scope(None)
        found, _ = self._matching(wish, self._scores(wish, scope), scope)
        return any((self._relevance.coverage(word)[found] > 0).any() for word in words)

    def _scope(self, among: Collection[str] | None) -> BoolVector:
        scope = np.full(len(self._products), among is None, dtype=bool)
        scope[[self._row[name] for name in among or () if name in self._row]] = True
        return scope

    def _scores(self, wish: Wish, scope: BoolVector) -> FloatVector:
        """Without words the category asked for ranks: a shoe comes before a shoe bag."""
        category = " ".join(wish.facets.get("category", ())[:3])
        # Beside an occasion, words that no product says only tell a story ("my mate moved in on Monday").
        said = [word for word in wish.words.split() if not wish.occasions or self._relevance.coverage(word).any()]
        text = f"{' '.join(said)} {words_for(wish.occasions)}".strip()
        if not self._products or not (text or category):
            return np.zeros(len(self._products), dtype=np.float32)
        scores = self._relevance.scores(text, scope, context=category)
        # Of shoes for an interview those that are named with it come first.
        return np.where(self._named_with(wish.occasions) & (scores > -1), scores + _NAMED_WITH, scores)

    def _matching(self, wish: Wish, scores: FloatVector, scope: BoolVector) -> tuple[BoolVector, BoolVector]:
        """The products that answer the wish, and the variants by which they do."""
        variants = self._filters.variants_for(wish)
        found = self._filters.products_of(variants) & scope
        if wish.words.strip() and not wish.named and found.any():
            found &= self._meant(wish, scores, found)
        if firm := [word for word in wish.firm if word in wish.words.split()]:
            held = self._relevance.coverage(" ".join(firm)) >= 1
            found = found & held if (found & held).any() else found
        return self._suiting(wish, found), variants

    def _suiting(self, wish: Wish, found: BoolVector) -> BoolVector:
        """[products] those of `found` that suit the occasion; all of them where none does."""
        if not wish.occasions or wish.named:
            return found
        for mask in self._masks(wish.occasions):
            found = found & mask if (found & mask).any() else found
        return found

    def _masks_for(self, occasions: tuple[str, ...]) -> tuple[BoolVector, ...]:
        """[products] True where the kind is taken for the occasions; where shoes are fit for them; where a fact is had
        that they need."""
        unsuited = unsuited_kinds(occasions)
        childish = [("kids" in unsuited) and is_for_children(product) for product in self._products]
        worn = ~(self._of(unsuited) | np.array(childish, dtype=bool))
        shod = ~self._of(["shoe"]) | self._filters.needed(shoes_for(occasions))
        return worn, shod, self._filters.needed(needs_of(occasions))

    def _of(self, names: Sequence[str]) -> BoolVector:
        """[products] True where the product is of a kind that one of `names` stands for."""
        kinds = {kind for name in names for kind in self._kinds.find(key(name))}
        return np.array([not kinds.isdisjoint(segments(product)) for product in self._products], dtype=bool)

    def _meant(self, wish: Wish, scores: FloatVector, found: BoolVector) -> BoolVector:
        """[products] True where the product is one that the words speak of.

        With a category the words only rank: it already says what the product is, and a leftover word must not empty
        the answer. Sorted by anything but relevance, the words have to decide, or the cheapest of all comes first.
        """
        if not wish.facets.get("category"):
            if wish.occasions:
                # What it is for was said; words that no product says tell a story.
                known = any(self._relevance.coverage(word).any() for word in words(wish.words))
                return found & (scores >= SORTED_SHARE * float(scores[found].max())) if known else found
            if words(wish.words) and not self._unfiltered(wish.words, wish):
                return found
            if wish.core:
                scores = self._scores(replace(wish, words=wish.core), found)
            share = RELEVANT_SHARE if wish.sort == "relevance" else SORTED_SHARE
            return scores >= max(RELEVANCE_FLOOR, share * float(scores.max()))
        if wish.sort == "relevance":
            return found
        held = self._relevance.coverage(self._facts_said(wish))
        return held >= 1 if (held[found] >= 1).any() else found

    def _facts_said(self, wish: Wish) -> str:
        """The words besides those that name the category: boots need not call themselves shoes."""
        asked = set(wish.facets.get("category", ()))
        return " ".join(word for word in words(wish.words) if asked.isdisjoint(self._kinds.find(key(word))))

    def _answer(
        self,
        wish: Wish,
        scores: FloatVector,
        found: BoolVector,
        variants: BoolVector,
        page: slice,
    ) -> SearchAnswer:
        prices = self._filters.prices(variants, dearest=wish.sort == "price_down")
        extremes = self._filters.extremes(wish.sort, variants)
        order = ranked(np.flatnonzero(found), wish.sort, self._products, prices, scores, extremes)
        rows = self.placed(wish, order, variants)
        hits = tuple(self._hit(int(row), wish, scores, variants) for row in rows[page])
        return SearchAnswer(hits, len(rows), wish, loose=self._loose(wish, rows[page]))

    def placed(self, wish: Wish, rows: Rows, variants: BoolVector) -> Rows:
        """The rows in the order they are shown in; a shop may have a hand in it (catalog/search/placed.py)."""
        return rows

    def _loose(self, wish: Wish, shown: Rows) -> tuple[str, ...]:
        if wish.core:
            opened = set(wish.core.split())
            return tuple(word for word in wish.words.split() if word not in opened)
        if not wish.facets.get("category") and not wish.occasions:
            return ()
        asked = self._unfiltered(self._facts_said(wish), wish)
        return tuple(word for word in asked if (self._relevance.coverage(word)[shown] < 1).any())

    def _unfiltered(self, text: str, wish: Wish) -> list[str]:
        """The words that no filter of the wish knows: the products that are left need not say the others."""
        filtered = {stem for facet, values in wish.facets.items() for name in (facet, *values) for stem in key(name)}
        return [word for word in words(text) if filtered.isdisjoint(key(word))]

    def _hit(self, row: int, wish: Wish, scores: FloatVector, variants: BoolVector) -> Hit:
        variant = None
        if _speaks_of_variants(wish):
            variant = self._filters.variant_of(row, variants, dearest=wish.sort == "price_down")
        return Hit(self._products[row], float(scores[row]), variant)


def _for_anyone(wish: Wish) -> Iterator[Wish]:
    """The wish, and then what is made for nobody in particular: a ball is for a child, where none is for children."""
    yield wish
    if people := wish.facets.get("gender"):
        yield replace(wish, facets={**wish.facets, "gender": (*people, "")})


def _kinds_around(products: Sequence[Product]) -> Mapping[str, tuple[str, ...]]:
    """Each kind -> those that it stands below in some path; departments, which stand below nothing, left out."""
    around: dict[str, dict[str, None]] = {}
    for path in sorted({path for product in products for path in product.categories}):
        kinds = [segment for segment in path.split("/") if segment and segment not in GENDERS]
        for outer, inner in pairwise(kinds[1:]):
            around.setdefault(inner, {})[outer] = None
    return {kind: tuple(outer) for kind, outer in around.items()}


def _speaks_of_variants(wish: Wish) -> bool:
    """Whether it matters which variant is shown; otherwise the product's own first picture is the better one."""
    facts = wish.facets.keys() - {"category", "brand", "gender"}
    priced = wish.price_min_minor is not None or wish.price_max_minor is not None or wish.sort.startswith("price")
    return bool(facts) or priced
