"""The vectors of the shop's texts, so that only texts never seen before are encoded again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from catalog.vector_file import Progress, VectorFile, digest
from nlu.encoder import FloatMatrix, SentenceEncoder

_STEP = 512
#: Texts encoded between two writes: what a power cut may cost.
_SAVED_EVERY = 16 * _STEP


class TextVectors:
    """text -> vector, kept in the file `path`."""

    def __init__(self, path: Path, encoder: SentenceEncoder, *, asked: bool = False) -> None:
        """`asked`: the texts are questions, to be compared with questions."""
        self.path, self.encoder = path, encoder
        self._encode = encoder.queries if asked else encoder.passages
        self._file = VectorFile(path, fingerprint=encoder.fingerprint, dimension=encoder.dimension)

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> FloatMatrix:
        """[texts, dimension] float32, each of length 1; afterwards the file holds exactly these texts.

        Interrupted, it holds what was encoded until then beside what it held.
        """
        keys = [digest(text.encode("utf-8", "replace")) for text in texts]
        text_of = dict(zip(keys, texts, strict=True))
        known = self._file.read()
        missing = sorted(text_of.keys() - known.keys(), key=lambda key: (len(text_of[key]), key))
        try:
            for start in range(0, len(missing), _STEP):
                step = missing[start : start + _STEP]
                known.update(zip(step, self._encode([text_of[key] for key in step]), strict=True))
                done = start + len(step)
                if progress:
                    progress(done, len(missing))
                if done % _SAVED_EVERY == 0:
                    self._file.write(known)
        except BaseException:
            self._file.write(known)
            raise
        if missing or known.keys() != text_of.keys():
            self._file.write({key: known[key] for key in text_of})
        if not keys:
            return np.empty((0, self.encoder.dimension), dtype=np.float32)
        return np.stack([known[key] for key in keys])
