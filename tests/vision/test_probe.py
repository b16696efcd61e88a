"""The linear classifier and the measures, on data with known answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.vision.pictures import shirt
from vision.embedding import ImageEmbedder
from vision.evaluation import ImageFoldersError, by_class, evaluate_classify
from vision.probe import LinearProbe


def groups(seed: int, each: int = 30) -> tuple[np.ndarray, list[str]]:
    """Three clouds of points that lie apart along three of eight features."""
    random = np.random.default_rng(seed)
    labels = [name for name in ("cap", "shoe", "sock") for _ in range(each)]
    centres = {"cap": 0, "shoe": 3, "sock": 6}
    points = random.normal(0, 0.3, (len(labels), 8)).astype(np.float32)
    for row, label in enumerate(labels):
        points[row, centres[label]] += 2
    return points, labels


def test_separable_groups_are_told_apart_and_the_same_input_gives_the_same_probe() -> None:
    probe = LinearProbe.fit(*groups(0))
    points, labels = groups(1)
    assert probe.predict(points) == labels
    np.testing.assert_allclose(probe.probabilities(points).sum(1), 1, atol=1e-5)
    np.testing.assert_array_equal(probe.probabilities(points), LinearProbe.fit(*groups(0)).probabilities(points))


def test_one_label_is_no_question() -> None:
    with pytest.raises(ValueError, match="two are needed"):
        LinearProbe.fit(np.zeros((3, 2), np.float32), ["a", "a", "a"])


def test_every_class_has_its_precision_recall_and_f1() -> None:
    """a: 2 of 2 found, one too many; b: 1 of 2 found; c: never guessed."""
    classes = by_class(["a", "a", "a", "b", "a"], ["a", "a", "b", "b", "c"])
    assert classes["a"] == pytest.approx({"precision": 1 / 2, "recall": 1, "f1": 2 / 3})
    assert classes["b"] == pytest.approx({"precision": 1, "recall": 1 / 2, "f1": 2 / 3})
    assert classes["c"] == {"precision": 0, "recall": 0, "f1": 0}


@pytest.mark.models
def test_classes_of_image_folders(tmp_path: Path, embedder: ImageEmbedder) -> None:
    random = np.random.default_rng(0)
    for part, count in (("fit", 8), ("test", 3)):
        for number in range(count):
            ground = tuple(int(value) for value in random.integers(150, 255, 3))
            noise = random.integers(0, 255, (64, 64, 3), dtype=np.uint8)
            for name, pixels in (("shirt", shirt((180, 40, 40), ground)), ("noise", noise)):
                (tmp_path / part / name).mkdir(parents=True, exist_ok=True)
                Image.fromarray(pixels).save(tmp_path / part / name / f"{number}.png")
    figures = evaluate_classify(tmp_path / "test", tmp_path / "fit", embedder)
    best = {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    classes = {"noise": best, "shirt": best}
    assert figures == {"accuracy": 1.0, "macro_f1": 1.0, "images": 6, "classes": classes}
    with pytest.raises(ImageFoldersError, match="one folder a class"):
        evaluate_classify(tmp_path / "nothing", tmp_path / "fit", embedder)
