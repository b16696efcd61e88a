"""A photo that was sent -> what the shop has like it: looks and label together."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.photos.answer import PhotoAnswer
from catalog.photos.live import LivePhotos
from catalog.photos.reading import PhotoLabels
from catalog.photos.store import PhotoStore
from nlu.wish import Wish
from vision.image import Pixels
from vision.label import LabelLine


class PhotoFinder:
    """Finds by the id under which a photo is kept."""

    def __init__(self, photos: LivePhotos, store: PhotoStore, labels: PhotoLabels) -> None:
        self._photos, self._store, self._labels = photos, store, labels

    def find(self, photo_id: str, *, wish: Wish | None = None, limit: int, offset: int = 0) -> PhotoAnswer | None:
        """As PhotoIndex.find; a label that is not read yet does not count. None until the first index is made.

        Raises: PhotoMissingError.
        """
        return self._find(photo_id, wish, limit, offset, wait=False)

    def look_ahead(self, photo_id: str) -> None:
        """Before its turn: looks at the photo and waits for its label where that could change the answer.

        Not in the turn itself: turns have few threads. Raises: PhotoMissingError.
        """
        if self._labels.on:
            self._find(photo_id, None, 1, 0, wait=True)

    def _find(self, photo_id: str, wish: Wish | None, limit: int, offset: int, *, wait: bool) -> PhotoAnswer | None:
        index = self._photos.index
        if index is None:
            return None

        def label(pixels: Pixels, turn: int) -> Sequence[LabelLine]:
            return self._labels.lines(photo_id, pixels, turn, wait=wait)

        pixels = self._store.load(photo_id).pixels
        return index.find(pixels, wish=wish, limit=limit, offset=offset, label=label if self._labels.on else None)
