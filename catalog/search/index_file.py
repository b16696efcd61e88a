"""Vectors kept on disk, so that only texts never seen before are encoded again."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from nlu.encoder import FloatMatrix, SentenceEncoder

#: Called with how many of how many texts are encoded.
Progress = Callable[[int, int], None]

logger = logging.getLogger(__name__)

_STEP = 512
#: Texts encoded between two writes: what an interruption may cost.
_SAVED_EVERY = 16 * _STEP
_KEY_BYTES = 16


class VectorFile:
    """text -> vector in one file. A file that is missing, corrupt or of another encoder counts as empty."""

    def __init__(self, path: Path, encoder: SentenceEncoder) -> None:
        self.path, self.encoder = path, encoder

    def vectors(self, texts: Sequence[str], progress: Progress | None = None) -> FloatMatrix:
        """[texts, dimension] float32, each of length 1; afterwards the file holds exactly these texts."""
        keys = [_key(text) for text in texts]
        known = self._read()
        text_of = dict(zip(keys, texts, strict=True))
        missing = sorted(text_of.keys() - known.keys(), key=lambda key: (len(text_of[key]), key))
        for start in range(0, len(missing), _STEP):
            step = missing[start : start + _STEP]
            known.update(zip(step, self.encoder.passages([text_of[key] for key in step]), strict=True))
            done = start + len(step)
            if progress:
                progress(done, len(missing))
            if done % _SAVED_EVERY == 0:
                self._write(known)
        if missing or known.keys() != text_of.keys():
            self._write({key: known[key] for key in text_of})
        if not keys:
            return np.empty((0, self.encoder.dimension), dtype=np.float32)
        return np.stack([known[key] for key in keys])

    def _read(self) -> dict[bytes, FloatMatrix]:
        try:
            with np.load(self.path, allow_pickle=False) as file:
                if str(file["fingerprint"]) != self.encoder.fingerprint:
                    return {}
                keys, vectors = file["keys"], file["vectors"]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            logger.warning("the index file %s cannot be read (%s); it is made again", self.path, error)
            return {}
        if vectors.shape != (len(keys), self.encoder.dimension) or not np.isfinite(vectors).all():
            logger.warning("the index file %s holds no usable vectors; it is made again", self.path)
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}

    def _write(self, known: dict[bytes, FloatMatrix]) -> None:
        ordered = sorted(known)
        keys = np.frombuffer(b"".join(ordered), dtype=np.uint8).reshape(-1, _KEY_BYTES)
        vectors = np.stack([known[key] for key in ordered]) if ordered else np.empty((0, self.encoder.dimension))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                np.savez(file, fingerprint=self.encoder.fingerprint, keys=keys, vectors=vectors.astype(np.float32))
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=_KEY_BYTES).digest()
