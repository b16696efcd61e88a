"""Shades and the colour they are shades of."""

from __future__ import annotations

import pytest

from nlu.hearing.colours import family_of


@pytest.mark.parametrize(
    ("values", "family"),
    [
        (["Green", "Teal", "Mint", "Olive"], "green"),
        (["Heather Navy", "Blue"], "blue"),
        (["Teal", "Blue"], "blue"),  # teal is a green as well
        (["Red", "Blue"], ""),
        (["Zweifel"], ""),
        ([], ""),
    ],
)
def test_shades_share_their_family(values: list[str], family: str) -> None:
    assert family_of(values) == family
