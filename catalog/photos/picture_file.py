"""The vectors of the shop's pictures on disk, so that only pictures never seen before go through the network again."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from vision.embedding import ImageEmbedder
from vision.image import ImageLimits, UnusableImageError, read_image
from vision.network import FloatMatrix

#: Called with how many of how many pictures are done.
Progress = Callable[[int, int], None]

logger = logging.getLogger(__name__)

#: Pictures between two writes: what an interruption may cost.
_SAVED_EVERY = 500
_KEY_BYTES = 16
#: The merchant's own pictures may be larger than what a stranger may send.
_LIMITS = ImageLimits(byte_count=50 * 1024 * 1024, pixel_count=64_000_000)


class PictureFile:
    """A picture's bytes -> its vector, in one file. A file that is missing, corrupt or of another network is empty."""

    def __init__(self, path: Path, embedder: ImageEmbedder) -> None:
        self._path, self._embedder = path, embedder

    def vectors(self, pictures: Sequence[Path], progress: Progress | None = None) -> Mapping[Path, FloatMatrix]:
        """picture -> vector [dimension] of length 1; a picture that is missing or unusable is left out, with a warning.

        Afterwards the file holds exactly these pictures.
        """
        known, held = self._read(), {}
        keys: dict[Path, bytes] = {}
        fresh = 0
        for done, path in enumerate(pictures, start=1):
            data = _bytes(path)
            key = hashlib.blake2b(data, digest_size=_KEY_BYTES).digest()
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
                self._write({**known, **held})
        if held.keys() != known.keys():
            self._write(held)
        return {path: held[key] for path, key in keys.items()}

    def _embed(self, path: Path, data: bytes) -> FloatMatrix | None:
        try:
            vector = self._embedder.picture(read_image(data, _LIMITS).pixels)
        except UnusableImageError as error:
            logger.warning("the picture %s is left out of the photo search: %s", path.name, error)
            return None
        # As the file keeps it, so that a vector made now and one read back give the same answer.
        return vector.astype(np.float16).astype(np.float32)

    def _read(self) -> dict[bytes, FloatMatrix]:
        try:
            with np.load(self._path, allow_pickle=False) as file:
                if str(file["fingerprint"]) != self._embedder.fingerprint:
                    return {}
                keys, vectors = file["keys"], file["vectors"].astype(np.float32)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            logger.warning("the index file %s cannot be read (%s); it is made again", self._path, error)
            return {}
        if vectors.shape != (len(keys), self._embedder.dimension) or not np.isfinite(vectors).all():
            logger.warning("the index file %s holds no usable vectors; it is made again", self._path)
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}

    def _write(self, held: Mapping[bytes, FloatMatrix]) -> None:
        ordered = sorted(held)
        keys = np.frombuffer(b"".join(ordered), dtype=np.uint8).reshape(-1, _KEY_BYTES)
        vectors = np.stack([held[key] for key in ordered]) if ordered else np.empty((0, self._embedder.dimension))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                # Half precision: the cosines move by less than 0.0005.
                fingerprint = self._embedder.fingerprint
                np.savez(file, fingerprint=fingerprint, keys=keys, vectors=vectors.astype(np.float16))
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        logger.warning("the picture %s cannot be read: %s", path, error.strerror)
        return b""
