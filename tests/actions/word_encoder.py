"""Stands in for the sentence encoder: texts are alike by the words they share, and by nothing else."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlu.encoder import SentenceEncoder
from nlu.hearing.lexicon import word_set
from nlu.tokens import key

_DIMENSION = 1024


class WordEncoder(SentenceEncoder):
    """Each stem counts in a place of its own; fillers count little."""

    def __init__(self) -> None:
        """Opens no model."""

    @property
    def name(self) -> str:
        return "words"

    @property
    def dimension(self) -> int:
        return _DIMENSION

    @property
    def fingerprint(self) -> str:
        return "words"

    def queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.stack([_vector(text) for text in texts]) if texts else np.empty((0, _DIMENSION), np.float32)

    passages = queries

    def knows(self, word: str) -> bool:
        return word not in ("wubba", "lubba", "chepest")


def _vector(text: str) -> npt.NDArray[np.float32]:
    vector = np.zeros(_DIMENSION, dtype=np.float32)
    vector[0] = 1e-3
    for stem in key(text):
        vector[zlib.crc32(stem.encode()) % _DIMENSION] += 0.1 if stem in word_set("words", "fillers") else 1.0
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length)
