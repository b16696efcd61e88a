from __future__ import annotations

import pytest

from nlu.hearing.signs import feeling_in, spelt_out


@pytest.mark.parametrize(
    ("text", "feeling"), [("👍", "glad"), ("❤️ ❤️", "glad"), ("😡😡", "cross"), ("👟", ""), ("ok 👍", ""), ("", "")]
)
def test_a_message_of_signs_alone_shows_a_feeling(text: str, feeling: str) -> None:
    assert feeling_in(text) == feeling


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("👟?", "shoes?"),
        ("🏃‍♀️👟", "running shoes"),
        ("👗 red", "red dress"),
        ("shoes 👟", "shoes"),
        ("😍👠", "heels"),
        ("👍", "👍"),
        ("thank you so much for the 🎁", "thank you so much for the 🎁"),
    ],
)
def test_a_picture_of_a_thing_is_its_name_where_little_else_is_said(text: str, meant: str) -> None:
    assert spelt_out(text) == meant
