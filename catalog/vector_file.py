"""Vectors on disk under the digest of what they were made of, so that nothing goes through a network twice."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

FloatMatrix = npt.NDArray[np.float32]
#: Called with how many of how many texts or pictures are done.
Progress = Callable[[int, int], None]

logger = logging.getLogger(__name__)

_KEY_BYTES = 16


def digest(data: bytes) -> bytes:
    """The key of the vector that is made of `data`."""
    return hashlib.blake2b(data, digest_size=_KEY_BYTES).digest()


class VectorFile:
    """digest -> vector in one file.

    Args:
        fingerprint: of the network that makes the vectors; a file of another one counts as empty.
        dimension: numbers in a vector.
        precision: of the numbers as kept.
    """

    def __init__(self, path: Path, *, fingerprint: str, dimension: int, precision: npt.DTypeLike = np.float32) -> None:
        self._path, self._fingerprint = path, fingerprint
        self._dimension, self._precision = dimension, precision

    def read(self) -> dict[bytes, FloatMatrix]:
        """digest -> [dimension] float32; empty when the file is missing, corrupt or of another network."""
        try:
            with np.load(self._path, allow_pickle=False) as file:
                if str(file["fingerprint"]) != self._fingerprint:
                    return {}
                keys, vectors = file["keys"], file["vectors"].astype(np.float32)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            logger.warning("the index file %s cannot be read (%s); it is made again", self._path, error)
            return {}
        if vectors.shape != (len(keys), self._dimension) or not np.isfinite(vectors).all():
            logger.warning("the index file %s holds no usable vectors; it is made again", self._path)
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}

    def write(self, held: Mapping[bytes, FloatMatrix]) -> None:
        """Afterwards the file holds exactly these; a reader sees the old file or the new one, nothing between."""
        ordered = sorted(held)
        keys = np.frombuffer(b"".join(ordered), dtype=np.uint8).reshape(-1, _KEY_BYTES)
        vectors = np.stack([held[key] for key in ordered]) if ordered else np.empty((0, self._dimension))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                np.savez(file, fingerprint=self._fingerprint, keys=keys, vectors=vectors.astype(self._precision))
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
