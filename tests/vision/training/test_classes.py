"""Classes learnt from vectors with known answers, and from which likelihood on they are told."""

from __future__ import annotations

import numpy as np
import pytest

from tests.vision.test_probe import groups
from vision.training.classes import TooFewPicturesError, _sure_from, learn_classes


def test_separable_classes_are_learnt_and_told_by_what_was_kept_out() -> None:
    learnt = learn_classes(*groups(0))
    assert learnt.card["accuracy"] == 1.0
    assert learnt.card["pictures kept out"] == 18
    assert set(learnt.card["classes"]) == {"cap", "shoe", "sock"}
    assert learnt.card["tells_from"] < 1
    points, labels = groups(1)
    assert learnt.probe.predict(points) == labels


def test_classes_that_lie_together_are_never_told() -> None:
    random = np.random.default_rng(0)
    card = learn_classes(random.normal(size=(100, 6)).astype(np.float32), ["a", "b"] * 50).card
    assert card["accuracy"] < 0.8
    assert card["doubts_from"] > 1


def test_a_likelihood_is_enough_where_the_guesses_above_it_are_right_often_enough() -> None:
    sure = np.arange(20, 0, -1) / 20
    right = np.array([True] * 14 + [False] * 6)
    assert _sure_from(sure, right, 1.0) == pytest.approx(7 / 20)
    assert _sure_from(sure, right, 0.9) == pytest.approx(6 / 20)
    assert _sure_from(sure, ~right, 0.9) > 1


def test_too_few_pictures_are_said() -> None:
    points, labels = groups(0, each=4)
    with pytest.raises(TooFewPicturesError, match="12 pictures of 3 classes"):
        learn_classes(points, labels)
