"""What a customer asked for, parsed: the facts that filter and the words that rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

#: Facets every catalogue has; a shop's own attributes ("material", "climate", …) come on top.
FACETS = ("category", "colour", "size", "brand", "gender")

Sort = Literal["relevance", "price_up", "price_down", "rating", "newest"]
FacetValues = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Vocabulary:
    """The values one catalogue knows, against which words are read.

    Attributes:
        values: facet -> canonical values as the shop spells them ("colour" -> ("Black", "Navy")).
        currency: ISO 4217 code of the shop.
        minor_digits: decimals of that currency, 2 for USD, 0 for JPY.
        titles: product id -> title, so that products can be named in a sentence.
        coloured: the titles and categories of products that list a colour; what is not among them comes in none.
    """

    values: FacetValues
    currency: str = "USD"
    minor_digits: int = 2
    titles: Mapping[str, str] = field(default_factory=dict)
    coloured: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wish:
    """One wish. Facets are ANDed, the values inside a facet are ORed; a value is canonical.

    Attributes:
        words: free text ranked by meaning and words, "" when only facts were said.
        facets: facet -> wanted values.
        excluded: facet -> values the product must not have ("not leather").
        price_min_minor, price_max_minor: inclusive bounds in minor units, None = open.
        in_stock: only what can be bought now.
        sort: the order asked for ("cheapest" -> price_up).
    """

    words: str = ""
    facets: FacetValues = field(default_factory=dict)
    excluded: FacetValues = field(default_factory=dict)
    price_min_minor: int | None = None
    price_max_minor: int | None = None
    in_stock: bool = True
    sort: Sort = "relevance"

    @property
    def is_empty(self) -> bool:
        return self == Wish()

    def without(self, facet: str) -> Wish:
        """The same wish with one facet let go, for a stated relaxation."""
        return replace(self, facets={name: values for name, values in self.facets.items() if name != facet})

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form, as kept in the `wish` slot; `from_dict` reads it back."""
        return {
            "words": self.words,
            "facets": {name: list(values) for name, values in self.facets.items()},
            "excluded": {name: list(values) for name, values in self.excluded.items()},
            "price_min_minor": self.price_min_minor,
            "price_max_minor": self.price_max_minor,
            "in_stock": self.in_stock,
            "sort": self.sort,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Wish:
        """Reads `to_dict`'s form; None is the empty wish."""
        if not data:
            return cls()
        known = dict(data)
        for name in ("facets", "excluded"):
            known[name] = {facet: tuple(values) for facet, values in known.get(name, {}).items()}
        return cls(**known)
