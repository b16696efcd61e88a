"""What a customer says that they like not: a kind, brand or colour is recommended no more until they say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from catalog.products import Product
from catalog.records import Statement
from catalog.vocabulary import segments, words_of
from nlu.tokens import key

#: The facets that a taste may be of, with what a profile calls them.
FACETS = {"category": "kind", "brand": "brand", "colour": "colour"}
#: Beside them a word that products are called by, where the shop has no category of that name.
WORD = "word"

Taste = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tastes:
    """`refused` has (facet, value) of what is not to be recommended, in the order in which it was said."""

    refused: tuple[Taste, ...] = ()

    @classmethod
    def of(cls, said: Iterable[Statement]) -> Tastes:
        """What holds by all that was said, oldest first: of each value the latest counts."""
        refused: dict[Taste, None] = {}
        for one in said:
            facet, _, value = one.value.partition(":")
            if one.subject == "dislikes":
                refused[facet, value] = None
            elif one.subject == "likes":
                refused.pop((facet, value), None)
        return cls(tuple(refused))

    def forbid(self, product: Product) -> bool:
        """Whether the product is nothing for them; one that comes in another colour too still is."""
        return any(_is(product, facet, (value,)) for facet, value in self.refused)

    def names(self, facet: str, value: str) -> bool:
        """Whether a conclusion, by the profile's word for the facet, is about what they refused."""
        return any((FACETS.get(refused), named) == (facet, value) for refused, named in self.refused)


def statements(subject: Literal["dislikes", "likes"], values: Mapping[str, Sequence[str]]) -> list[Statement]:
    """What is kept of a taste told; facets that no taste is of are left out."""
    return [Statement(subject, f"{facet}:{value}") for facet in (*FACETS, WORD) for value in values.get(facet, ())]


def is_of(product: Product, values: Mapping[str, Sequence[str]]) -> bool:
    """Whether the product is of every facet named, by one of its values."""
    return all(_is(product, facet, named) for facet, named in values.items())


def _is(product: Product, facet: str, values: Sequence[str]) -> bool:
    """Whether it is one of these, in every variant that can be bought."""
    if facet == WORD:
        called = words_of(product)
        return any(called.issuperset(key(value)) for value in values)
    if facet == "category":
        return not set(segments(product)).isdisjoint(values)
    if facet == "brand":
        return product.brand in values
    colours = {variant.colour for variant in product.variants if variant.buyable}
    return bool(colours) and colours.issubset(values)
