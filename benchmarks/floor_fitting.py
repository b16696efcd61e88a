"""Fits what tells that a photo shows nothing of a shop: three signs, weighed by logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.scenes import SCENES
from catalog.photos import PhotoIndex
from vision.embedding import ImageEmbedder
from vision.familiar import Familiarity
from vision.image import Pixels
from vision.network import FloatMatrix, unit

Doubles = NDArray[np.float64]

#: Directions in which things of many kinds differ most.
KINDS = 48
#: Drawings of each kind that are kept to compare with.
DRAWINGS = 6
#: Of each kind of photos of what the shops sell at most this share is refused: as strict as those allow. Photos that
#: the network learnt from look surer than others, of which more are refused.
SOLD_REFUSED = 0.01
_SHRINKAGE = 0.1


@dataclass(frozen=True)
class Shown:
    """A photo shown to a shop; `sold`: whether it shows something that the shop sells."""

    group: str
    index: PhotoIndex
    pixels: Pixels
    sold: bool


def fitted(embedder: ImageEmbedder, shown: Sequence[Shown]) -> Familiarity:
    """The weights that part what is sold from what is not; every group of photos counts the same."""
    kinds = _kinds(embedder, [one.pixels for one in shown if one.index is shown[0].index][::2])
    unweighed = Familiarity(embedder.model_sha256, kinds, _drawings(embedder), np.zeros(4, np.float32))
    for index in {id(one.index): one.index for one in shown}.values():
        index.familiarity = unweighed
    signs = np.stack([one.index.signs(one.pixels) for one in shown]).astype(np.float64)
    sold = np.array([one.sold for one in shown])
    groups = [one.group for one in shown]
    counts = np.array([1 / groups.count(group) for group in groups])
    weights = _logistic(signs, sold, counts / counts.sum() * len(shown))
    surely = signs @ weights[:-1] + weights[-1]
    real = {group for group, one in zip(groups, sold, strict=True) if one}
    weights[-1] -= min(np.quantile(surely[[name == group for name in groups]], SOLD_REFUSED) for group in real)
    return Familiarity(unweighed.model_sha256, unweighed.kinds, unweighed.foreign, weights.astype(np.float32))


def _kinds(embedder: ImageEmbedder, photos: Sequence[Pixels]) -> FloatMatrix:
    """[dimension, KINDS]: the first singular directions of what photos of many kinds of things are like."""
    seen = np.stack([embedder.photo(pixels).centre for pixels in photos])
    _, _, directions = np.linalg.svd(seen - seen.mean(0), full_matrices=False)
    return np.ascontiguousarray(directions[:KINDS].T, np.float32)


def _drawings(embedder: ImageEmbedder) -> FloatMatrix:
    seen = [embedder.photo(np.asarray(draw(seed))) for draw in SCENES.values() for seed in range(DRAWINGS)]
    return unit(np.stack([photo.centre + photo.whole for photo in seen]))


def _logistic(signs: Doubles, sold: NDArray[np.bool_], counts: Doubles) -> Doubles:
    """A weight for each sign and the constant."""
    mean, scale = signs.mean(0), signs.std(0)
    found = LogisticRegression(C=1 / _SHRINKAGE, tol=1e-8).fit((signs - mean) / scale, sold, sample_weight=counts)
    plain = found.coef_[0] / scale
    return np.append(plain, found.intercept_[0] - mean @ plain)
