"""The photo search of a running shop, made beside the turns so that the shop opens without waiting for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from catalog.background import Background, Check
from catalog.catalogue import Catalogue
from catalog.photos.index import PhotoIndex
from catalog.photos.picture_labels import PictureLabels
from vision.embedding import ImageEmbedder

logger = logging.getLogger("shopmate")


class LivePhotos:
    """Keeps a PhotoIndex in step with the catalogue; a photo in the meantime is answered from the older one."""

    def __init__(
        self,
        catalogue: Callable[[], Catalogue],
        load: Callable[[], ImageEmbedder],
        images: Path,
        folder: Path,
        look: Callable[[Catalogue, PhotoIndex], None] = lambda *_: None,
        labels: PictureLabels | None = None,
    ) -> None:
        """load: makes the embedder, called once, in the background: the network takes a moment to open.

        look: called with every index that was made and the catalogue that it is of.
        labels: reads what stands on the pictures, None = nobody does.
        """
        self._labels = labels
        self._labelled: PhotoIndex | None = None
        self._look = look
        self._catalogue, self._load = catalogue, load
        self._images, self._folder = images, folder
        self._index: PhotoIndex | None = None
        self._goods: int | None = None
        self._embedder: ImageEmbedder | None = None
        self._failed = False
        self._building = Background("photos", self._build)
        self._labelling = Background("labels", self._label)

    @property
    def available(self) -> bool:
        """Whether a photo gets an answer now or in a moment."""
        return not self._failed

    @property
    def index(self) -> PhotoIndex | None:
        """The newest index, None until the first one is made; looks after a newer one on the side."""
        self.keep_up()
        return self._index

    def keep_up(self) -> None:
        """Starts making an index of the present catalogue unless there is one or one is under way."""
        if self._goods != self._catalogue().goods:
            self._building.start()
        elif self._labels and self._index is not self._labelled:
            self._labelling.start()

    def wait(self) -> PhotoIndex | None:
        """The index of the present catalogue, waited for."""
        self.keep_up()
        self._building.wait()
        return self._index

    def wait_labels(self) -> None:
        """Waits until the labels on the pictures of the present index are read."""
        self.wait()
        self.keep_up()
        self._labelling.wait()

    def close(self) -> None:
        """Ends what runs on the side; the pictures seen until then need not be looked at again."""
        self._building.close()
        self._labelling.close()
        if self._labels:
            self._labels.close()

    def _build(self, check: Check) -> None:
        catalogue = self._catalogue()
        # A catalogue whose pictures fail is not tried again at every turn.
        self._goods = catalogue.goods
        try:
            self._embedder = self._embedder or self._load()
            self._index = PhotoIndex.build(
                list(catalogue.products.values()), self._images, self._embedder, self._folder, check
            )
            self._failed = False
        except Exception:
            self._failed = True
            logger.exception("the shop's pictures could not be looked at; photos go unanswered")
            return
        try:
            self._look(catalogue, self._index)
        except Exception:
            logger.exception("what the shop's pictures say of categories could not be told; photos are answered")

    def _label(self, check: Check) -> None:
        """Beside the turns and after the index: a photo is answered meanwhile, by titles and looks."""
        index = self._index
        if self._labels is None or index is None:
            return
        try:
            index.read_labels(self._labels, check)
        except Exception:
            logger.exception("the labels on the shop's pictures could not be read; photos are answered by their looks")
        self._labelled = index
