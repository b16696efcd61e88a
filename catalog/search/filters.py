"""Hard wishes as masks: what is filtered out is never ranked.

A product stays when one and the same variant has the colour, the size, the price and the stock that were asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from catalog.products import Product, Variant
from catalog.search.measures import Amounts, Measures
from catalog.search.parts import Parts
from catalog.search.vectors import BoolVector
from catalog.vocabulary import GENDERS, segments
from nlu.hearing.facts import WORDS
from nlu.hearing.kinds import mostly_had, names_of
from nlu.tokens import key, stem
from nlu.wish import FacetValues, Sort, Wish

Rows = npt.NDArray[np.int64]

#: What an order compares: the first of these measures that a product tells.
_COMPARED = {
    "weight": ("weight",), "size": ("volume", "length", "weight"), "length": ("length",), "duration": ("duration",),
    "charge": ("charge",), "memory": ("memory",), "power": ("power",), "people": ("people",), "pixels": ("pixels",),
}  # fmt: skip
#: A product for everyone also suits her; one for kids also suits a boy.
_SUITS = {
    "women": ("women", "unisex"),
    "men": ("men", "unisex"),
    "boys": ("boys", "kids"),
    "girls": ("girls", "kids"),
    "kids": ("kids", "boys", "girls"),
}
#: Facets of which a title says the values as well.
_TITLED = ("colour", "category", "material", "style", "fit")
_GROWN_UP = frozenset({"men", "women"})


class Filters:
    """The variants of all products as columns, and each facet's values as the variants that have them."""

    def __init__(self, products: Sequence[Product]) -> None:
        pairs = [(row, variant) for row, product in enumerate(products) for variant in product.variants]
        self._products = len(products)
        self.owner: Rows = np.array([row for row, _ in pairs], dtype=np.int64)
        self.price: Rows = np.array([variant.price_minor for _, variant in pairs], dtype=np.int64)
        self.buyable: BoolVector = np.array([variant.buyable for _, variant in pairs], dtype=bool)
        self.variants: list[Variant] = [variant for _, variant in pairs]
        self._ids = {product.id: row for row, product in enumerate(products)}
        self.measures = Measures(products)
        self._parts = Parts(products)
        self._facets = _facet_rows(products)
        self._titles = [key(product.title) for product in products]
        self._facts = [_fact_stems(product) for product in products]
        self._for_nobody = np.array([not any(_genders(product)) for product in products], dtype=bool)
        self._texts = [f"{product.title}. {product.description}" for product in products]

    def variants_for(self, wish: Wish, by_text: FacetValues | None = None) -> BoolVector:
        """[variants] True where the variant, and its product, satisfy every hard wish.

        by_text: facets that a product also has when its own text says one of these words.
        """
        mask = np.ones(len(self.owner), dtype=bool)
        for facet, values in wish.facets.items():
            if facet == "gender":
                mask &= self._suiting_person(values)
            elif values:
                having = self._having(facet, values)
                mask &= having | self._saying(by_text[facet]) if by_text and facet in by_text else having
        others = self._parts.others(wish.facets.get("category", ()), wish.words)
        if others is not None and len(self.owner):
            mask &= ~others[self.owner]
        for facet, values in wish.excluded.items():
            mask = self._free_of(values, mask) if facet == WORDS else mask & ~self._having(facet, values)
            if facet in _TITLED:
                mask &= ~self._titled(values)
        if wish.price_min_minor is not None:
            mask &= self.price >= wish.price_min_minor
        if wish.price_max_minor is not None:
            mask &= self.price <= wish.price_max_minor
        for bound in wish.bounds:
            mask &= self.measures.within(bound)
        if wish.named:
            mask &= np.isin(self.owner, [self._ids[name] for name in wish.named if name in self._ids])
        return mask & self.buyable if wish.in_stock else mask

    def extremes(self, sort: Sort, variants: BoolVector) -> Amounts | None:
        """[products] what the order "weight:least" compares, the more the better; None for an order of another kind.

        A product that does not tell it gets minus infinity, and comes last.
        """
        measure, _, edge = sort.partition(":")
        if measure not in _COMPARED:
            return None
        most = edge == "most"
        amounts = self.measures.extreme(_COMPARED[measure], most=most)[variants]
        signed = np.where(np.isnan(amounts), -np.inf, amounts if most else -amounts)
        best = np.full(self._products, -np.inf)
        np.maximum.at(best, self.owner[variants], signed)
        return best

    def products_of(self, variants: BoolVector) -> BoolVector:
        """[products] True where at least one of the product's variants is True."""
        mask = np.zeros(self._products, dtype=bool)
        mask[self.owner[variants]] = True
        return mask

    def prices(self, variants: BoolVector, *, dearest: bool = False) -> Rows:
        """[products] the lowest (or highest) price among the product's True variants; products without one get 0."""
        unset = -1 if dearest else np.iinfo(np.int64).max
        prices: Rows = np.full(self._products, unset, dtype=np.int64)
        (np.maximum if dearest else np.minimum).at(prices, self.owner[variants], self.price[variants])
        return np.where(prices == unset, 0, prices)

    def variant_of(self, row: int, variants: BoolVector, *, dearest: bool = False) -> Variant:
        """The product's variant to show: one that satisfies the wish, buyable if any is, then the cheapest."""
        first, last = np.searchsorted(self.owner, [row, row + 1])
        fitting = first + np.flatnonzero(variants[first:last])
        direction = -1 if dearest else 1
        best: int = min(fitting, key=lambda place: (not self.buyable[place], direction * self.price[place], place))
        return self.variants[best]

    def _titled(self, values: Sequence[str]) -> BoolVector:
        """[variants] True where the product calls itself so: a "White Raspberry Chocolate" is white in any shop."""
        names = [key(value) for value in values]
        called = np.array([any(_says([title], name) for name in names) for title in self._titles], dtype=bool)
        return called[self.owner] if len(self.owner) else np.zeros(0, dtype=bool)

    def needed(self, facts: Sequence[str]) -> BoolVector:
        """[products] True where one of `facts` is a fact, a kind or a part of the title of the product."""
        names = [key(fact) for fact in facts]
        return np.array([any(_says(said, name) for name in names) for said in self._facts], dtype=bool)

    def _suiting_person(self, values: Sequence[str]) -> BoolVector:
        """[variants] True where it suits the person: what is made for nobody in particular suits every grown-up."""
        names = [value.casefold() for value in values]
        suiting = self._having("gender", [fit for name in names for fit in _SUITS.get(name, (name,))])
        anyone = self._for_nobody[self.owner] if len(self.owner) else np.zeros(0, dtype=bool)
        return suiting | anyone if set(names) & _GROWN_UP else suiting

    def _saying(self, words: Sequence[str]) -> BoolVector:
        """[variants] True where the product's own text says one of `words`; "no hood" and "hood-free" don't count."""
        wanted = "|".join(rf"{re.escape(stem(word))}\w{{0,3}}" for word in words)
        said = re.compile(rf"(?<!no )(?<!without )(?<!free of )\b(?:{wanted})\b(?!-free)", re.IGNORECASE)
        saying = np.array([bool(said.search(text)) for text in self._texts], dtype=bool)
        return saying[self.owner] if len(self.owner) else np.zeros(0, dtype=bool)

    def _free_of(self, words: Sequence[str], among: BoolVector) -> BoolVector:
        """[variants] those of `among` whose text says none of `words`, and of a kind that mostly has none of it.

        Where all are of kinds that mostly have it ("sneakers without laces"), nobody can tell, and the text decides.
        """
        unsaid = among & ~self._saying(words)
        free = unsaid.copy()
        for row in mostly_had(words):
            usual = self.needed(row["kinds"]) & ~self.needed(row["without"])
            free &= ~usual[self.owner] | self._saying(row["without"])
        return free if free.any() else unsaid

    def _having(self, facet: str, values: Sequence[str]) -> BoolVector:
        mask = np.zeros(len(self.owner), dtype=bool)
        for value in values:
            mask[self._facets.get((facet, value.casefold()), [])] = True
        return mask


def is_for_children(product: Product) -> bool:
    return not {name.casefold() for name in _genders(product)}.isdisjoint(_SUITS["kids"])


def _genders(product: Product) -> set[str]:
    parts = {part for path in product.categories for part in path.split("/")}
    return {product.gender, *parts.intersection(GENDERS)}


def _fact_stems(product: Product) -> tuple[tuple[str, ...], ...]:
    """What is surely said of a product, as stems: facts it has, their values, its kinds, its title."""
    had = {
        name for name, values in product.attributes.items() if {value.casefold() for value in values} - {"no", "none"}
    }
    values = (value for values in product.attributes.values() for value in values)
    return tuple(key(text.replace("_", " ")) for text in (*had, *values, *segments(product), product.title))


def _says(said: Sequence[tuple[str, ...]], name: tuple[str, ...]) -> bool:
    return any(name == text[place : place + len(name)] for text in said for place in range(len(text)))


def _facet_rows(products: Sequence[Product]) -> Mapping[tuple[str, str], Rows]:
    """(facet, value in lower case) -> the variants that have it, be it their own or their product's."""
    rows: dict[tuple[str, str], list[int]] = {}
    kinds = _kinds(products)
    place = 0
    for product in products:
        shared = {*_product_facts(product), *(("category", kind) for kind in _named_kinds(product, kinds))}
        for variant in product.variants:
            for facet, value in shared.union(_variant_facts(variant)):
                rows.setdefault((facet, value.casefold()), []).append(place)
            place += 1
    return {key: np.array(places, dtype=np.int64) for key, places in rows.items()}


def _kinds(products: Sequence[Product]) -> Mapping[tuple[str, ...], str]:
    """The stems of each category name of several words -> the category."""
    found = sorted({segment for product in products for segment in segments(product)})
    return {name: segment for segment in found for name in names_of(segment) if len(name) > 1}


def _named_kinds(product: Product, kinds: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """What a product is called it is, wherever it is filed: a "Puddle Rain Jacket" under "Kids" is a rain jacket.

    Single words are not trusted: a stove top belongs to no "Tops".
    """
    title = key(re.split(r"[,(|–]| - ", product.title)[0])
    yield from (kinds[title[-length:]] for length in range(2, len(title) + 1) if title[-length:] in kinds)


def _product_facts(product: Product) -> Iterator[tuple[str, str]]:
    yield from (("category", segment) for segment in segments(product))
    yield from (("gender", gender) for gender in _genders(product))
    yield ("brand", product.brand)
    yield from ((name, value) for name, values in product.attributes.items() for value in values)


def _variant_facts(variant: Variant) -> Iterator[tuple[str, str]]:
    yield ("size", variant.size)
    yield ("colour", variant.colour)
    yield from ((name, value) for name, values in variant.attributes.items() for value in values)
