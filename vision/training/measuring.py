"""How well a network finds what photos show, and what its likeness means: as the shop will ask it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.embedding import ImageEmbedder
from vision.image import Pixels
from vision.network import FloatMatrix, Thresholds
from vision.upright import turned

#: Photos of the shop's own products that may fall below the floor.
_REFUSED = 0.04
#: Pictures of other kinds that may pass for the like of a photo.
_STRANGERS = 0.1
#: Photos on their side that may pass for upright.
_LYING = 0.05


@dataclass(frozen=True)
class Measured:
    """`recall`: the share of photos whose own picture is most like them; `thresholds` fit this network."""

    recall: float
    thresholds: Thresholds


def measured(
    embedder: ImageEmbedder, pictures: Sequence[Pixels], photos: Sequence[Pixels], owners: Sequence[int]
) -> Measured:
    """`owners` tells the place of each photo's product in `pictures`; none of the photos may have been trained on."""
    rows = np.stack([embedder.picture(pixels) for pixels in pictures])
    likeness = np.stack([_likeness(embedder, pixels, rows) for pixels in photos])
    best = likeness.max(1)
    wrong = best[likeness.argmax(1) != owners]
    lying = [_likeness(embedder, turned(pixels, 2), rows).max() for pixels in photos]
    itself = [_likeness(embedder, pixels, row) for pixels, row in zip(pictures, rows, strict=True)]
    surest_mistake = float(np.quantile(wrong, 0.95)) if len(wrong) else 0.0
    surely_itself = float(np.quantile(np.concatenate(itself), 0.05))
    return Measured(
        float(np.mean(likeness.argmax(1) == owners)),
        Thresholds(
            floor=_two(np.quantile(best, _REFUSED)),
            same_kind=_two(np.quantile(np.median(likeness, 1) / best, 1 - _STRANGERS)),
            same_thing=_two(min(surely_itself, (surest_mistake + surely_itself) / 2)),
            upright=_two(np.quantile(lying, 1 - _LYING)),
        ),
    )


def _likeness(embedder: ImageEmbedder, photo: Pixels, rows: FloatMatrix) -> FloatMatrix:
    seen = embedder.photo(photo)
    return seen.likeness(seen.rows @ np.atleast_2d(rows).T)


def _two(number: float) -> float:
    return round(float(number), 2)
