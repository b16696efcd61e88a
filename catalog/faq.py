"""Service questions answered by meaning from the shop's own FAQ, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catalog.products import FaqEntry
from catalog.search.text_vectors import TextVectors
from catalog.settings import FaqSettings
from nlu.encoder import FloatMatrix, SentenceEncoder

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
#: How much the best sentence of the answer counts beside the best way to ask.
_ANSWER_SHARE = 0.3
#: Two entries this close to each other are not decided between; the customer is asked.
_LEAST_LEAD = 0.02
_NEAR = 3


@dataclass(frozen=True)
class FaqAnswer:
    """What the FAQ says to a question.

    Attributes:
        entry: the best entry, None when none is even near.
        score: its likeness to the question, -1..1; -1 without entries.
        certain: True when `entry` answers; otherwise only `near` may be offered.
        asked: the question's likeness to the nearest way to ask the best entry alone, -1..1.
        near: entries that may be meant, best first, at most 3; () when the question is about something else.
    """

    entry: FaqEntry | None
    score: float
    certain: bool
    near: tuple[FaqEntry, ...] = ()
    asked: float = -1.0


class FaqAnswerer:
    """Compares a question with every way to ask an entry, and with what the entry answers."""

    def __init__(
        self,
        entries: Sequence[FaqEntry],
        encoder: SentenceEncoder,
        settings: FaqSettings | None = None,
        folder: Path | None = None,
    ) -> None:
        """With a `folder` the vectors are kept there, and only what is new or changed is encoded."""
        self._entries = tuple(sorted(entries, key=lambda entry: entry.id))
        self._encoder = encoder
        self._settings = settings or FaqSettings()
        asked = [_ways_to_ask(entry) for entry in self._entries]
        answered = [_sentences(entry) for entry in self._entries]
        texts = [text for group in (*asked, *answered) for text in group]
        vectors = _encoded(texts, encoder, folder)
        split = sum(map(len, asked))
        self._asked = _Groups(vectors[:split], [len(group) for group in asked])
        self._answered = _Groups(vectors[split:], [len(group) for group in answered])

    @property
    def encoder(self) -> SentenceEncoder:
        """What the questions are compared by."""
        return self._encoder

    def answer(self, text: str, today: date | None = None) -> FaqAnswer:
        """The entry that answers `text`, if one surely does; of those that are valid `today`."""
        day = today or date.today()
        valid = np.array([entry.is_valid(day) for entry in self._entries], dtype=bool)
        if not valid.any() or not text.strip():
            return FaqAnswer(None, -1.0, certain=False)
        asked, weighed = self._scores(text)
        scores = np.where(valid, weighed, np.float32(-1.0))
        order = np.argsort(-scores, kind="stable")
        best = float(scores[order[0]])
        near = tuple(self._entries[place] for place in order[:_NEAR] if scores[place] >= self._settings.maybe)
        lead = best - float(scores[order[1]]) if len(order) > 1 else best
        certain = best >= self._settings.sure and lead >= _LEAST_LEAD
        return FaqAnswer(near[0] if near else None, best, certain, near, float(asked[order[0]]))

    def _scores(self, text: str) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """[entries] likeness to the ways to ask each, and to those and its answer together."""
        (question,) = self._encoder.queries([text])
        asked, answered = self._asked.nearest(question), self._answered.nearest(question)
        scores: npt.NDArray[np.float32] = (1 - _ANSWER_SHARE) * asked + _ANSWER_SHARE * answered
        return asked, scores


class _Groups:
    """Vectors in groups; each group answers with its nearest one."""

    def __init__(self, vectors: FloatMatrix, sizes: Sequence[int]) -> None:
        self._vectors = vectors
        self._starts = np.cumsum([0, *sizes[:-1]])

    def nearest(self, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """[groups] cosine of the nearest vector of each group."""
        return np.maximum.reduceat(self._vectors @ vector, self._starts)


def _ways_to_ask(entry: FaqEntry) -> tuple[str, ...]:
    return (entry.question, *entry.paraphrases)


def _sentences(entry: FaqEntry) -> tuple[str, ...]:
    return tuple(_SENTENCE_END.split(entry.answer.strip()))


def _encoded(texts: Sequence[str], encoder: SentenceEncoder, folder: Path | None) -> FloatMatrix:
    if folder is None:
        return encoder.passages(texts)
    return TextVectors(folder / "faq.npz", encoder).vectors(texts)
