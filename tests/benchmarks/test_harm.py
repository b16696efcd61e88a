"""What looks for harm finds it where there is some: a fuzz, a fault and a load that saw nothing would be believed."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import psutil
import pytest

from benchmarks import fuzz, load, mutations
from benchmarks.breaking import CannotBreakError, Fault, hold
from benchmarks.contract import summary
from benchmarks.faults import play


def tries(*ends: str) -> fuzz.Tries:
    def attempt(end: str) -> str:
        if end == "raises":
            raise ValueError("no number")
        if end == "takes long":
            time.sleep(0.03)
        return end

    yield from ((number, 1, lambda end=end: attempt(end)) for number, end in enumerate(ends))


def measured(found: Iterator[tuple[int, int, fuzz.Try]], count: int) -> dict[str, object]:
    return fuzz.measure("test", found, count, clock=time.monotonic, process=psutil.Process())


def test_crashes_silences_and_hangs_are_told_by_the_number_that_repeats_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "LONGEST_SECONDS", 0.02)
    found = measured(tries("answered", "raises", "silence: 'x'", "takes long"), 4)
    assert found["crashes"] == ["1: crash: ValueError: no number in 0.00 s"]
    assert found["silences"] == ["2: silence: 'x' in 0.00 s"]
    assert str(found["hangs"]).startswith("['3: takes long in 0.0")
    assert not found["sound"]
    assert measured(tries("answered"), 1)["sound"]


@pytest.mark.parametrize("number", range(5))
def test_a_number_draws_the_same_again(number: int) -> None:
    first, second = random.Random(f"7:{number}"), random.Random(f"7:{number}")
    for draw in (mutations.picture, mutations.feed, lambda dice: mutations.message(dice, ["Mug"], 1000)):
        assert draw(first) == draw(second)


def test_some_broken_pictures_can_still_be_seen_and_some_broken_feeds_be_read() -> None:
    seen, read = fuzz.pictures(7, 0, 60), fuzz.feeds(7, 0, 400)
    assert seen["sound"]
    assert read["sound"]
    assert {"read", "refused"} <= seen["ends"].keys()
    assert {"exit 2", "exit 3"} <= read["ends"].keys()


def test_what_schemathesis_found_is_told_by_operation() -> None:
    failure = {"type": "ServerError", "title": "Server error", "count": 2, "operations": ["GET /a", "GET /b"]}
    counted = {"test_cases": {"generated": 9}, "operations": {"tested": 3}, "errors": [], "seed": 7}
    found = summary({**counted, "failures": [failure]})
    assert (found["cases"], found["server_errors"]) == (9, 2)
    assert found["deviations"] == ["Server error: GET /a, GET /b"]


def test_a_fault_that_does_harm_is_told_as_harm() -> None:
    def harmless(shop: str) -> str:
        return f"{shop} is well"

    def harmful(shop: str) -> str:
        hold(False, "a traceback")
        return ""

    def unplayable(shop: str) -> str:
        raise CannotBreakError("no disk can be mounted here")

    assert play(Fault("a", "mended", harmless), "it").outcome == "mended"
    assert play(Fault("b", "mended", harmful), "it").seen == "NotHeldError: a traceback"
    assert [play(Fault("c", "mended", one), "it").outcome for one in (harmful, unplayable)] == ["harm", "left out"]


def test_the_load_compares_what_95_of_100_answers_keep() -> None:
    few, many = load.Spent({"search": [10.0] * 20}), load.Spent({"search": [80.0] * 20}, ["'x': 500"])
    found = load.summary({1: few, 20: many})
    assert found["p95_of_20_to_1"] == 8.0
    assert found["20"]["errors"] == ["'x': 500"]
    assert found["1"]["turns"] == 20
