"""A linear classifier on frozen features: what a few labelled photos add to the network as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vision.network import FloatMatrix

_ROUNDS = 300
#: Weight of the squared coefficients beside the mean log loss; chosen on validation photos.
_SHRINKAGE = 3e-5
_MOMENTUM = 0.9


class LinearProbe:
    """Softmax regression: `coefficients` [features, labels] over features brought to mean 0 and deviation 1."""

    def __init__(self, labels: Sequence[str], mean: FloatMatrix, scale: FloatMatrix, coefficients: FloatMatrix) -> None:
        self.labels, self._mean, self._scale, self._coefficients = tuple(labels), mean, scale, coefficients

    @classmethod
    def fit(cls, features: FloatMatrix, labels: Sequence[str]) -> LinearProbe:
        """Trains on `features` [photos, features] and one label each; the same input gives the same probe.

        Raises: ValueError when fewer than two labels occur.
        """
        names = sorted(set(labels))
        if len(names) < 2:
            raise ValueError(f"photos of {len(names)} label(s) were given; to tell labels apart two are needed.")
        truth = np.eye(len(names), dtype=np.float32)[[names.index(label) for label in labels]]
        mean, scale = features.mean(0), features.std(0) + 1e-6
        rows = _with_constant((features - mean) / scale)
        return cls(names, mean, scale, _descend(rows, truth))

    @classmethod
    def read(cls, path: Path) -> LinearProbe:
        """As `write` kept it."""
        with np.load(path, allow_pickle=False) as kept:
            labels = [str(label) for label in kept["labels"]]
            return cls(labels, *(np.asarray(kept[name], np.float32) for name in ("mean", "scale", "coefficients")))

    def write(self, path: Path) -> None:
        np.savez(
            path, labels=np.array(self.labels), mean=self._mean, scale=self._scale, coefficients=self._coefficients
        )

    def probabilities(self, features: FloatMatrix) -> FloatMatrix:
        """[photos, labels] for `features` [photos, features]; each row sums to 1."""
        rows = _with_constant((features - self._mean) / self._scale)
        return _softmax(rows @ self._coefficients)

    def predict(self, features: FloatMatrix) -> list[str]:
        return [self.labels[place] for place in self.probabilities(features).argmax(1)]


def _with_constant(rows: FloatMatrix) -> FloatMatrix:
    # Scaled to length 1, so that one step size suits any number of features.
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.hstack([rows / np.maximum(lengths, 1e-9), np.ones((len(rows), 1))]).astype(np.float32)


def _descend(rows: FloatMatrix, truth: FloatMatrix) -> FloatMatrix:
    """Nesterov's accelerated gradient; 1 / (half of the largest squared length + shrinkage) is a safe step."""
    step = 1 / (0.5 * 2.0 + _SHRINKAGE)
    here: FloatMatrix = np.zeros((rows.shape[1], truth.shape[1]), np.float32)
    before = here
    for number in range(_ROUNDS):
        ahead = here + max(_MOMENTUM, number / (number + 3)) * (here - before)
        gradient = rows.T @ (_softmax(rows @ ahead) - truth) / len(rows) + _SHRINKAGE * ahead
        before, here = here, (ahead - step * gradient).astype(np.float32)
    return here


def _softmax(logits: FloatMatrix) -> FloatMatrix:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    shares: FloatMatrix = powers / powers.sum(1, keepdims=True)
    return shares
