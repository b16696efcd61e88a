"""What speaks for a product besides the three parts that ship: signs that a ranking learnt for one shop weighs.

Each sign depends on the query, the product and the catalogue alone, never on what a filter left.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from catalog.products import Product
from catalog.search.lexical import FloatVector, LexicalIndex, stems
from catalog.search.taught import TaughtTitles
from catalog.search.texts import title_text
from catalog.search.vectors import VectorIndex
from catalog.search.word_meanings import Rows, WordMeanings
from catalog.vocabulary import segments
from nlu.encoder import FloatMatrix

#: As good as no saturation at all: a term counts once, however often a text holds it.
_ONCE = 1e-6
#: So many of the first places make up the best answers.
_BEST = 10
_NUMBER = re.compile(r"\d+(?:[./]\d+)*")

#: The order of the columns that `Signs.of` gives; a learnt ranking names those it weighs.
NAMES = (
    "ships",  # the score of what ships
    "detail",  # cosine -1..1 of the title in its surroundings
    "near_best",  # cosine -1..1 to the middle of the catalogue's best answers (Rocchio 1971)
    "title_held",  # share of the query, by rarity, that the title holds, 0..1
    "pairs_held",  # share of the query's pairs of neighbouring words that stand together in the title
    "numbers_held",  # share of the query's numbers in the title
    "kind_held",  # share of the query that the product's categories hold
    "short",  # minus the logarithm of the words in the title
    "liked",  # logarithm of the number of reviews
    "meaning",  # cosine -1..1 to what the search ranks by
    "letters",  # letter triples of the title, 0..1
    "words",  # stemmed words of everything, 0..1
    "meant",  # how near the title's words come to those of the query, by rarity (catalog/search/word_meanings.py)
    "least_meant",  # the same of the word that the title holds least
    "kind_meant",  # the same of the word that says what is asked for
    "kind_like",  # how near what the title says the thing is comes to what is asked for
    "other_numbers",  # how many of the title's numbers were not asked for
    "taught",  # cosine -1..1 of the title by an encoder that the shop taught for itself, 0 without one
)


def word_pairs(text: str) -> list[str]:
    """The stems of neighbouring words: "red wool scarf" -> "red wool", "wool scarf"."""
    return [f"{one} {two}" for one, two in pairwise(stems(text))]


@dataclass(frozen=True)
class Parts:
    """[products] each: the score of what ships and what it is the weighed sum of."""

    scores: FloatVector
    meaning: FloatVector
    letters: FloatVector
    words: FloatVector


class Signs:
    """The signs of all products of one state of the catalogue."""

    def __init__(
        self,
        products: Sequence[Product],
        vectors: VectorIndex,
        details: FloatMatrix,
        meanings: WordMeanings,
        taught: TaughtTitles | None = None,
    ) -> None:
        """`vectors` are those that the search ranks by; `details` is [products, dimension], each of length 1."""
        self._vectors, self._details, self._meanings, self._taught = vectors, details, meanings, taught
        titles = [title_text(product) for product in products]
        self._title = _holding(titles, stems)
        self._pairs = _holding(titles, word_pairs)
        self._numbers = _holding(titles, _NUMBER.findall)
        self._kinds = _holding([" ".join(segments(product)) for product in products], stems)
        self._short = np.array([-math.log(1 + len(stems(title))) for title in titles], dtype=np.float32)
        self._told = [frozenset(_NUMBER.findall(title)) for title in titles]
        self._liked = np.array([math.log1p(product.review_count) for product in products], dtype=np.float32)

    def of(self, text: str, query: FloatVector, parts: Parts, rows: Rows) -> FloatMatrix:
        """[rows, len(NAMES)] for a query whose vector is `query` [dimension].

        `parts` are those of what ships, of all products whatever is filtered.
        """
        lexical = (self._title, self._pairs, self._numbers, self._kinds)
        columns = [
            parts.scores[rows],
            self._details[rows] @ query,
            self._near(parts.scores, rows),
            *(index.scores(text)[rows] for index in lexical),
            self._short[rows],
            self._liked[rows],
            parts.meaning[rows],
            parts.letters[rows],
            parts.words[rows],
            *self._meanings.held(text, rows).T,
            self._other_numbers(text, rows),
            self._taught.likeness(text, rows) if self._taught else np.zeros(len(rows)),
        ]
        return np.stack(columns, axis=1).astype(np.float32)

    def _other_numbers(self, text: str, rows: Rows) -> FloatVector:
        asked = set(_NUMBER.findall(text))
        return np.array([len(self._told[row] - asked) for row in rows], dtype=np.float32)

    def _near(self, scores: FloatVector, rows: Rows) -> FloatVector:
        """[rows] cosine -1..1 to the middle of the products with the best scores."""
        best = np.argpartition(-scores, min(_BEST, len(scores)) - 1)[:_BEST]
        middle = self._vectors.all[best].sum(axis=0)
        return np.asarray(self._vectors.all[rows] @ (middle / max(float(np.linalg.norm(middle)), 1e-9)))


def _holding(texts: Sequence[str], terms: Callable[[str], list[str]]) -> LexicalIndex:
    """An index whose scores are the share of the query's terms that a text holds, a rare term counting more."""
    return LexicalIndex(texts, terms, saturation=_ONCE, length=0.0)
