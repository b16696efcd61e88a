"""Pictures and photos as vectors whose inner product is their likeness.

The shop's picture shows one product on a plain ground: it is seen whole, at two sizes. A customer's photo shows it
somewhere, turned, among other things: its centre is seen once, and eighteen windows of a finer map once each. Which
turn is upright, a glance at each of eight tells.
Which views, sizes and windows were measured: docs/decisions/0005-photo-search.md.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from vision.image import Pixels
from vision.network import FloatMatrix, ImageNetwork, Thresholds, resized, unit
from vision.upright import TURNS, shrunk, turned

#: Sides in pixels at which a shop's picture is seen.
PICTURE_SIDES = (224, 288)
#: A photo's centre: the share of each side that is kept, and the side it is seen at.
CENTRE_SHARE, CENTRE_SIDE = 0.7, 224
#: A photo's windows: shares of the map's side; each stands at 3 x 3 places.
WINDOW_SIDE = 384
WINDOW_SHARES = (0.5, 0.65)
#: The side at which the centre is seen when only the turn is asked for.
GLANCE_SIDE = 160
#: Photos whose vectors are remembered: a customer narrows the same photo in words several times (0.1 MB each).
_REMEMBERED = 64


@dataclass(frozen=True)
class PhotoVectors:
    """What a photo shows: `centre` [dimension] and `windows` [windows, dimension], each of length 1."""

    centre: FloatMatrix
    windows: FloatMatrix

    def likeness(self, cosines: FloatMatrix) -> FloatMatrix:
        """[pictures] -1..1 from the cosines [1 + windows, pictures] of `rows`: the centre and the best window count."""
        mean: FloatMatrix = (cosines[0] + cosines[1:].max(0)) / 2
        return mean

    @property
    def rows(self) -> FloatMatrix:
        """[1 + windows, dimension], the centre first."""
        return np.vstack([self.centre[None], self.windows])

    @property
    def whole(self) -> FloatMatrix:
        """[dimension] of length 1: the mean of the windows."""
        mean: FloatMatrix = unit(self.windows.mean(0)[None])[0]
        return mean

    @property
    def features(self) -> FloatMatrix:
        """Centre and whole one after the other, [2 * dimension] of length 1: what a trained classifier reads."""
        row: FloatMatrix = unit(np.concatenate([self.centre, self.whole])[None])[0]
        return row


class ImageEmbedder:
    """Turns pixels into vectors with one network."""

    def __init__(self, network: ImageNetwork) -> None:
        self._network = network
        self.dimension = network.card.features
        self.thresholds = Thresholds(**network.card.thresholds)
        self._recent: OrderedDict[bytes, PhotoVectors] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def model_sha256(self) -> str:
        """Two networks with the same one give the same vectors."""
        return self._network.card.model_sha256

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vector of the same picture could change."""
        parts = (self.model_sha256, PICTURE_SIDES, *self._network.card.shares[1:])
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def picture(self, pixels: Pixels) -> FloatMatrix:
        """A shop's picture [height, width, 3] as one vector [dimension] of length 1."""
        views = [self._network.pooled(resized(pixels, side)[None]) for side in PICTURE_SIDES]
        vector: FloatMatrix = self._network.unit(np.sum([self._network.unit(view) for view in views], axis=0))[0]
        return vector

    def photo(self, pixels: Pixels) -> PhotoVectors:
        """A customer's photo [height, width, 3]; the last ones are remembered."""
        key = hashlib.blake2b(pixels.tobytes(), digest_size=16).digest() + repr(pixels.shape).encode()
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        vectors = self._seen(pixels)
        with self._lock:
            self._recent[key] = vectors
            if len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)
        return vectors

    def glances(self, pixels: Pixels) -> FloatMatrix:
        """[TURNS, dimension] of length 1: a photo's centre in each of its turns, seen small."""
        small = shrunk(pixels, 2 * GLANCE_SIDE)
        views = [resized(_centre(turned(small, turn)), GLANCE_SIDE) for turn in range(TURNS)]
        return self._network.unit(self._network.pooled(np.stack(views)))

    def _seen(self, pixels: Pixels) -> PhotoVectors:
        centre = self._network.unit(self._network.pooled(resized(_centre(pixels), CENTRE_SIDE)[None]))[0]
        features = self._network.maps(resized(pixels, WINDOW_SIDE)[None])[0]
        return PhotoVectors(centre, self._network.unit(_windows(features)))


def _centre(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    top, left = round(height * (1 - CENTRE_SHARE) / 2), round(width * (1 - CENTRE_SHARE) / 2)
    return np.ascontiguousarray(pixels[top : height - top, left : width - left])


def _windows(features: FloatMatrix) -> FloatMatrix:
    """The mean features [windows, dimension] of square windows of a map [dimension, side, side].

    A summed-area table makes each window four look-ups.
    """
    side = features.shape[1]
    table = np.pad(features.astype(np.float64).cumsum(1).cumsum(2), ((0, 0), (1, 0), (1, 0)))
    means = []
    for share in WINDOW_SHARES:
        size = round(side * share)
        places = (0, (side - size) // 2, side - size)
        for top in places:
            for left in places:
                bottom, right = top + size, left + size
                total = table[:, bottom, right] - table[:, top, right] - table[:, bottom, left] + table[:, top, left]
                means.append(total / size**2)
    return np.asarray(means, np.float32)
