"""What pictures say of categories: told where the merchant named none, doubted where they plainly show another.

Nothing that the merchant said is changed. What was seen is kept in the index folder and made anew with it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from catalog.photos.index import PhotoIndex
from catalog.photos.network import open_embedder
from catalog.pictures.names import with_pictures_here
from catalog.products import Product
from catalog.settings import Settings
from catalog.store import Store
from catalog.trained import Trained
from catalog.vector_file import Progress
from catalog.vocabulary import segments
from catalog.whole_file import write_whole
from nlu.tokens import key
from vision.probe import LinearProbe

#: The part's name among what a shop trains.
PART = "classify"
MODEL = "classes.npz"
FILE_NAME = "seen-kinds.json"


class Guess(NamedTuple):
    """A category and how likely it is, 0..1."""

    category: str
    confidence: float


@dataclass(frozen=True)
class SeenKinds:
    """Product id -> guess: `told` of products without a category, `doubted` of those whose picture shows another."""

    told: Mapping[str, Guess] = field(default_factory=dict)
    doubted: Mapping[str, Guess] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> SeenKinds:
        """What was kept in the index folder; nothing where there is nothing that can be read."""
        try:
            kept = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            return cls(*({key: Guess(*guess) for key, guess in kept[name].items()} for name in ("told", "doubted")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self, folder: Path) -> bool:
        """Keeps it; False when that is what was kept already."""
        if self == SeenKinds.read(folder):
            return False
        write_whole(folder / FILE_NAME, json.dumps({"told": self.told, "doubted": self.doubted}).encode())
        return True

    def unnamed(self, products: Iterable[Product]) -> list[Product]:
        """The products as the merchant told them: the reverse of `named`."""
        return [replace(product, categories=()) if product.id in self.told else product for product in products]

    def named(self, products: Sequence[Product]) -> list[Product]:
        """The products, those without a category with the one that their picture tells."""
        return [
            replace(product, categories=(self.told[product.id].category,))
            if not product.categories and product.id in self.told
            else product
            for product in products
        ]


@dataclass(frozen=True)
class KindReader:
    """Classes of pictures, as the shop trained them.

    Attributes:
        model_sha256: of the network whose vectors they were learnt from; those of another say nothing.
        tells_from, doubts_from: how likely a class must be to fill a category, and to doubt one.
    """

    probe: LinearProbe
    model_sha256: str
    tells_from: float
    doubts_from: float

    @classmethod
    def in_use(cls, home: Path) -> KindReader | None:
        """None where the shop trained none."""
        trained = Trained(home, PART)
        if not (folder := trained.in_use):
            return None
        card = trained.card()
        limits = float(card["tells_from"]), float(card["doubts_from"])
        return cls(LinearProbe.read(folder / MODEL), str(card["model_sha256"]), *limits)

    def look(self, products: Sequence[Product], index: PhotoIndex) -> SeenKinds:
        """What the first pictures of visible products say; of a class the shop has no category for, its own name."""
        looks = [(product, index.vector(product.id)) for product in products if product.visible]
        pictured = [(product, vector) for product, vector in looks if vector is not None]
        if not pictured or index.model_sha256 != self.model_sha256:
            return SeenKinds()
        chances = self.probe.probabilities(np.stack([vector for _, vector in pictured]))
        paths, classes = _paths(products), {key(label) for label in self.probe.labels}
        told, doubted = {}, {}
        for (product, _), row in zip(pictured, chances, strict=True):
            name = self.probe.labels[int(row.argmax())]
            guess = Guess(paths.get(key(name), name), round(float(row.max()), 3))
            own = {key(segment) for segment in segments(product)}
            if not product.categories and guess.confidence >= self.tells_from:
                told[product.id] = guess
            # A category that was never learnt from pictures can't be doubted by one.
            elif own & classes and key(name) not in own and guess.confidence >= self.doubts_from:
                doubted[product.id] = guess
        return SeenKinds(told, doubted)


def look_over(settings: Settings, store: Store, progress: Progress | None = None) -> SeenKinds:
    """Looks at every picture that is here, keeps what was seen, and lets running shops know when that moved."""
    reader, seen = KindReader.in_use(settings.home), SeenKinds()
    if reader:
        products = with_pictures_here(store.products(), store.pictures_not_here())
        index = PhotoIndex.build(products, settings.images, open_embedder(settings), settings.index, progress)
        seen = reader.look(products, index)
    if seen.write(settings.index):
        store.bump()
    return seen


def _paths(products: Sequence[Product]) -> dict[tuple[str, ...], str]:
    """The stems of a category's last part -> the category that most products with that part have."""
    counted: dict[tuple[str, ...], Counter[str]] = {}
    for path in (path for product in products for path in product.categories):
        counted.setdefault(key(path.rsplit("/", 1)[-1]), Counter())[path] += 1
    return {name: max(paths, key=lambda path: (paths[path], path)) for name, paths in counted.items()}
