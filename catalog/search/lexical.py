"""Words that match words: BM25 over stems, and over letter triples for what is misspelt.

BM25 as in Lucene (Robertson and Zaragoza 2009, section 3), run by bm25s. Scores are divided by what a text would get
that held every term of the query often, so 1 is the ceiling for every query and a word the catalogue does not
know counts against it. That makes them comparable between queries, and independent of which products are filtered out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

from nlu.tokens import unaccented

FloatVector = npt.NDArray[np.float32]

_WORD = re.compile(r"[^\W_]+")
# Numbers and their units stick together in one query and not in the other: "16gb" and "16 gb" must meet.
_NUMBER_UNIT = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_STOPWORDS = frozenset(
    "a an and are as at be but by for from i in is it me my of on or some that the this to was we with you your".split()  # noqa: SIM905
)
_LETTERS = 3


def words(text: str) -> list[str]:
    """Lower-case words and numbers, accents removed, without stopwords; "16GB" is "16", "gb"."""
    plain = text.lower().replace("'s ", " ").replace("’s ", " ")
    if not plain.isascii():  # the whole of a catalogue passes here, and most of it has no accents
        plain = unaccented(plain)
    return [word for word in _WORD.findall(_NUMBER_UNIT.sub(" ", plain)) if word not in _STOPWORDS]


def stems(text: str) -> list[str]:
    """English stems of the words: "running shoes" -> "run", "shoe"."""
    # A stemmer is not safe to share between threads, and costs nothing to make.
    return list(Stemmer.Stemmer("english").stemWords(words(text)))


def letter_triples(text: str) -> list[str]:
    """Letter triples of each word with its borders marked: "cup" -> "^cu", "cup", "up$"."""
    triples: list[str] = []
    for word in words(text):
        bordered = f"^{word}$"
        triples += [bordered[start : start + _LETTERS] for start in range(max(1, len(bordered) - _LETTERS + 1))]
    return triples


class LexicalIndex:
    """BM25 over one kind of term."""

    def __init__(
        self, texts: Sequence[str], terms: Callable[[str], list[str]], *, saturation: float = 0.6, length: float = 0.3
    ) -> None:
        """`saturation` is BM25's k1, `length` its b: titles are short and say a thing once."""
        self._terms = terms
        self._texts = len(texts)
        tokens = [terms(text) for text in texts]
        self._frequency = Counter(term for text in tokens for term in set(text))
        self._index = bm25s.BM25(k1=saturation, b=length)
        if self._frequency:
            self._index.index(tokens, show_progress=False)

    def scores(self, query: str) -> FloatVector:
        """[texts] 0..1: how much of the query each text holds; a rare term weighs more."""
        asked = self._terms(query)
        known = [term for term in asked if term in self._frequency]
        if not known:
            return np.zeros(self._texts, dtype=np.float32)
        ceiling = sum(self._rarity(term) for term in asked)
        return np.asarray(self._index.get_scores(known), dtype=np.float32) / np.float32(ceiling)

    def coverage(self, query: str) -> FloatVector:
        """[texts] 0..1: the share of the query's known different terms that a text holds, 0 when none is known."""
        known = {term for term in self._terms(query) if term in self._frequency}
        if not known:
            return np.zeros(self._texts, dtype=np.float32)
        held = sum((np.asarray(self._index.get_scores([term])) > 0).astype(np.float32) for term in known)
        return np.asarray(held / np.float32(len(known)), dtype=np.float32)

    def _rarity(self, term: str) -> float:
        return rarity(self._texts, self._frequency.get(term, 0))


def rarity(texts: int, frequency: int) -> float:
    """BM25's weight of a term that `frequency` of `texts` hold."""
    return math.log(1 + (texts - frequency + 0.5) / (frequency + 0.5))
