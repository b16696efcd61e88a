"""Slips are mended, real words are left alone."""

from __future__ import annotations

import pytest

from catalog.search.spelling import Speller, slips_between


@pytest.fixture
def speller() -> Speller:
    return Speller(["Gold chain", "Rain jacket", "Assassins Creed", "Jackets", "Rain jacket"], {"chair"}.__contains__)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("jaket", "jacket"),
        ("rain jakcet", "rain jacket"),
        ("assassinss creed", "assassins creed"),
        ("chair", "chair"),  # English, though the shop sells only chains
        ("goldd", "gold"),
        ("gol", "gol"),  # too short to tell
        ("blorf", "blorf"),  # near nothing
        ("Rain JACKET!", "Rain JACKET!"),  # nothing to mend: not even the case changes
    ],
)
def test_slips_are_mended_and_words_are_kept(speller: Speller, said: str, meant: str) -> None:
    assert speller.corrected(said) == meant


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("cap", "cap", 0),
        ("cap", "cup", 1),
        ("cap", "caps", 1),
        ("acp", "cap", 1),
        ("kitten", "sitting", 3),
        ("", "ab", 2),
    ],
)
def test_slips_between_two_words(one: str, other: str, slips: int) -> None:
    assert slips_between(one, other, at_most=5) == slips
    assert slips_between(other, one, at_most=5) == slips


def test_counting_gives_up_beyond_the_limit() -> None:
    assert slips_between("kettle", "running", at_most=1) == 2
