"""Customers' photos on disk: clean, under the hash of their bytes, deleted after a while."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import tempfile
import time
from pathlib import Path

from catalog.photos.reading import PhotoLabels
from vision.image import SafeImage, read_image
from vision.reader import ImageReader

_PHOTO_ID = re.compile(r"[0-9a-f]{64}")
KEPT_HOURS = 24.0
#: Beside the photos: a folder per conversation with an empty file per photo that was sent in it.
_SENT = "sent"
_GONE = "This photo is no longer kept; please send it again."
_log = logging.getLogger(__name__)


class PhotoMissingError(LookupError):
    """There is no such photo (any more); the message may be shown to the customer."""


class PhotoStore:
    """The folder of the photos; several processes may share it."""

    def __init__(self, folder: Path, kept_hours: float = KEPT_HOURS, labels: PhotoLabels | None = None) -> None:
        """labels: begins to read what stands on a photo as soon as it is here."""
        self._folder = folder
        self._labels = labels or PhotoLabels(None)
        self._kept_seconds = kept_hours * 3600
        self._reader = ImageReader()

    def save(self, data: bytes, whom: str = "", conversation: str = "") -> str:
        """Keeps the photo in `data` and returns its id; the same photo sent again is kept longer, not twice.

        Only the picture encoded anew is stored: no place, no time, nothing hidden behind it.
        `conversation`: in which it was sent, so that it goes when that is forgotten.
        `whom`: who sent it; one who sends many at once waits behind the others.
        Raises: vision.image.UnusableImageError, vision.reader.BusyError.
        """
        image = self._reader.read(data, whom=whom)
        path = self._path(image.digest)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if conversation:
            self._mark(conversation, image.digest)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=".photo-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(image.jpeg)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._labels.begin(image.digest, image.pixels)
        return image.digest

    def load(self, photo_id: str) -> SafeImage:
        """The photo kept under `photo_id`.

        Raises: PhotoMissingError for an unknown, malformed or expired id, and for a file that is no longer what it was.
        """
        try:
            path = self._path(photo_id)
            if path.stat().st_mtime + self._kept_seconds < time.time():
                raise FileNotFoundError
            data = path.read_bytes()
        except FileNotFoundError:
            raise PhotoMissingError(_GONE) from None
        if hashlib.sha256(data).hexdigest() != photo_id:
            path.unlink(missing_ok=True)
            _log.warning("a shopper's photo was damaged on disk and is deleted")
            raise PhotoMissingError(_GONE)
        return read_image(data)  # our own JPEG: it needs no wall

    def of_conversation(self, conversation: str) -> list[Path]:
        """The files of the photos that were sent in it and are still kept."""
        marks = self._marks(conversation).glob("*")
        return sorted(path for mark in marks if (path := self._path(mark.name)).exists())

    def forget(self, conversation: str) -> None:
        """Deletes the photos of a conversation; one that was sent in another too stays for that."""
        for mark in list(self._marks(conversation).glob("*")):
            mark.unlink(missing_ok=True)
            if not any(self._folder.glob(f"{_SENT}/*/{mark.name}")):
                self.delete(mark.name)
        with contextlib.suppress(FileNotFoundError):
            self._marks(conversation).rmdir()

    def close(self) -> None:
        """Ends the processes that read photos and their labels."""
        self._reader.close()
        self._labels.close()

    def delete(self, photo_id: str) -> None:
        """Forgets the photo; nothing happens when it is not there."""
        self._path(photo_id).unlink(missing_ok=True)
        self._labels.forget(photo_id)

    def expire(self, now: float | None = None) -> int:
        """Deletes what was kept long enough at `now` (seconds since 1970, None = this moment); how many photos."""
        deadline = (time.time() if now is None else now) - self._kept_seconds
        deleted = 0
        # Also the ".photo-…" files of a process that was killed while writing, and the marks of who sent what.
        for path in self._folder.rglob("*") if self._folder.is_dir() else ():
            try:
                if path.is_dir():
                    continue
                if path.stat().st_mtime < deadline:
                    path.unlink()
                    self._labels.forget(path.stem)
                    deleted += path.parent == self._folder
            except FileNotFoundError:  # another process was faster
                continue
        return deleted

    def _marks(self, conversation: str) -> Path:
        return self._folder / _SENT / hashlib.sha256(conversation.encode()).hexdigest()

    def _mark(self, conversation: str, photo_id: str) -> None:
        marks = self._marks(conversation)
        for folder in (marks.parent, marks):
            folder.mkdir(exist_ok=True, mode=0o700)
        (marks / photo_id).touch(mode=0o600)

    def _path(self, photo_id: str) -> Path:
        # The id comes back from outside: nothing but a hash may become a path.
        if not _PHOTO_ID.fullmatch(photo_id):
            raise PhotoMissingError("This is not the id of a photo; please send the photo again.")
        return self._folder / f"{photo_id}.jpg"
