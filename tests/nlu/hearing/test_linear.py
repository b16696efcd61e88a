from __future__ import annotations

import time

import pytest

from nlu.hearing.ear import Ear
from tests.nlu.shelves import DEPARTMENT_STORE

#: Pieces that made a reader with patterns look at everything again and again.
FAMILIES = (
    "1", "1,", "and and ", "(", "not ", "no not without ", "1 - ", "a hundred and ", "red or ", "any any ",
    "size 29 or ",    "x", "don't ", "under 50 ", "w32 l34 ", "for my 5 year old ", "non-", "nut free ", "½",
    "colour doesn't matter ", "$", "not too expensive ", "swap red for blue ", "a dress and ", "that is quite ",
)  # fmt: skip
#: Four times the text may take this many times as long; what looks at everything again takes sixteen times.
MOST_TIMES = 9
#: Nothing of a thousand characters may hold up a turn for longer, in seconds of one processor.
LONGEST_SECONDS = 0.05


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(DEPARTMENT_STORE)


def fastest_seconds(ear: Ear, text: str) -> float:
    spans = []
    for _ in range(5):
        ear.understand.cache_clear()
        began = time.thread_time()
        ear.understand(text)
        spans.append(time.thread_time() - began)
    return min(spans)


@pytest.mark.parametrize("piece", FAMILIES)
def test_a_thousand_characters_of_anything_are_heard_in_linear_time(ear: Ear, piece: str) -> None:
    whole, quarter = (fastest_seconds(ear, (piece * 1000)[:length]) for length in (1000, 250))
    assert whole <= LONGEST_SECONDS, f"{whole * 1000:.0f} ms"
    assert whole <= MOST_TIMES * quarter, f"{whole * 1000:.0f} ms against {quarter * 1000:.1f} ms"
