"""The main colour in words, on pictures whose colour is known."""

from __future__ import annotations

import numpy as np
import pytest

from tests.vision.pictures import shirt
from vision.colour import COLOURS, _lab, main_colour

SHIRTS = {
    "black": (20, 20, 22),
    "white": (246, 246, 246),
    "grey": (130, 130, 132),
    "red": (205, 25, 35),
    "orange": (240, 125, 20),
    "yellow": (245, 220, 50),
    "green": (35, 140, 65),
    "blue": (35, 95, 205),
    "navy": (22, 32, 78),
    "purple": (105, 45, 145),
    "pink": (244, 145, 178),
    "brown": (100, 62, 36),
    "beige": (222, 203, 168),
}
GROUNDS = [(255, 255, 255), (60, 110, 70), (20, 20, 20)]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("word", SHIRTS)
def test_a_shirt_has_its_colour_whatever_it_lies_on(word: str, ground: tuple[int, int, int]) -> None:
    if word == "black" and ground == (20, 20, 20):
        pytest.skip("black on black shows nothing but black, tested below")
    assert main_colour(shirt(SHIRTS[word], ground)) == word


def test_a_picture_of_one_colour_has_that_colour() -> None:
    for word, colour in SHIRTS.items():
        assert main_colour(np.full((50, 80, 3), colour, np.uint8)) == word


def test_a_dark_and_a_noisy_photo_keep_the_colour() -> None:
    noise = np.random.default_rng(0).normal(0, 15, (200, 200, 3))
    photo = np.clip(shirt((200, 30, 30), (150, 160, 150)) * 0.6 + noise, 0, 255).astype(np.uint8)
    assert main_colour(photo) == "red"


def test_lab_is_that_of_the_standard() -> None:
    """sRGB primaries and white under D65, as published by B. Lindbloom."""
    found = _lab(np.array([(255, 255, 255), (255, 0, 0), (0, 255, 0), (0, 0, 255)], np.uint8))
    expected = [(100, 0, 0), (53.24, 80.09, 67.20), (87.73, -86.18, 83.18), (32.30, 79.19, -107.86)]
    np.testing.assert_allclose(found, expected, atol=0.05)


def test_every_word_can_be_answered() -> None:
    assert set(SHIRTS) == set(COLOURS)
