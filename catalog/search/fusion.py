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
from catalog.search.learnt import LearntRanking
from catalog.search.lexical import FloatVector, LexicalIndex, letter_triples, stems
from catalog.search.signs import Parts, Signs
from catalog.search.spelling import Speller
from catalog.search.taught import TaughtTitles
from catalog.search.text_vectors import TextVectors
from catalog.search.texts import detail_text, full_text, title_text
from catalog.search.vectors import BoolVector, VectorIndex
from catalog.search.word_meanings import Rows, WordMeanings
from catalog.vector_file import Progress
from nlu.encoder import FloatMatrix, SentenceEncoder

#: So many products at most are ordered by a learnt ranking; nobody pages further, and a large shop stays fast.
CANDIDATES = 300


@dataclass(frozen=True)
class Weights:
    """Shares of the three parts, which add up to 1; chosen on two public query sets, see docs/decisions."""

    meaning: float = 0.65
    letters: float = 0.25
    words: float = 0.10


#: By how much the cosines of an encoder are stretched before they are weighed: until best answers have the median that
#: they have with MiniLM, by which shares and floors were measured (docs/decisions/0011). 1 for one that is not named.
STRETCH = {"e5": 1.3, "minilm+e5": 1.15}


class Relevance:
    """Scores all products against free text."""

    def __init__(
        self,
        products: Sequence[Product],
        encoder: SentenceEncoder,
        folder: Path,
        progress: Progress | None = None,
        weights: Weights | None = None,
        learnt: LearntRanking | None = None,
    ) -> None:
        """`learnt` with another encoder is left out: its weights mean nothing here."""
        self.products = products
        self._encoder = encoder
        self._weights = weights or Weights()
        self._letters = LexicalIndex([title_text(product) for product in products], letter_triples)
        self._words = LexicalIndex([full_text(product) for product in products], stems, length=0.5)
        self._speller = Speller((full_text(product) for product in products), encoder.knows)
        titles, details = _text_vectors(products, TextVectors(folder / "products.npz", encoder), progress)
        self.vectors = VectorIndex(_halved(titles, details))
        self.learnt = learnt if learnt and learnt.fits(encoder) else None
        #: Kept only where something weighs them: they take as much memory as the search itself.
        self.signs = None
        if self.learnt:
            names = [title_text(product) for product in products]
            meanings = WordMeanings(names, encoder, TextVectors(folder / "words.npz", encoder))
            taught = TaughtTitles(names, self.learnt.taught, folder, progress) if self.learnt.taught else None
            self.signs = Signs(products, self.vectors, details, meanings, taught)

    def scores(self, text: str, allowed: BoolVector | None = None, *, context: str = "") -> FloatVector:
        """[products] about 0..1, higher is better, -1 where `allowed` is False.

        `context` (the category asked for) helps the meaning along without being demanded as a word. A learnt ranking
        puts the best of what is allowed in another order; they share out the scores that they have as it ships.
        """
        learnt, signs = self.learnt, self.signs
        if not learnt or not signs or not len(self.products):
            scores = self._parts(text, context, allowed)[2].scores
        else:
            text, query, parts = self._parts(text, context)
            rows = candidates(parts.scores, allowed)
            judged = learnt.judged(signs.of(text, query, parts, rows))
            scores = parts.scores.copy()
            scores[rows[np.argsort(-judged, kind="stable")]] = parts.scores[rows]
        return scores if allowed is None else np.where(allowed, scores, np.float32(-1))

    def weighed(self, text: str, more: Sequence[int] = ()) -> tuple[Rows, FloatMatrix]:
        """What an order is learnt from: rows of products, and [rows, signs] their signs.

        The rows are those that are put in order, best first as it ships, then those of `more` that are not among them.
        Raises: ValueError when the signs were not kept.
        """
        if self.signs is None:
            raise ValueError("no signs were kept. Needed: Relevance(..., learnt=LearntRanking(encoder.fingerprint)).")
        text, query, parts = self._parts(text)
        first = candidates(parts.scores)
        rows = np.concatenate([first, np.setdiff1d(np.asarray(more, dtype=np.intp), first)])
        return rows, self.signs.of(text, query, parts, rows)

    def _parts(self, text: str, context: str = "", allowed: BoolVector | None = None) -> tuple[str, FloatVector, Parts]:
        """The text with its slips mended, its vector, and the scores of what ships."""
        text = self._speller.corrected(text)
        (query,) = self._encoder.queries([f"{text} {context}".strip()])
        meaning = self.vectors.likeness(query, allowed) * np.float32(STRETCH.get(self._encoder.name, 1.0))
        letters, words = self._letters.scores(text), self._words.scores(text)
        weights = self._weights
        scores = weights.meaning * meaning + weights.letters * letters + weights.words * words
        return text, query, Parts(np.asarray(scores, dtype=np.float32), meaning, letters, words)

    def likeness(self, text: str, names: Sequence[str]) -> FloatVector:
        """[names] cosine of each short name to the text."""
        likeness: FloatVector = self._encoder.queries(names) @ self._encoder.queries([text])[0]
        return likeness

    def coverage(self, text: str) -> FloatVector:
        """[products] 0..1: the share of the text's words that a product holds."""
        return self._words.coverage(self._speller.corrected(text))


def candidates(scores: FloatVector, allowed: BoolVector | None = None) -> Rows:
    """The rows whose order a learnt ranking decides: the best of what is allowed, best first."""
    rows: Rows = np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
    if len(rows) > CANDIDATES:
        rows = np.sort(rows[np.argpartition(-scores[rows], CANDIDATES)[:CANDIDATES]])
    return rows[np.argsort(-scores[rows], kind="stable")]


def _text_vectors(
    products: Sequence[Product], file: TextVectors, progress: Progress | None
) -> tuple[FloatMatrix, FloatMatrix]:
    """Both [products, dimension]: the bare titles, and the titles in their surroundings."""
    titles = [title_text(product) for product in products]
    details = [detail_text(product) or title for product, title in zip(products, titles, strict=True)]
    vectors = file.vectors(titles + details, progress)
    return vectors[: len(titles)], vectors[len(titles) :]


def _halved(titles: FloatMatrix, details: FloatMatrix) -> FloatMatrix:
    """[products, dimension]: half the bare title, half the title in its surroundings.

    The title alone misses what only the description tells; with the description alone a long text drowns the name.
    """
    both = titles + details
    lengths = np.linalg.norm(both, axis=1, keepdims=True)
    mixed: FloatMatrix = (both / np.maximum(lengths, 1e-9)).astype(np.float32)
    return mixed
