"""How far a photo may be from the shop's picture: `python -m benchmarks.photo_robustness FEED [--others FOLDER …]`.

Imports FEED into an empty shop, spoils the pictures of some products in two ways, turns the photos without saying so in
EXIF, and looks whether the product is among the first five; then shows the shop things that it does not sell. The
last line is one JSON object.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.drawings import spoilt
from benchmarks.scenes import SCENES
from catalog.feeds import import_feed
from catalog.photos import PhotoIndex
from catalog.products import Product
from catalog.settings import load_settings, models_folder
from catalog.store import open_store
from vision.embedding import ImageEmbedder
from vision.image import read_image
from vision.network import load_network

#: How the thing lies: as it was taken, the whole photo turned to the left, or the thing itself turned by any angle.
LYING = ("upright", "90", "180", "270", "any")
_PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.photo_robustness")
    parser.add_argument("feed", type=Path, help="what `shopmate import` takes, with pictures")
    parser.add_argument("--others", type=Path, nargs="*", default=[], help="folders of photos the shop does not sell")
    parser.add_argument("--products", type=int, default=30)
    parser.add_argument("--photos", type=int, default=200, help="photos taken from each of the others")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        products, images, index = open_index(options.feed, Path(home))
        figures: dict[str, object] = {"pictures": len(index), "products": len(products)}
        for name, cut_out in (("pasted", False), ("cut_out", True)):
            figures[name] = {
                lying: found_again(products, images, index, options.products, lying, cut_out=cut_out) for lying in LYING
            }
        figures["drawings"] = {name: refused(index, [draw(seed) for seed in range(5)]) for name, draw in SCENES.items()}
        for folder in options.others:
            figures[str(folder.name)] = refused(index, photos(folder, options.photos))
    print(json.dumps(figures))
    return 0


def open_index(feed: Path, home: Path) -> tuple[list[Product], Path, PhotoIndex]:
    """The feed's visible products, the folder of their pictures and the index over them."""
    settings = replace(load_settings(environ={"SHOPMATE_HOME": str(home)}), database="")
    store = open_store(settings)
    report = import_feed(store, settings, feed)
    if report.exit_code == 2:
        raise SystemExit(f"{feed} could not be imported: {report}")
    products = [product for product in store.products() if product.visible]
    store.close()
    embedder = ImageEmbedder(load_network(models_folder()))

    def say(done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            print(f"{done} of {total} pictures", file=sys.stderr, flush=True)

    return products, settings.images, PhotoIndex.build(products, settings.images, embedder, settings.index, say)


def found_again(
    products: Sequence[Product], images: Path, index: PhotoIndex, count: int, lying: str, *, cut_out: bool
) -> dict[str, float]:
    """The share of spoilt photos whose product is first, and among the first five; p50 of one look-up."""
    pictured = [product for product in products if product.images]
    places = np.random.default_rng(7).permutation(len(pictured))[:count]
    first, five, milliseconds = [], [], []
    for number, place in enumerate(places):
        product = pictured[place]
        name = product.images[number % len(product.images)]
        photo = _spoilt(Image.open(images / name).convert("RGB"), int(place), lying, cut_out=cut_out)
        start = time.perf_counter()
        ids = [hit.product.id for hit in index.find(_bytes(photo), limit=5).hits]
        milliseconds.append((time.perf_counter() - start) * 1000)
        first.append(ids[:1] == [product.id])
        five.append(product.id in ids)
    return {
        "first": float(np.mean(first)),
        "among_five": float(np.mean(five)),
        "p50_ms": float(np.median(milliseconds)),
    }


def _spoilt(picture: Image.Image, seed: int, lying: str, *, cut_out: bool) -> Image.Image:
    if lying == "any":
        return spoilt(picture, seed, cut_out=cut_out, angle=float(np.random.default_rng(seed).uniform(0, 360)))
    photo = spoilt(picture, seed, cut_out=cut_out)
    return photo if lying == "upright" else photo.rotate(int(lying), expand=True)


def refused(index: PhotoIndex, pictures: Sequence[Image.Image]) -> float:
    """The share of `pictures` that are answered with "nothing like that"."""
    return float(np.mean([not index.find(_bytes(picture), limit=5).certain for picture in pictures]))


def photos(folder: Path, count: int) -> list[Image.Image]:
    """`count` photos from anywhere below `folder`, always the same ones."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _PHOTO_SUFFIXES)
    chosen = np.random.default_rng(0).permutation(len(files))[:count]
    return [Image.fromarray(read_image(files[place].read_bytes()).pixels) for place in chosen]


def _bytes(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
