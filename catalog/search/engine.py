"""The search engine: a wish in, products out, filters before ranking."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Self

import numpy as np

from catalog.products import Hit, Product
from catalog.search.filters import Filters, Rows, is_for_children
from catalog.search.fusion import Relevance, Weights
from catalog.search.learnt import LearntRanking
from catalog.search.lexical import FloatVector, words
from catalog.search.ranking import ranked, standing_out
from catalog.search.relaxing import relaxations
from catalog.search.vectors import BoolVector
from catalog.vector_file import Progress
from catalog.vocabulary import GENDERS, segments
from nlu.encoder import SentenceEncoder
from nlu.hearing.kinds import Categories
from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.occasions import kinds_for, needs_of, shoes_for, unsuited_kinds, words_for
from nlu.tokens import key
from nlu.wish import FACETS, FacetValues, Sort, Wish

#: Below this score words and product have nothing to do with each other (measured, see docs/decisions).
RELEVANCE_FLOOR = 0.25
#: What scores less than this share of the catalogue's best match is not meant, when better matches exist.
RELEVANT_SHARE = 0.4
#: The same for an answer sorted by price, rating or age, where a weak match could come first.
SORTED_SHARE = 0.7
#: Words beside an occasion narrow what suits it to no fewer products than these.
_FEWEST_IDEAS = 3
#: By how much what is named with an occasion comes before other products.
_NAMED_WITH = np.float32(0.2)
#: From this likeness on a category comes near to a kind that the shop lacks.
_KIND_NEAR = 0.5
#: Below it one that leads the others by so much.
_KIND_LEAD = 0.18


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
        lacking: the kind asked for, where the hits are of a wider kind and none is called so; "" otherwise.
        described: facts that no product lists, but the descriptions of these say ("reflective").
    """

    hits: tuple[Hit, ...]
    total: int
    wish: Wish
    relaxed: bool = False
    loose: tuple[str, ...] = ()
    lacking: str = ""
    described: tuple[str, ...] = ()


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
        self._title_stems = [frozenset(key(product.title)) for product in products]

    @classmethod
    def build(
        cls,
        products: Sequence[Product],
        encoder: SentenceEncoder,
        folder: Path,
        progress: Progress | None = None,
        weights: Weights | None = None,
        learnt: LearntRanking | None = None,
    ) -> Self:
        """The engine over the visible ones of `products`; vectors are read from `folder`, new texts are encoded."""
        # Sorted, so that equal scores come in the same order however the products were stored.
        visible = sorted((product for product in products if product.visible), key=lambda product: product.id)
        return cls(visible, Relevance(visible, encoder, folder, progress, weights, learnt))

    def __len__(self) -> int:
        return len(self._products)

    @property
    def relevance(self) -> Relevance:
        """What scores free text, for those who teach or measure it."""
        return self._relevance

    def search(self, wish: Wish, *, limit: int, offset: int = 0, among: Collection[str] | None = None) -> SearchAnswer:
        """The products that satisfy the wish, from place `offset` on; a stated weaker wish when none does.

        `among` (product ids) narrows the search to these products.
        """
        scope = self._scope(among)
        scores = self._scores(wish, scope)
        described: FacetValues = describable(wish)
        nothing: FacetValues = {}
        page = slice(offset, offset + limit)
        whole = [*_for_anyone(wish)]
        tries = chain(
            ((tried, nothing, False) for tried in whole),
            ((tried, described, False) for tried in whole if described),
            ((tried, nothing, True) for tried in relaxations(wish, self._wider(wish))),
        )
        for tried, by_text, relaxed in tries:
            found, variants = self._matching(tried, scores, scope, by_text)
            if found.any():
                found, lacking = self._called_so(tried, found)
                answer = self._answer(tried, scores, found, variants, page)
                said = tuple(word for said in by_text.values() for word in said)
                answered = tried if relaxed else wish
                return replace(answer, wish=answered, relaxed=relaxed, lacking=lacking, described=said)
        return SearchAnswer((), 0, wish)

    def _called_so(self, wish: Wish, found: BoolVector) -> tuple[BoolVector, str]:
        """Of a kind that only a wider one stands for, the products called so; its name where none is."""
        asked = set(wish.facets.get("category", ()))
        for word in words(wish.words):
            names = self._kinds.stood_in_for(key(word)) if asked.issuperset(self._kinds.find(key(word))) else ()
            if not names:
                continue
            called = {name[-1] for name in names}
            so = np.array([not called.isdisjoint(stems) for stems in self._title_stems], dtype=bool) & found
            return (so, "") if so.any() else (found, word)
        return found, ""

    def compares(self, sort: Sort, product_id: str) -> bool:
        """Whether the product tells what the order compares; an order of another kind than a measure compares all."""
        every = np.ones(len(self._filters.owner), dtype=bool)
        extremes = self._filters.extremes(sort, every)
        row = self._row.get(product_id)
        return extremes is None or (row is not None and bool(np.isfinite(extremes[row])))

    def nearest_kind(self, text: str) -> str:
        """The category nearest in meaning to a kind that the shop lacks; "" where none is, or none stands out."""
        names = sorted({segment for product in self._products for segment in segments(product)})
        order = np.sort(likeness := self._relevance.likeness(text, names))[::-1] if names else np.zeros(0)
        if len(order) < 2 or (order[0] < _KIND_NEAR and order[0] - order[1] < _KIND_LEAD):
            return ""
        return names[int(np.argmax(likeness))]

    def similar(self, product_id: str, limit: int) -> tuple[Hit, ...]:
        """Other buyable products like this one in meaning, nearest first; () for an unknown id.

        Their scores say how far they stand out: see `standing_out`.
        """
        row = self._row.get(product_id)
        if row is None:
            return ()
        allowed = self._filters.products_of(self._filters.buyable)
        allowed[row] = False
        scores = self._relevance.vectors.likeness(self._relevance.vectors.vector(row), allowed)
        scores[allowed] = standing_out(scores[allowed])
        best = ranked(np.flatnonzero(allowed), "relevance", self._products, self._filters.price, scores)[:limit]
        return tuple(Hit(self._products[place], float(scores[place])) for place in best)

    def vector(self, product_id: str) -> FloatVector | None:
        """[dimension] of length 1: what the product's texts mean; None for an unknown id."""
        row = self._row.get(product_id)
        return None if row is None else self._relevance.vectors.vector(row)

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

    def nearest(self, text: str, others: Sequence[str]) -> tuple[int, float]:
        """Which of `others` is nearest to `text` in meaning, and how near: its place and the cosine."""
        likeness = self._relevance.likeness(text, others)
        return int(likeness.argmax()), float(likeness.max())

    def _scope(self, among: Collection[str] | None) -> BoolVector:
        scope = np.full(len(self._products), among is None, dtype=bool)
        scope[[self._row[name] for name in among or () if name in self._row]] = True
        return scope

    def _scores(self, wish: Wish, scope: BoolVector) -> FloatVector:
        """Without words the category asked for ranks: a shoe comes before a shoe bag."""
        category = " ".join(wish.facets.get("category", ())[:3])
        # Beside an occasion, words that no product says only tell a story ("my mate moved in on Monday").
        said = [word for word in wish.words.split() if not wish.occasions or self._relevance.coverage(word).any()]
        text = f"{' '.join(said)} {words_for(wish.occasions)} {self._judged(wish)}".strip()
        if not self._products or not (text or category):
            return np.zeros(len(self._products), dtype=np.float32)
        scores = self._relevance.scores(text, scope, context=category)
        # Of shoes for an interview those that are named with it come first.
        return np.where(self._named_with(wish.occasions) & (scores > -1), scores + _NAMED_WITH, scores)

    def _judged(self, wish: Wish) -> str:
        """The words by which an order is judged that no fact measures ("warmest")."""
        return str(lexicon("list")["judged_by"].get(wish.sort, ""))

    def _matching(
        self, wish: Wish, scores: FloatVector, scope: BoolVector, by_text: FacetValues | None = None
    ) -> tuple[BoolVector, BoolVector]:
        """The products that answer the wish, and the variants by which they do."""
        variants = self._filters.variants_for(wish, by_text)
        found = self._filters.products_of(variants) & scope
        if wish.words.strip() and not wish.named and found.any():
            found &= self._meant(wish, scores, found)
        if not wish.words and not wish.facets and (extremes := self._filters.extremes(wish.sort, variants)) is not None:
            found &= np.isfinite(extremes)  # "longest battery life" of all there is
        if firm := [word for word in wish.firm if word in wish.words.split()]:
            held = self._relevance.coverage(" ".join(firm)) >= 1
            found = found & held if (found & held).any() else found
        return self._suiting(wish, found), variants

    def _suiting(self, wish: Wish, found: BoolVector) -> BoolVector:
        """[products] those of `found` that suit the occasion; all of them where no such product of the shop does."""
        if not wish.occasions or wish.named:
            return found
        asked = {facet: values for facet, values in wish.facets.items() if facet in ("category", "gender")}
        such = self._filters.products_of(self._filters.variants_for(Wish(facets=asked)))
        for mask in self._masks(wish.occasions):
            if (such & mask).any():
                found, such = found & mask, such & mask
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
                near = found & (scores >= SORTED_SHARE * float(scores[found].max()))
                return near if known and near.sum() >= _FEWEST_IDEAS else found
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
        asked, said = set(wish.facets.get("category", ())), words(wish.words)
        kept, place = [], 0
        while place < len(said):
            # The longest name of a kind that begins here: "t shirts" and "sports bras" are one name each.
            tries = ((length, key(" ".join(said[place : place + length]))) for length in (3, 2, 1))
            names = (length for length, name in tries if asked & set(self._kinds.find(name)))
            length = next(names, 0)
            kept += [] if length else [said[place]]
            place += length or 1
        return " ".join(kept)

    def _answer(
        self,
        wish: Wish,
        scores: FloatVector,
        found: BoolVector,
        variants: BoolVector,
        page: slice,
    ) -> SearchAnswer:
        prices = self._filters.prices(variants, dearest=wish.sort == "price_down")
        judged = self._judged(wish)
        extremes = (
            self._relevance.coverage(judged).astype(np.float64)
            if judged
            else self._filters.extremes(wish.sort, variants)
        )
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


def describable(wish: Wish) -> FacetValues:
    """The facts of the wish that a description may tell instead, with the words for them.

    None of contents and diets: those are never believed without a fact.
    """
    never = word_set("words", "telling_contents")
    told = {facet: values for facet, values in wish.facets.items() if facet not in FACETS}
    words_of = {facet: (facet,) if "Yes" in values else values for facet, values in told.items()}
    return {
        facet: values
        for facet, values in words_of.items()
        if never.isdisjoint(key(facet.replace("_", " "))) and not any(map(str.isdigit, "".join(values)))
    }


def _speaks_of_variants(wish: Wish) -> bool:
    """Whether it matters which variant is shown; otherwise the product's own first picture is the better one."""
    facts = wish.facets.keys() - {"category", "brand", "gender"}
    priced = wish.price_min_minor is not None or wish.price_max_minor is not None or wish.sort.startswith("price")
    return bool(facts) or priced
