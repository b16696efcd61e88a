"""How near the words of a title come in meaning to the words asked for: "sofa" is held by "couch" as well.

Every word of the catalogue's titles has its own vector. What each asked word finds nearest in a title says more than
the cosine of whole texts, which one missing word hardly moves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from catalog.search.lexical import FloatVector, rarity, stems, words
from catalog.search.text_vectors import TextVectors
from nlu.encoder import FloatMatrix, SentenceEncoder

Rows = npt.NDArray[np.intp]

#: What follows tells what the thing is for or goes with, never what it is.
_ASIDE = re.compile(r"\s(?:for|with|in|of|by|from|on|w/)\s|[,(\[|:;/]|\s[-–]\s")
#: Asked words whose likeness to the whole vocabulary is kept between queries.
_KEPT_WORDS = 256


def kind_word(text: str) -> str:
    """The stem of the word that says what the thing is, the last before an aside: "oak table for 6" -> "tabl"."""
    found = [word for word in stems(_ASIDE.split(text.lower(), maxsplit=1)[0]) if not word[0].isdigit()]
    return found[-1] if found else ""


class WordMeanings:
    """The words of all titles, and how near each is to the words of a query."""

    def __init__(self, titles: Sequence[str], encoder: SentenceEncoder, file: TextVectors) -> None:
        """`file` keeps the vectors of the words between starts."""
        self._encoder, self._texts = encoder, len(titles)
        by_title = [list(zip(stems(title), words(title), strict=True)) for title in titles]
        self._frequency = Counter(stem for said in by_title for stem in {stem for stem, _ in said})
        shapes: dict[str, Counter[str]] = {}
        for stem, word in (pair for said in by_title for pair in said):
            shapes.setdefault(stem, Counter())[word] += 1
        self._place = {stem: place for place, stem in enumerate(shapes)}
        # A stem stands for its most frequent shape: the network knows words, not stems.
        self._vectors = file.vectors([max(sorted(shape), key=shape.__getitem__) for shape in shapes.values()])
        self._words = [np.array([self._place[stem] for stem, _ in said], dtype=np.int32) for said in by_title]
        self._kinds = np.array([self._place.get(kind_word(title), -1) for title in titles], dtype=np.int32)
        self._likeness = lru_cache(_KEPT_WORDS)(self._of_word)

    def held(self, text: str, rows: Rows) -> FloatMatrix:
        """[rows, 4] for the titles in `rows`, each -1..1.

        How well the title holds the query's words in meaning: all of them by rarity, the least held one, the one that
        says the kind; and how near the title's own kind is to the kind asked for. All 0 without a word or a title.
        """
        asked = dict(zip(stems(text), words(text), strict=True))
        found = np.zeros((len(rows), 4), dtype=np.float32)
        filled = np.array([len(self._words[row]) > 0 for row in rows], dtype=bool)
        if not asked or not filled.any():
            return found
        likeness = np.stack([self._likeness(stem, word) for stem, word in asked.items()])
        said = [self._words[row] for row in rows[filled]]
        starts = np.cumsum([0, *map(len, said[:-1])])
        best = np.maximum.reduceat(likeness[:, np.concatenate(said)], starts, axis=1)
        weights = np.array([rarity(self._texts, self._frequency[stem]) for stem in asked], dtype=np.float32)
        kind = list(asked).index(kind_word(text)) if kind_word(text) in asked else len(asked) - 1
        kinds = self._kinds[rows[filled]]
        own = np.where(kinds >= 0, likeness[kind, np.maximum(kinds, 0)], 0)
        found[filled] = np.stack([weights / weights.sum() @ best, best.min(axis=0), best[kind], own], axis=1)
        return found

    def _of_word(self, stem: str, word: str) -> FloatVector:
        """[vocabulary] cosine of one asked word to each word of the titles."""
        place = self._place.get(stem)
        vector = self._encoder.passages([word])[0] if place is None else self._vectors[place]
        likeness: FloatVector = self._vectors @ vector
        return likeness
