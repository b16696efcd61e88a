from __future__ import annotations

import pytest

from nlu.hearing.signs import feeling_in


@pytest.mark.parametrize(
    ("text", "feeling"), [("👍", "glad"), ("❤️ ❤️", "glad"), ("😡😡", "cross"), ("👟", ""), ("ok 👍", ""), ("", "")]
)
def test_a_message_of_signs_alone_shows_a_feeling(text: str, feeling: str) -> None:
    assert feeling_in(text) == feeling
