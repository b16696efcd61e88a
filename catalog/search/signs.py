"""What speaks for a product besides the three parts that ship: signs that a ranking learnt for one shop weighs.

Each sign depends on the query, the product and the catalogue alone, never on what a filter left.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from catalog.products import Product
from catalog.search.lexical import FloatVector, LexicalIndex, stems
from catalog.search.texts import title_text
from catalog.search.vectors import VectorIndex
from catalog.vocabulary import segments
from nlu.encoder import FloatMatrix

#: As good as no saturation at all: a term counts once, however often a text holds it.
_ONCE = 1e-6
#: So many of the first places make up the best answers.
_BEST = 10
_NUMBER = re.compile(r"\d+(?:[./]\d+)*")

#: The order of the columns that `Signs.of` gives; a learnt ranking names those it weighs.
NAMES = (
    "detail",  # cosine -1..1 of the title in its surroundings
    "near_best",  # cosine -1..1 to the middle of the catalogue's best answers (Rocchio 1971)
    "title_held",  # share of the query, by rarity, that the title holds, 0..1
    "pairs_held",  # share of the query's pairs of neighbouring words that stand together in the title
    "numbers_held",  # share of the query's numbers in the title
    "kind_held",  # share of the query that the product's categories hold
    "short",  # minus the logarithm of the words in the title
    "liked",  # logarithm of the number of reviews
)


def word_pairs(text: str) -> list[str]:
    """The stems of neighbouring words: "red wool scarf" -> "red wool", "wool scarf"."""
    return [f"{one} {two}" for one, two in pairwise(stems(text))]


class Signs:
    """The signs of all products of one state of the catalogue."""

    def __init__(self, products: Sequence[Product], vectors: VectorIndex, details: FloatMatrix) -> None:
        """`vectors` are those that the search ranks by; `details` is [products, dimension], each of length 1."""
        self._vectors, self._details = vectors, details
        titles = [title_text(product) for product in products]
        self._title = _holding(titles, stems)
        self._pairs = _holding(titles, word_pairs)
        self._numbers = _holding(titles, _NUMBER.findall)
        self._kinds = _holding([" ".join(segments(product)) for product in products], stems)
        self._short = np.array([-math.log(1 + len(stems(title))) for title in titles], dtype=np.float32)
        self._liked = np.array([math.log1p(product.review_count) for product in products], dtype=np.float32)

    def of(self, text: str, query: FloatVector, scores: FloatVector) -> FloatMatrix:
        """[products, len(NAMES)] for a query whose vector is `query` [dimension].

        `scores` are those of what ships, of all products whatever is filtered.
        """
        return np.stack(
            [
                self._details @ query,
                self._vectors.likeness(self._middle(scores)),
                self._title.scores(text),
                self._pairs.scores(text),
                self._numbers.scores(text),
                self._kinds.scores(text),
                self._short,
                self._liked,
            ],
            axis=1,
        )

    def _middle(self, scores: FloatVector) -> FloatVector:
        """[dimension] of length 1: the middle of the products with the best scores."""
        best = np.argsort(-scores, kind="stable")[:_BEST]
        middle = np.sum([self._vectors.vector(int(row)) for row in best], axis=0)
        return np.asarray(middle / max(float(np.linalg.norm(middle)), 1e-9), dtype=np.float32)


def _holding(texts: Sequence[str], terms: Callable[[str], list[str]]) -> LexicalIndex:
    """An index whose scores are the share of the query's terms that a text holds, a rare term counting more."""
    return LexicalIndex(texts, terms, saturation=_ONCE, length=0.0)
