"""The vectors of the shop's pictures, so that only pictures never seen before go through the network again."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from catalog.vector_file import Progress, VectorFile, digest
from vision.embedding import ImageEmbedder
from vision.image import ImageLimits, UnusableImageError, read_image
from vision.network import FloatMatrix

logger = logging.getLogger(__name__)

#: Pictures looked at between two writes: what a power cut may cost.
_SAVED_EVERY = 500
#: The merchant's own pictures may be larger than what a stranger may send.
LIMITS = ImageLimits(byte_count=50 * 1024 * 1024, pixel_count=64_000_000)


class PictureVectors:
    """A picture's bytes -> its vector, kept in the file `path`."""

    def __init__(self, path: Path, embedder: ImageEmbedder) -> None:
        self._embedder = embedder
        # Half precision: the cosines move by less than 0.0005.
        self._file = VectorFile(
            path, fingerprint=embedder.fingerprint, dimension=embedder.dimension, precision=np.float16
        )

    def vectors(self, pictures: Sequence[Path], progress: Progress | None = None) -> Mapping[Path, FloatMatrix]:
        """picture -> vector [dimension] of length 1; a picture that is missing or unusable is left out, with a warning.

        Afterwards the file holds exactly these pictures; interrupted, what was seen until then beside what it held.
        """
        known = self._file.read()
        held: dict[bytes, FloatMatrix] = {}
        keys: dict[Path, bytes] = {}
        fresh = 0
        try:
            for done, path in enumerate(pictures, start=1):
                data = _bytes(path)
                key = digest(data)
                if data and key not in held:
                    vector = known[key] if key in known else self._embed(path, data)
                    if vector is not None:
                        held[key] = vector
                    fresh += key not in known
                if key in held:
                    keys[path] = key
                if progress:
                    progress(done, len(pictures))
                if fresh and fresh % _SAVED_EVERY == 0:
                    self._file.write({**known, **held})
        except BaseException:
            self._file.write({**known, **held})
            raise
        if held.keys() != known.keys():
            self._file.write(held)
        return {path: held[key] for path, key in keys.items()}

    def _embed(self, path: Path, data: bytes) -> FloatMatrix | None:
        try:
            vector = self._embedder.picture(read_image(data, LIMITS).pixels)
        except UnusableImageError as error:
            logger.warning("the picture %s is left out of the photo search: %s", path.name, error)
            return None
        # As the file keeps it, so that a vector made now and one read back give the same answer.
        return vector.astype(np.float16).astype(np.float32)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        logger.warning("the picture %s cannot be read: %s", path, error.strerror)
        return b""
