"""What the products now shown came from, so that "show more" goes on there and "why" has an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.products import Hit


@dataclass(frozen=True)
class Source:
    """The list that the products now shown are a part of.

    Attributes:
        kind: "similar", "goes_with", "recommend" or "popular"; "" = a search or a photo.
        product: id of the product that they are like or go with.
        seen: ids of all the products of this list shown so far.
        reasons: id -> why it is shown, for those now shown.
    """

    kind: str = ""
    product: str = ""
    seen: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def page(self, ranked: Callable[[int], Sequence[Hit]], limit: int) -> tuple[Hit, ...]:
        """The next `limit` products of the list that `ranked` gives so many of; what was shown never comes again."""
        return tuple(hit for hit in ranked(len(self.seen) + limit) if hit.product.id not in self.seen)[:limit]

    def showing(self, hits: Sequence[Hit]) -> Source:
        """The same list with `hits` shown as well."""
        ids = tuple(hit.product.id for hit in hits)
        return Source(self.kind, self.product, (*self.seen, *ids), {hit.product.id: hit.reason for hit in hits})

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form, as kept in the `source` slot; `from_dict` reads it back."""
        return {
            "kind": self.kind,
            "product": self.product,
            "seen": list(self.seen),
            "reasons": dict(self.reasons),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Source:
        """Reads `to_dict`'s form; None is a search or a photo."""
        return cls(**{**data, "seen": tuple(data["seen"])}) if data else cls()
