"""The words one catalogue knows, gathered from its products."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from catalog.money import minor_digits
from catalog.products import Product
from nlu.tokens import key
from nlu.wish import FACETS, Vocabulary

#: Category segments that say for whom, not what; they are the gender facet.
GENDERS = ("Men", "Women", "Boys", "Girls", "Unisex", "Kids")

#: An attribute with more values than this is free text, not a facet.
HIGHEST_VALUES = 300
LONGEST_VALUE = 40


def segments(product: Product) -> tuple[str, ...]:
    """The category values of a product: each segment of each path once, without the genders."""
    parts = (part for path in product.categories for part in path.split("/"))
    return tuple(dict.fromkeys(part for part in parts if part and part not in GENDERS))


def words_of(product: Product) -> set[str]:
    """The stems of its title, kinds and brand: what it may be called by."""
    return {*key(product.title), *key(product.brand), *(stem for segment in segments(product) for stem in key(segment))}


def vocabulary_of(products: Iterable[Product], currency: str) -> Vocabulary:
    """The facets of the visible products; the most frequent value of a facet comes first."""
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    titles: dict[str, str] = {}
    sized: dict[str, set[str]] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    coloured: set[str] = set()
    for product in products:
        if not product.visible:
            continue
        titles[product.id] = product.title
        kinds[product.id] = segments(product)
        for segment in kinds[product.id]:
            sized.setdefault(segment, set()).update(variant.size for variant in product.variants if variant.size)
        if any(variant.colour for variant in product.variants):
            coloured.update((product.title, *segments(product)))
        for facet, value in dict.fromkeys(_facts(product)):
            counts.setdefault(facet, Counter())[value] += 1
    values = {facet: _ranked(found) for facet, found in counts.items() if facet in FACETS or _is_facet(found)}
    sizes = {segment: frozenset(found) for segment, found in sized.items()}
    return Vocabulary(values, currency, minor_digits(currency), titles, frozenset(coloured), sizes, kinds)


def _facts(product: Product) -> Iterator[tuple[str, str]]:
    yield from (("category", segment) for segment in segments(product))
    yield from (("gender", value) for value in [product.gender] if value)
    yield from (("brand", value) for value in [product.brand] if value)
    for variant in product.variants:
        yield from (("size", value) for value in [variant.size] if value)
        yield from (("colour", value) for value in [variant.colour] if value)
        yield from _attribute_facts(variant.attributes.items())
    yield from _attribute_facts(product.attributes.items())


def _attribute_facts(attributes: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in attributes for value in values if name not in FACETS)


def _is_facet(found: Counter[str]) -> bool:
    # A facet of bare numbers ("weight": 0.4, 1.2) would make every number in a sentence a wish.
    named = [value for value in found if len(value) <= LONGEST_VALUE and any(map(str.isalpha, value))]
    return len(found) <= HIGHEST_VALUES and len(named) == len(found)


def _ranked(found: Counter[str]) -> tuple[str, ...]:
    return tuple(value for value, _ in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
