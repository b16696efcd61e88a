"""How well photos find their product: `eval photo`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import numpy as np

from catalog.photos.index import PhotoIndex
from catalog.photos.photo_set import KnownPhoto, PhotoSet, PhotoSetError, read_photo_set
from catalog.photos.picture_labels import PictureLabels
from vision.embedding import ImageEmbedder
from vision.image import read_image
from vision.label_reader import LabelReader
from vision.probe import LinearProbe

#: Called with a stage in words, how many and of how many.
Progress = Callable[[str, int, int], None]

DEPTHS = (1, 5, 10)
#: Weight of the trained classifier's probability beside the likeness of the pictures; chosen on validation photos.
_TRAINED_WEIGHT = 1.0


def evaluate_photo(
    folder: Path,
    embedder: ImageEmbedder,
    *,
    split: str | None = None,
    fit_folder: Path | None = None,
    fit_split: str | None = None,
    categories: Collection[str] = (),
    labels: LabelReader | None = None,
    progress: Progress | None = None,
) -> dict[str, float]:
    """Recall@1, 5, 10, category_accuracy of the first product, photos and p50_ms (file read to answer).

    `folder` holds catalog.csv and photos.csv. Without `fit_folder` the answer is the shop's own photo search; with
    it, a classifier trained on those labelled photos takes part.
    categories: only photos of products of these, looked for among all products.
    labels: what stands on pictures and photos is read too.
    Raises: PhotoSetError.
    """
    known = read_photo_set(folder, split)
    products, photos = known.products, _of_categories(known, categories)
    probe = _fitted(fit_folder, fit_split, {photo.path for photo in photos}, embedder, progress) if fit_folder else None
    with tempfile.TemporaryDirectory() as scratch:
        index = PhotoIndex.build(products, folder, embedder, Path(scratch))
        if labels:
            told = _stage(progress, "reading labels of pictures")
            index.read_labels(PictureLabels(Path(scratch), labels), told)
    category = {product.id: product.categories for product in products}
    found, seconds = [], []
    for done, photo in enumerate(photos, start=1):
        start = time.perf_counter()
        found.append(_ranking(index, embedder, probe, photo.path, len(products), labels))
        seconds.append(time.perf_counter() - start)
        if progress:
            progress("measuring", done, len(photos))
    places = [ids.index(photo.product_id) for ids, photo in zip(found, photos, strict=True)]
    same = [category[ids[0]] == category[photo.product_id] for ids, photo in zip(found, photos, strict=True)]
    return {
        **{f"recall@{depth}": float(np.mean([place < depth for place in places])) for depth in DEPTHS},
        "category_accuracy": float(np.mean(same)),
        "photos": len(photos),
        "p50_ms": float(np.median(seconds) * 1000),
    }


def _of_categories(known: PhotoSet, categories: Collection[str]) -> Sequence[KnownPhoto]:
    """Raises: PhotoSetError for a category that no product has."""
    owned = {product.id: product.categories[0] for product in known.products}
    if strange := set(categories) - set(owned.values()):
        raise PhotoSetError(
            f"No product is of {', '.join(sorted(strange))}. Categories: {', '.join(sorted(set(owned.values())))}."
        )
    return [photo for photo in known.photos if not categories or owned[photo.product_id] in categories]


def _stage(progress: Progress | None, stage: str) -> Callable[[int, int], None] | None:
    return (lambda done, total: progress(stage, done, total)) if progress else None


def _ranking(
    index: PhotoIndex,
    embedder: ImageEmbedder,
    probe: LinearProbe | None,
    path: Path,
    limit: int,
    labels: LabelReader | None,
) -> Sequence[str]:
    pixels = read_image(path.read_bytes()).pixels
    answer = index.find(pixels, limit=limit, label=(lambda turned, _: labels.lines(turned)) if labels else None)
    # Whether the floor holds is another question; here every photo shows something that the catalogue has.
    hits = answer.hits or answer.near
    if probe is None:
        return [hit.product.id for hit in hits]
    trained = probe.probabilities(embedder.photo(pixels).features[None])[0]
    share = dict(zip(probe.labels, trained, strict=True))
    scores = {hit.product.id: hit.score + _TRAINED_WEIGHT * float(share.get(hit.product.id, 0.0)) for hit in hits}
    return sorted(scores, key=lambda product_id: -scores[product_id])


def _fitted(
    folder: Path, split: str | None, held_out: set[Path], embedder: ImageEmbedder, progress: Progress | None
) -> LinearProbe:
    photos = [photo for photo in read_photo_set(folder, split).photos if photo.path not in held_out]
    if not photos:
        raise PhotoSetError("Every photo to fit on is also measured; give --split and --fit-split different names.")
    features = []
    for done, photo in enumerate(photos, start=1):
        features.append(embedder.photo(read_image(photo.path.read_bytes()).pixels).features)
        if progress:
            progress("reading photos to fit on", done, len(photos))
    return LinearProbe.fit(np.stack(features), [photo.product_id for photo in photos])
