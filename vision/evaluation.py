"""How well photos are told apart: `eval classify`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vision.embedding import ImageEmbedder
from vision.image import Pixels, UnusableImageError, read_image
from vision.network import FloatMatrix
from vision.probe import LinearProbe

#: Called with how many of how many photos are read.
Progress = Callable[[int, int], None]

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


class ImageFoldersError(ValueError):
    """A folder that does not hold one folder of pictures for each class."""


def evaluate_classify(
    folder: Path, fit_folder: Path, embedder: ImageEmbedder, progress: Progress | None = None
) -> dict[str, Any]:
    """Trains on the folders of `fit_folder` and measures on those of `folder`.

    accuracy, macro_f1, images, and under `classes` precision, recall and F1 of each.
    """
    fit_features, fit_labels = read_folders(fit_folder, _features(embedder), progress)
    features, labels = read_folders(folder, _features(embedder), progress)
    predicted = LinearProbe.fit(fit_features, fit_labels).predict(features)
    classes = by_class(predicted, labels)
    return {
        "accuracy": float(np.mean([guess == label for guess, label in zip(predicted, labels, strict=True)])),
        "macro_f1": float(np.mean([scores["f1"] for scores in classes.values()])),
        "images": len(labels),
        "classes": classes,
    }


def by_class(predicted: Sequence[str], labels: Sequence[str]) -> dict[str, dict[str, float]]:
    """precision, recall and f1 of each label that occurs; precision is 0 where it was never predicted."""
    guessed, true = Counter(predicted), Counter(labels)
    hits = Counter(guess for guess, label in zip(predicted, labels, strict=True) if guess == label)
    return {
        label: {
            "precision": hits[label] / max(guessed[label], 1),
            "recall": hits[label] / true[label],
            "f1": 2 * hits[label] / (guessed[label] + true[label]),
        }
        for label in sorted(true)
    }


def read_folders(
    folder: Path, look: Callable[[Pixels], FloatMatrix], progress: Progress | None = None
) -> tuple[FloatMatrix, list[str]]:
    """What `look` makes of each picture [pictures, ...], and the folder it lies in: its class.

    Raises: ImageFoldersError.
    """
    files = sorted(path for path in folder.glob("*/*") if path.suffix.lower() in _SUFFIXES)
    features, labels = [], []
    for done, path in enumerate(files, start=1):
        try:
            features.append(look(read_image(path.read_bytes()).pixels))
        except UnusableImageError as error:
            raise ImageFoldersError(f"{path}: {error}") from error
        labels.append(path.parent.name)
        if progress:
            progress(done, len(files))
    if not features:
        raise ImageFoldersError(f"{folder} holds no pictures. Expected: one folder a class, with .jpg or .png files.")
    return np.stack(features), labels


def _features(embedder: ImageEmbedder) -> Callable[[Pixels], FloatMatrix]:
    return lambda pixels: embedder.photo(pixels).features
