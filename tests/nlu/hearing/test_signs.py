from __future__ import annotations

import pytest

from nlu.hearing.ear import Ear
from nlu.hearing.signs import feeling_in, spelt_out
from tests.nlu.shelves import DEPARTMENT_STORE


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


@pytest.mark.parametrize("sign", ["➒", "➃ϡɽ", "²", "①", "½", "٣", "3➃", "👟➒"])
def test_a_sign_that_is_called_a_digit_is_no_number_to_count_with(sign: str) -> None:
    heard = Ear(DEPARTMENT_STORE).understand(f"black shoes {sign}")
    assert [str(value) for value in heard.wish.facets["colour"]] == ["Black"]
