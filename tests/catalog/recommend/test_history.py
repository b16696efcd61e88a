"""A history is what somebody did and kept; what was undone or refused teaches nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from catalog.recommend.history import History
from catalog.records import Bought, Event

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def event(kind: str, product_id: str, days_ago: float = 0) -> Event:
    return Event(kind, "v", "ana", product_id, at=NOW - timedelta(days=days_ago))  # type: ignore[arg-type]


def order(product_id: str, days_ago: float, *, kept: bool = True) -> Bought:
    return Bought("ana", product_id, f"{product_id}-1", NOW - timedelta(days=days_ago), kept)


def test_an_order_that_was_cancelled_or_sent_back_is_no_interest_nor_what_led_to_it() -> None:
    led_to_it = [event("view", "tent", 6), event("cart", "tent", 5.1), event("purchase", "tent", 5)]
    assert [each.verb for each in History(led_to_it, NOW, [order("tent", 5)]).interests] == ["bought {}"]
    undone = History(led_to_it, NOW, [order("tent", 5, kept=False)])
    assert undone.interests == []
    assert "tent" not in undone.just_bought


def test_who_looks_again_after_sending_back_is_interested_again() -> None:
    history = History([event("view", "tent", 1)], NOW, [order("tent", 5, kept=False)])
    assert [each.product_id for each in history.interests] == ["tent"]


def test_an_order_counts_where_no_event_tells_of_it_and_once_where_one_does() -> None:
    assert len(History([], NOW, [order("tent", 5)]).events) == 1
    assert len(History([event("purchase", "tent", 5)], NOW, [order("tent", 5)]).events) == 1


def test_nothing_is_concluded_from_what_shall_not_count() -> None:
    history = History([event("view", "tent", 1), event("view", "lamp", 2), event("unlearn", "tent")], NOW)
    assert [each.product_id for each in history.interests] == ["lamp"]
    assert "tent" not in history.refused


def test_what_was_turned_to_within_the_hour_counts_as_much_as_what_was_bought_before() -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    bought = Event("purchase", "v", product_id="mug", at=at - timedelta(days=1))
    for minutes, is_as_strong in ((10, True), (90, False)):
        looked = Event("view", "v", product_id="shoe", at=at - timedelta(minutes=minutes))
        shoe, mug = History([looked, bought], at).interests
        assert (shoe.product_id, mug.product_id) == ("shoe", "mug")
        assert (shoe.weight == mug.weight) is is_as_strong
