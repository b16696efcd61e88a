"""How well photos are told apart: `eval classify`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from vision.embedding import ImageEmbedder
from vision.image import UnusableImageError, read_image
from vision.network import FloatMatrix
from vision.probe import LinearProbe

#: Called with how many of how many photos are read.
Progress = Callable[[int, int], None]

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


class ImageFoldersError(ValueError):
    """A folder that does not hold one folder of pictures for each class."""


def evaluate_classify(
    folder: Path, fit_folder: Path, embedder: ImageEmbedder, progress: Progress | None = None
) -> dict[str, float]:
    """Trains on the folders of `fit_folder` and measures on those of `folder`: accuracy, macro_f1, images."""
    fit_features, fit_labels = _read(fit_folder, embedder, progress)
    features, labels = _read(folder, embedder, progress)
    predicted = LinearProbe.fit(fit_features, fit_labels).predict(features)
    return {
        "accuracy": float(np.mean([guess == label for guess, label in zip(predicted, labels, strict=True)])),
        "macro_f1": macro_f1(predicted, labels),
        "images": len(labels),
    }


def macro_f1(predicted: Sequence[str], labels: Sequence[str]) -> float:
    """The mean over the labels that occur of 2 * hits / (times predicted + times true)."""
    scores = []
    for label in sorted(set(labels)):
        hits = sum(guess == truth == label for guess, truth in zip(predicted, labels, strict=True))
        scores.append(2 * hits / (predicted.count(label) + labels.count(label)))  # type: ignore[attr-defined]
    return float(np.mean(scores))


def _read(folder: Path, embedder: ImageEmbedder, progress: Progress | None) -> tuple[FloatMatrix, list[str]]:
    files = sorted(path for path in folder.glob("*/*") if path.suffix.lower() in _SUFFIXES)
    features, labels = [], []
    for done, path in enumerate(files, start=1):
        try:
            features.append(embedder.photo(read_image(path.read_bytes()).pixels).features)
        except UnusableImageError as error:
            raise ImageFoldersError(f"{path}: {error}") from error
        labels.append(path.parent.name)
        if progress:
            progress(done, len(files))
    if not features:
        raise ImageFoldersError(f"{folder} holds no pictures. Expected: one folder a class, with .jpg or .png files.")
    return np.stack(features), labels
