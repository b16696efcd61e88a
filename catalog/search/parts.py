"""Categories of several kinds, "Bras & Tanks": who asks for one of them is shown none that says it is another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from catalog.products import Product
from catalog.search.vectors import BoolVector
from catalog.vocabulary import segments
from nlu.hearing.kinds import names_of
from nlu.tokens import key

#: Kind (a stem) -> [products] True where the product says that it is one.
Said = dict[str, BoolVector]


class Parts:
    """For each category of several kinds, which of its products say that they are which."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._parts: dict[str, Said] = {}
        words = [_words(product) for product in products]
        for category in {segment for product in products for segment in segments(product)}:
            kinds = {name[-1] for name in names_of(category)[1:]}
            if len(kinds) < 2:
                continue
            members = [category in segments(product) for product in products]
            told = {kind: np.array([m and kind in w for m, w in zip(members, words, strict=True)]) for kind in kinds}
            if all(rows.any() for rows in told.values()):  # titles tell them apart
                self._parts[category] = told

    def others(self, categories: Iterable[str], words: str) -> BoolVector | None:
        """[products] True where a product of these categories says that it is another kind than `words` ask for.

        None when nothing is narrowed: no category of several kinds, or `words` name none of the kinds or several.
        """
        asked = set(key(words))
        found: BoolVector | None = None
        for category in categories:
            told = self._parts.get(category, {})
            if len(named := asked & set(told)) == 1:
                (kind,) = named
                other = np.logical_or.reduce([rows for name, rows in told.items() if name != kind]) & ~told[kind]
                found = other if found is None else found | other
        return found


def _words(product: Product) -> frozenset[str]:
    """Stems of the title and of what the attributes say."""
    said = [value for values in product.attributes.values() for value in values]
    return frozenset(key(" . ".join((product.title, *said))))
