"""Customers' photos on disk: clean, under the hash of their bytes, deleted after a while."""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path

from vision.image import SafeImage, read_image
from vision.reader import ImageReader

_PHOTO_ID = re.compile(r"[0-9a-f]{64}")
KEPT_HOURS = 24.0


class PhotoMissingError(LookupError):
    """There is no such photo (any more); the message may be shown to the customer."""


class PhotoStore:
    """The folder of the photos; several processes may share it."""

    def __init__(self, folder: Path, kept_hours: float = KEPT_HOURS) -> None:
        self._folder = folder
        self._kept_seconds = kept_hours * 3600
        self._reader = ImageReader()

    def save(self, data: bytes, whom: str = "") -> str:
        """Keeps the photo in `data` and returns its id; the same photo sent again is kept longer, not twice.

        Only the picture encoded anew is stored: no place, no time, nothing hidden behind it.
        `whom`: who sent it; one who sends many at once waits behind the others.
        Raises: vision.image.UnusableImageError, vision.reader.BusyError.
        """
        image = self._reader.read(data, whom=whom)
        path = self._path(image.digest)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=".photo-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(image.jpeg)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return image.digest

    def load(self, photo_id: str) -> SafeImage:
        """The photo kept under `photo_id`. Raises: PhotoMissingError for an unknown, malformed or expired id."""
        try:
            path = self._path(photo_id)
            if path.stat().st_mtime + self._kept_seconds < time.time():
                raise FileNotFoundError
            return read_image(path.read_bytes())  # our own JPEG: it needs no wall
        except FileNotFoundError:
            raise PhotoMissingError("This photo is no longer kept; please send it again.") from None

    def close(self) -> None:
        """Ends the processes that read photos."""
        self._reader.close()

    def delete(self, photo_id: str) -> None:
        """Forgets the photo; nothing happens when it is not there."""
        self._path(photo_id).unlink(missing_ok=True)

    def expire(self, now: float | None = None) -> int:
        """Deletes what was kept long enough at `now` (seconds since 1970, None = this moment); how many photos."""
        deadline = (time.time() if now is None else now) - self._kept_seconds
        deleted = 0
        # Also the ".photo-…" files of a process that was killed while writing.
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            try:
                if path.stat().st_mtime < deadline:
                    path.unlink()
                    deleted += 1
            except FileNotFoundError:  # another process was faster
                continue
        return deleted

    def _path(self, photo_id: str) -> Path:
        # The id comes back from outside: nothing but a hash may become a path.
        if not _PHOTO_ID.fullmatch(photo_id):
            raise PhotoMissingError("This is not the id of a photo; please send the photo again.")
        return self._folder / f"{photo_id}.jpg"
