"""Titles as an encoder sees them that the shop taught what its wishes mean (`shopmate train encoder`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from catalog.search.lexical import FloatVector
from catalog.search.text_vectors import TextVectors
from catalog.search.word_meanings import Rows
from catalog.vector_file import Progress
from nlu.encoder import load_encoder

FILE_NAME = "taught.npz"


class TaughtTitles:
    """Beside the vectors that the search ranks by: the floors were measured with those and stay true."""

    def __init__(self, titles: Sequence[str], folder: Path, index: Path, progress: Progress | None = None) -> None:
        """`folder` holds the encoder; the vectors are kept in `index` between starts."""
        self._encoder = load_encoder(str(folder), folder.parent)
        self._titles = TextVectors(index / FILE_NAME, self._encoder).vectors(titles, progress)

    def likeness(self, text: str, rows: Rows) -> FloatVector:
        """[rows] cosine -1..1 of each title to the text."""
        (query,) = self._encoder.queries([text])
        return np.asarray(self._titles[rows] @ query, dtype=np.float32)
