"""What the texts of a running shop's products tell, read beside the turns after every import."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from catalog.background import Background, Check
from catalog.catalogue import Catalogue
from catalog.from_text.reading import PART, read
from catalog.from_text.values import Readings, ReadValue
from catalog.products import Product
from catalog.trained import Trained
from nlu.attributes import AttributeReader

logger = logging.getLogger("shopmate")


class LiveReading:
    """Keeps the readings in step with the catalogue; a shop that trained no reader has none."""

    def __init__(self, catalogue: Callable[[], Catalogue], home: Path, folder: Path) -> None:
        """folder: of the index, where the readings are kept."""
        self._catalogue, self._trained, self._folder = catalogue, Trained(home, PART), folder
        self._readings = Readings.load(folder)
        self._seen: tuple[int, str] | None = None
        self._working = Background("reading", self._read)

    def of(self, product: Product) -> Mapping[str, ReadValue]:
        """What the product's text tells beside the merchant's facts."""
        return self._readings.of(product) if self._readings.reader == self._name else {}

    def keep_up(self) -> None:
        """Starts reading what is new, unless all was read or the shop has no reader."""
        name = self._name
        if name and self._seen != (self._catalogue().goods, name):
            self._working.start()

    def wait(self) -> Readings:
        """The readings of the present catalogue, waited for."""
        self.keep_up()
        self._working.wait()
        return self._readings

    def close(self) -> None:
        self._working.close()

    @property
    def _name(self) -> str:
        """The version in use, "" where nothing was trained."""
        folder = self._trained.in_use
        return folder.name if folder else ""

    def _read(self, check: Check) -> None:
        catalogue, folder = self._catalogue(), self._trained.in_use
        if folder is None:
            return
        # A catalogue that cannot be read is not tried again at every turn.
        self._seen = catalogue.goods, folder.name
        try:
            visible = [product for product in catalogue.products.values() if product.visible]
            readings = read(visible, AttributeReader(folder), folder.name, self._readings, check)
            readings.save(self._folder)
            self._readings = readings
        except Exception:
            logger.exception("the products' texts could not be read for facts; what the feed lists is told alone")
