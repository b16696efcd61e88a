"""Photos that are known to show a product: what photo search is measured on and trained with."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.products import Product, Variant

CATALOGUE, PHOTOS = "catalog.csv", "photos.csv"
_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".avif")


class PhotoSetError(ValueError):
    """A folder that is no photo set; the message says what is missing."""


@dataclass(frozen=True)
class KnownPhoto:
    path: Path
    product_id: str


@dataclass(frozen=True)
class PhotoSet:
    """Attributes:
    products: what the photos may show, each with pictures in the folder `images`.
    photos: of those products.
    """

    products: Sequence[Product]
    images: Path
    photos: Sequence[KnownPhoto]


def read_photo_set(folder: Path, split: str | None = None) -> PhotoSet:
    """catalog.csv and photos.csv in `folder`, the paths in them relative to it. Raises: PhotoSetError."""
    return PhotoSet(_products(folder), folder, _listed(folder, split))


def photos_of_shop(
    products: Iterable[Product], images: Path, folder: Path | None, split: str | None = None
) -> PhotoSet:
    """Photos of a shop's own products: photos.csv in `folder`, or one folder a product, named by its id.

    Raises: PhotoSetError.
    """
    pictured = [
        product for product in products if product.visible and product.images and (images / product.images[0]).is_file()
    ]
    if folder is None:
        return PhotoSet(pictured, images, ())
    photos = _listed(folder, split) if (folder / PHOTOS).is_file() else _in_folders(folder)
    known = {product.id for product in pictured}
    kept = [photo for photo in photos if photo.product_id in known]
    if not kept:
        raise PhotoSetError(
            f"{folder} has no photos of this shop's products. Expected: one folder a product, named by its id, or "
            f"{PHOTOS} with the columns image and product_id."
        )
    return PhotoSet(pictured, images, kept)


def _in_folders(folder: Path) -> list[KnownPhoto]:
    paths = sorted(path for path in folder.glob("*/*") if path.suffix.lower() in _SUFFIXES)
    return [KnownPhoto(path, path.parent.name) for path in paths]


def _products(folder: Path) -> list[Product]:
    return [
        Product(
            row["product_id"],
            row["name"],
            "USD",
            (Variant(row["product_id"], 0, 1),),
            categories=(row["category"],),
            images=(row["image"],),
        )
        for row in _rows(folder / CATALOGUE, ("product_id", "name", "category", "image"))
    ]


def _listed(folder: Path, split: str | None) -> list[KnownPhoto]:
    rows = _rows(folder / PHOTOS, ("image", "product_id"))
    photos = [
        KnownPhoto((folder / row["image"]).resolve(), row["product_id"])
        for row in rows
        if split is None or row.get("split") == split
    ]
    if not photos:
        known = ", ".join(sorted({row.get("split") or "" for row in rows}))
        raise PhotoSetError(f"{folder / PHOTOS} has no photos of split {split!r}. Splits there: {known}.")
    return photos


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise PhotoSetError(f"{path} is missing. A photo set has {CATALOGUE} and {PHOTOS}.") from None
    missing = [column for column in columns if rows and column not in rows[0]]
    if missing or not rows:
        raise PhotoSetError(f"{path} lacks {', '.join(missing) or 'rows'}. Expected columns: {', '.join(columns)}.")
    return rows
