"""Whether the shop says "nothing like that" where it should: `python -m benchmarks.photo_floor GROCERIES CLOTHES FEED`.

GROCERIES is a photo set as `eval photo` takes it (splits train, val), CLOTHES image folders (train, validation), FEED a
shop of clothes. Clothes are shown to the grocer, groceries to the clothes shop, drawn faces, rooms and landscapes to
both; beside them what each does sell. `--fit` fits the weights first, on the train parts alone, with photos in place of
FEED's pictures, and writes them where the shop reads them. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.drawings import spoilt
from benchmarks.floor_fitting import Shown, fitted
from benchmarks.photo_robustness import open_index
from benchmarks.scenes import SCENES
from catalog.photos import PhotoIndex
from catalog.photos.photo_set import read_photo_set
from catalog.products import Product, Variant
from catalog.settings import models_folder
from vision.embedding import ImageEmbedder
from vision.familiar import FILE
from vision.image import Pixels, read_image
from vision.network import load_network

#: Drawings that are measured begin here, those that are fitted on at 0.
MEASURED_SEED = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.photo_floor")
    for name in ("groceries", "clothes", "feed"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--photos", type=int, default=300, help="photos of each kind")
    parser.add_argument("--fit", action="store_true", help="fit the weights on the train parts first")
    parser.add_argument("--json", action="store_true", help="print nothing but the JSON object")
    options = parser.parse_args(arguments)
    embedder = ImageEmbedder(load_network(models_folder()))
    with tempfile.TemporaryDirectory() as home:
        shops = _Shops.open(options.groceries, options.feed, Path(home), embedder)
        if options.fit:
            learnt_from = shops.of_photos(options.clothes / "train", options.photos, Path(home), embedder)
            shown = learnt_from.shown(options.groceries, options.clothes, options.photos, measured=False)
            familiarity = fitted(embedder, list(shown))
            familiarity.write()
            shops.grocer.familiarity = shops.clothier.familiarity = familiarity
        shown = shops.shown(options.groceries, options.clothes, options.photos, measured=True)
        figures = refused(shown)
        if options.fit:
            card = {
                "licence": "Apache-2.0, fitted on photos under MIT and CC0",
                "command": f"python -m benchmarks.photo_floor GROCERIES CLOTHES FEED --photos {options.photos} --fit",
                "refused": figures,
            }
            FILE.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for name, share in {} if options.json else figures.items():
        print(f"{name}: {share:.3f} refused")
    print(json.dumps(figures))
    return 0


def refused(shown: Iterable[Shown]) -> dict[str, float]:
    """The share of each group that is answered with "nothing like that"."""
    answers: dict[str, list[bool]] = {}
    for one in shown:
        answers.setdefault(one.group, []).append(not one.index.find(one.pixels, limit=1).certain)
    return {group: float(np.mean(said)) for group, said in answers.items()}


@dataclass(frozen=True)
class _Shops:
    grocer: PhotoIndex
    clothier: PhotoIndex
    clothes: Sequence[Product]
    images: Path

    @classmethod
    def open(cls, groceries: Path, feed: Path, home: Path, embedder: ImageEmbedder) -> _Shops:
        known = read_photo_set(groceries)
        clothes, images, clothier = open_index(feed, home)
        return cls(PhotoIndex.build(known.products, groceries, embedder, home / "groceries"), clothier, clothes, images)

    def of_photos(self, clothes: Path, count: int, home: Path, embedder: ImageEmbedder) -> _Shops:
        """The same grocer beside a shop whose pictures are `count` of the photos in `clothes`: free to learn from."""
        files = sorted(clothes.glob("*/*"))
        names = [str(files[place].relative_to(clothes)) for place in np.random.default_rng(1).permutation(len(files))]
        sold = [
            Product(str(number), name, "USD", (Variant(str(number), 0, 1),), images=(name,))
            for number, name in enumerate(names[:count])
        ]
        return _Shops(self.grocer, PhotoIndex.build(sold, clothes, embedder, home / "photos"), sold, clothes)

    def shown(self, groceries: Path, clothes: Path, count: int, *, measured: bool) -> Iterator[Shown]:
        """What is shown to the two shops, read one by one."""
        known = read_photo_set(groceries, "val" if measured else "train")
        for pixels in _photos([photo.path for photo in known.photos], count):
            yield Shown("groceries, to the grocer", self.grocer, pixels, True)
            yield Shown("groceries, to the clothes shop", self.clothier, pixels, False)
        folder = clothes / ("validation" if measured else "train")
        for pixels in _photos(sorted(folder.glob("*/*")), count):
            yield Shown("clothes, to the grocer", self.grocer, pixels, False)
        for pixels in self._spoilt(count):
            yield Shown("spoilt pictures, to the clothes shop", self.clothier, pixels, True)
        first, kinds = (MEASURED_SEED if measured else 0), list(SCENES.items())
        for number in range(count):
            kind, draw = kinds[number % len(kinds)]
            pixels = np.asarray(draw(first + number))
            yield Shown(f"drawn {kind}, to the grocer", self.grocer, pixels, False)
            yield Shown(f"drawn {kind}, to the clothes shop", self.clothier, pixels, False)

    def _spoilt(self, count: int) -> Iterator[Pixels]:
        products = [product for product in self.clothes if product.images]
        for number, product in enumerate(products[: count // 2]):
            picture = Image.open(self.images / product.images[0]).convert("RGB")
            for cut_out in (False, True):
                photo = spoilt(picture, number, cut_out=cut_out)
                yield np.asarray(photo)


def _photos(files: Sequence[Path], count: int) -> Iterator[Pixels]:
    for place in np.random.default_rng(0).permutation(len(files))[:count]:
        yield read_image(files[place].read_bytes()).pixels


if __name__ == "__main__":
    sys.exit(main())
