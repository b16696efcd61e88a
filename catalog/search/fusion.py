"""How well each product answers free text: meaning, words and letters weighed together.

All three parts are absolute (a product's score does not depend on the other products of the answer), so one floor
tells a poor match from a match, and filtering never reorders what it leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.products import Product
from catalog.search.lexical import FloatVector, LexicalIndex, letter_triples, stems
from catalog.search.spelling import Speller
from catalog.search.text_vectors import TextVectors
from catalog.search.texts import detail_text, full_text, title_text
from catalog.search.vectors import BoolVector, VectorIndex
from catalog.vector_file import Progress
from nlu.encoder import FloatMatrix, SentenceEncoder


@dataclass(frozen=True)
class Weights:
    """Shares of the three parts, which add up to 1; chosen on two public query sets, see docs/decisions."""

    meaning: float = 0.65
    letters: float = 0.25
    words: float = 0.10


class Relevance:
    """Scores all products against free text."""

    def __init__(
        self,
        products: Sequence[Product],
        encoder: SentenceEncoder,
        folder: Path,
        progress: Progress | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._encoder = encoder
        self._weights = weights or Weights()
        self._letters = LexicalIndex([title_text(product) for product in products], letter_triples)
        self._words = LexicalIndex([full_text(product) for product in products], stems, length=0.5)
        self._speller = Speller((full_text(product) for product in products), encoder.knows)
        self.vectors = VectorIndex(_product_vectors(products, TextVectors(folder / "products.npz", encoder), progress))

    def scores(self, text: str, allowed: BoolVector | None = None, *, context: str = "") -> FloatVector:
        """[products] about 0..1, higher is better, -1 where `allowed` is False.

        `context` (the category asked for) helps the meaning along without being demanded as a word.
        """
        text = self._speller.corrected(text)
        (query,) = self._encoder.queries([f"{text} {context}".strip()])
        meaning = self.vectors.likeness(query, allowed)
        weights = self._weights
        lexical = weights.letters * self._letters.scores(text) + weights.words * self._words.scores(text)
        scores: FloatVector = np.where(meaning > -1, weights.meaning * meaning + lexical, np.float32(-1))
        return scores

    def likeness(self, text: str, names: Sequence[str]) -> FloatVector:
        """[names] cosine of each short name to the text."""
        likeness: FloatVector = self._encoder.passages(names) @ self._encoder.queries([text])[0]
        return likeness

    def coverage(self, text: str) -> FloatVector:
        """[products] 0..1: the share of the text's words that a product holds."""
        return self._words.coverage(self._speller.corrected(text))


def _product_vectors(products: Sequence[Product], file: TextVectors, progress: Progress | None) -> FloatMatrix:
    """[products, dimension]: half the bare title, half the title in its surroundings.

    The title alone misses what only the description tells; with the description alone a long text drowns the name.
    """
    titles = [title_text(product) for product in products]
    details = [detail_text(product) or title for product, title in zip(products, titles, strict=True)]
    vectors = file.vectors(titles + details, progress)
    both = vectors[: len(titles)] + vectors[len(titles) :]
    lengths = np.linalg.norm(both, axis=1, keepdims=True)
    mixed: FloatMatrix = (both / np.maximum(lengths, 1e-9)).astype(np.float32)
    return mixed
