"""Fits what tells that a photo shows nothing of a shop: three signs, weighed by logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.scenes import SCENES
from catalog.photos import PhotoIndex
from catalog.settings import models_folder
from vision.embedding import ImageEmbedder
from vision.familiar import Familiarity
from vision.image import Pixels
from vision.network import MODEL, FloatMatrix, network_folder, unit
from vision.network_graph import folded_weights

Doubles = NDArray[np.float64]

#: Directions in which the classes of the network differ most.
KINDS = 48
#: Drawings of each kind that are kept to compare with.
DRAWINGS = 6
#: Of what the shops do not sell this share is to be refused.
REFUSED = 0.98
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
    unweighed = Familiarity(embedder.model_sha256, _kinds(), _drawings(embedder), np.zeros(4, np.float32))
    for index in {id(one.index): one.index for one in shown}.values():
        index.familiarity = unweighed
    signs = np.stack([one.index.signs(one.pixels) for one in shown]).astype(np.float64)
    sold = np.array([one.sold for one in shown])
    groups = [one.group for one in shown]
    counts = np.array([1 / groups.count(group) for group in groups])
    weights = _logistic(signs, sold, counts / counts.sum() * len(shown))
    weights[-1] -= np.quantile((signs @ weights[:-1] + weights[-1])[~sold], REFUSED)
    return Familiarity(unweighed.model_sha256, unweighed.kinds, unweighed.foreign, weights.astype(np.float32))


def _kinds() -> FloatMatrix:
    """[dimension, KINDS]: the first singular directions of the classifier's weights about their mean."""
    weights = folded_weights(onnx.load(network_folder(models_folder()) / MODEL))["fc.weight"].T
    directions, _, _ = np.linalg.svd(weights - weights.mean(1, keepdims=True), full_matrices=False)
    return np.ascontiguousarray(directions[:, :KINDS], np.float32)


def _drawings(embedder: ImageEmbedder) -> FloatMatrix:
    seen = [embedder.photo(np.asarray(draw(seed))) for draw in SCENES.values() for seed in range(DRAWINGS)]
    return unit(np.stack([photo.centre + photo.whole for photo in seen]))


def _logistic(signs: Doubles, sold: NDArray[np.bool_], counts: Doubles) -> Doubles:
    """A weight for each sign and the constant."""
    mean, scale = signs.mean(0), signs.std(0)
    found = LogisticRegression(C=1 / _SHRINKAGE, tol=1e-8).fit((signs - mean) / scale, sold, sample_weight=counts)
    plain = found.coef_[0] / scale
    return np.append(plain, found.intercept_[0] - mean @ plain)
