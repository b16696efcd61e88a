"""What a customer asked for, parsed: the facts that filter and the words that rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from nlu.hearing.marks import Bound

#: Facets every catalogue has; a shop's own attributes ("material", "climate", …) come on top.
FACETS = ("category", "colour", "size", "brand", "gender")

#: "relevance", "price_up", "price_down", "rating", "newest", or a measure with "most" or "least" ("weight:least").
Sort = str
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
        sized: category -> the sizes that its products come in, so that a "large bag" asks for no size L.
        kinds: product id -> its categories.
    """

    values: FacetValues
    currency: str = "USD"
    minor_digits: int = 2
    titles: Mapping[str, str] = field(default_factory=dict)
    coloured: frozenset[str] = frozenset()
    sized: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
        bounds: measures other than price ("at least 16 GB"), at most one a measure.
        occasions: what it is for, by the names of the lexicon ("job interview"); they rank, and choose the kinds
            where none was named.
        suits: whether the kinds are those that suit the occasion, and nobody named them.
        firm: those of `words` that a product must say, where any says them ("waterproof" of a list).
        beside: further wishes of the same message ("red dress or black skirt"), which have no further ones.
        named: ids of the products called by their title; nothing else is meant then.
        core: the words that the wish was opened with, where later turns added others: these say what is meant, all of
            `words` rank. "" = all words say it.
    """

    words: str = ""
    facets: FacetValues = field(default_factory=dict)
    excluded: FacetValues = field(default_factory=dict)
    price_min_minor: int | None = None
    price_max_minor: int | None = None
    in_stock: bool = True
    sort: Sort = "relevance"
    bounds: tuple[Bound, ...] = ()
    named: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    suits: bool = False
    firm: tuple[str, ...] = ()
    beside: tuple[Wish, ...] = ()
    core: str = ""

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
            "core": self.core,
            "facets": {name: list(values) for name, values in self.facets.items()},
            "excluded": {name: list(values) for name, values in self.excluded.items()},
            "price_min_minor": self.price_min_minor,
            "price_max_minor": self.price_max_minor,
            "in_stock": self.in_stock,
            "sort": self.sort,
            "bounds": [asdict(bound) for bound in self.bounds],
            "named": list(self.named),
            "occasions": list(self.occasions),
            "suits": self.suits,
            "firm": list(self.firm),
            "beside": [wish.to_dict() for wish in self.beside],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Wish:
        """Reads `to_dict`'s form, of an earlier version too; None is the empty wish."""
        if not data:
            return cls()
        own = {entry.name for entry in fields(cls)}
        known = {name: value for name, value in data.items() if name in own}
        for name in ("facets", "excluded"):
            known[name] = {facet: tuple(values) for facet, values in known.get(name, {}).items()}
        known["bounds"] = tuple(Bound(**bound) for bound in known.get("bounds", ()))
        known["named"] = tuple(known.get("named", ()))
        known["occasions"] = tuple(known.get("occasions", ()))
        known["firm"] = tuple(known.get("firm", ()))
        known["beside"] = tuple(cls.from_dict(wish) for wish in known.get("beside", ()))
        return cls(**known)
