"""The turns in which a photo may lie."""

from __future__ import annotations

import numpy as np
import pytest

from tests.vision.pictures import is_upright, scene
from vision.upright import TURNS, shrunk, turned


def test_four_right_angles_lose_nothing_and_come_full_circle() -> None:
    pixels = np.asarray(scene(160, 120))
    once = turned(pixels, 2)
    assert once.shape == (160, 120, 3)
    np.testing.assert_array_equal(once, np.asarray(scene(160, 120).rotate(90, expand=True)))
    for _ in range(3):
        once = turned(once, 2)
    np.testing.assert_array_equal(once, pixels)


def test_half_a_right_angle_keeps_the_frame_and_brings_in_no_black_corner() -> None:
    pixels = np.full((120, 160, 3), 200, np.uint8)
    pixels[40:80, 60:100] = (30, 60, 200)
    for eighths in range(1, TURNS, 2):
        slanted = turned(pixels, eighths)
        assert slanted.shape == pixels.shape
        assert slanted[..., 2].min() >= 195
        np.testing.assert_array_equal(slanted[60, 80], (30, 60, 200))
    twice = turned(turned(np.asarray(scene(200, 200)), 1), 1)
    assert is_upright(turned(twice, 6)), "two eighths are a right angle, six more come full circle"


@pytest.mark.parametrize(("width", "height"), [(3, 200), (200, 3), (1, 1)])
def test_a_photo_of_any_shape_can_be_turned(width: int, height: int) -> None:
    pixels = np.asarray(scene(width, height))
    assert turned(pixels, 1).shape == (height, width, 3)
    assert turned(pixels, 2).shape == (width, height, 3)


def test_a_photo_is_shrunk_to_its_shorter_side_and_never_grows() -> None:
    assert shrunk(np.asarray(scene(1200, 600)), 300).shape == (300, 600, 3)
    small = np.asarray(scene(160, 120))
    assert shrunk(small, 300) is small
