from __future__ import annotations

import time

import pytest

from nlu.hearing.ear import Ear
from tests.nlu.shelves import DEPARTMENT_STORE

#: Pieces that made a reader with patterns look at everything again and again.
FAMILIES = (
    "1", "1,", "and and ", "(", "not ", "no not without ", "1 - ", "a hundred and ", "red or ", "any any ",
    "size 29 or ",    "x", "don't ", "under 50 ", "w32 l34 ", "for my 5 year old ", "non-", "nut free ", "½",
    "colour doesn't matter ", "$",
)  # fmt: skip
#: What one reading may take, as so many times an everyday sentence of a shopper; both are timed in the same run.
MOST_TIMES = 120


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(DEPARTMENT_STORE)


def fastest_seconds(ear: Ear, text: str, tries: int) -> float:
    spans = []
    for number in range(tries):
        ear.understand.cache_clear()
        began = time.perf_counter()
        ear.understand(text if number % 2 else f"{text} ")
        spans.append(time.perf_counter() - began)
    return min(spans)


@pytest.mark.parametrize("piece", FAMILIES)
def test_a_thousand_characters_of_anything_are_heard_in_linear_time(ear: Ear, piece: str) -> None:
    long = fastest_seconds(ear, (piece * 1000)[:1000], 3)
    usual = fastest_seconds(ear, "red running shoes under 80, not leather", 9)
    assert long <= MOST_TIMES * usual, f"{long * 1000:.0f} ms against {usual * 1000:.2f} ms"
