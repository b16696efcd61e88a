from __future__ import annotations

import pytest

from nlu.ordinals import read_places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("the second one", (1,)),
        ("tell me more about the first", (0,)),
        ("the last one", (5,)),
        ("second to last", (4,)),
        ("number 3", (2,)),
        ("#2", (1,)),
        ("2", (1,)),
        ("compare the first two", (0, 1)),
        ("compare the last two", (4, 5)),
        ("compare 1 and 3", (0, 2)),
        ("compare 1, 2 and 4", (0, 1, 3)),
        ("the first and the third", (0, 2)),
        ("option two", (1,)),
        ("the 2nd", (1,)),
        ("the blue one", ()),
        ("size 32", ()),
        ("the ninth one", ()),
    ],
)
def test_places_in_a_list_of_six(text: str, places: tuple[int, ...]) -> None:
    assert read_places(text).of(6) == places


def test_a_place_beyond_the_list_is_said_but_not_there() -> None:
    assert read_places("the ninth one").positions == (9,)
