"""The search with the merchant's hand in it: pins first, then boosts, nothing hidden."""

from __future__ import annotations

import numpy as np

from catalog.search.engine import SearchEngine
from catalog.search.filters import Rows
from catalog.search.vectors import BoolVector
from catalog.words import ShopWords
from nlu.wish import Wish

#: A boost lifts what fits about as well: what is further down than this did not fit well.
_BOOSTED_AMONG = 30


class PlacedSearch(SearchEngine):
    """A pinned product needs none of the words, but has to satisfy what was asked for: price, size, category …

    Who asks for the cheapest gets the cheapest: pins and boosts are for the order of relevance alone.
    """

    words: ShopWords = ShopWords()

    def placed(self, wish: Wish, rows: Rows, variants: BoolVector) -> Rows:
        said = " ".join([wish.words, *(value for values in wish.facets.values() for value in values)])
        hidden = self._rows(self.words.placed("hides", said))
        if wish.sort != "relevance":
            return rows[~np.isin(rows, hidden)]
        fits = self._filters.products_of(variants)
        pins = [row for row in self._rows(self.words.placed("pins", said)) if fits[row]]
        best = set(rows[:_BOOSTED_AMONG].tolist())
        boosts = [row for row in self._rows(self.words.placed("boosts", said)) if row in best]
        order = dict.fromkeys([*pins, *boosts, *rows.tolist()])
        return np.array([row for row in order if row not in hidden], dtype=rows.dtype)

    def _rows(self, product_ids: tuple[str, ...]) -> list[int]:
        return [self._row[product_id] for product_id in product_ids if product_id in self._row]
