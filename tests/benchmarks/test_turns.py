"""The benchmark's arithmetic: wrong figures would be believed."""

from __future__ import annotations

import time
from functools import partial
from itertools import repeat

import httpx
import numpy as np
import pytest

from benchmarks.conversations import Conversation, WrongAnswerError
from benchmarks.turns import growth_summary, milliseconds, percentile, summary, timed


@pytest.mark.parametrize("percent", [10, 50, 95])
def test_percentiles_are_numpys(percent: int) -> None:
    values = list(np.random.default_rng(7).exponential(30, 201))
    assert percentile(values, percent) == pytest.approx(float(np.percentile(values, percent)))


def test_a_ratio_below_one_means_that_a_search_is_faster_than_the_greeting() -> None:
    found = summary({"greeting": [40.0] * 10, "search": [20.0] * 10, "order": [8.0, 10.0, 12.0]})
    assert found["p50_ratio"] == found["p95_ratio"] == 0.5
    assert found["order_p50_ms"] == 10.0
    assert found["turns"] == {"greeting": 10, "search": 10, "order": 3}


def test_one_slow_turn_moves_the_tail_and_not_the_middle() -> None:
    found = summary({"greeting": [40.0] * 20, "search": [20.0] * 18 + [400.0] * 2})
    assert found["search_p50_ms"] == 20.0
    assert found["search_p95_ms"] == 400.0
    assert found["p50_ratio"] == 0.5


def test_growth_is_late_over_early() -> None:
    assert growth_summary([10, 11, 90], [12, 13.2, 14]) == {
        "turn_5_ms": 11.0,
        "turn_100_ms": 13.2,
        "turn_100_ratio": 1.2,
    }


def test_a_turn_is_timed_in_milliseconds() -> None:
    assert 20 <= milliseconds(partial(time.sleep, 0.02)) < 1000


def test_preparing_a_turn_is_not_timed() -> None:
    def slow_to_prepare() -> object:
        while True:
            time.sleep(0.2)
            yield partial(time.sleep, 0.01)

    spent = timed({"search": slow_to_prepare(), "greeting": repeat(lambda: None)})  # type: ignore[dict-item]
    assert spent["greeting"] < spent["search"] < 150


def test_a_search_without_cards_is_no_result() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/sessions":
            return httpx.Response(201, json={"token": "t"})
        return httpx.Response(200, json={"messages": [{"text": "Sorry", "products": [], "quick_replies": []}]})

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        talk = Conversation(client, "http://shop")
        with pytest.raises(WrongAnswerError, match="'red shoes' brought no cards"):
            talk.search("red shoes")
        with pytest.raises(WrongAnswerError, match="Sorry"):
            talk.ask_about_order("where is my order?")
