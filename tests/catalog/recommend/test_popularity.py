"""Interest fades by its half-life, and a sudden jump is told from a steady seller."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.recommend.popularity import POPULAR_HALF_LIFE, Popularity, decay
from catalog.records import Event

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def events(product: str, *days_ago: float, kind: str = "view") -> list[Event]:
    """Events of different people, three of them for each day named."""
    people = [(days, f"{days}-{number}") for days in days_ago for number in range(3)]
    return [Event(kind, who, product_id=product, at=NOW - timedelta(days=days)) for days, who in people]  # type: ignore[arg-type]


def test_one_half_life_halves() -> None:
    assert decay(timedelta(days=30), POPULAR_HALF_LIFE) == pytest.approx(0.5)


def test_a_purchase_weighs_more_than_views() -> None:
    seen = events("seen", *[0] * 5) + events("bought", 0, kind="purchase")
    assert [product for product, _ in Popularity.of(seen, NOW).popular()] == ["bought", "seen"]


def test_last_year_s_success_is_not_popular_now() -> None:
    old_and_new = events("old", *[365] * 50, kind="purchase") + events("new", 1, kind="purchase")
    assert Popularity.of(old_and_new, NOW).popular()[0][0] == "new"


def test_a_jump_is_trending_and_a_steady_seller_is_not() -> None:
    steady = events("steady", *range(120), kind="cart")
    jump = events("jump", 0, 0, 1, 1, 2, kind="cart")
    assert [product for product, _ in Popularity.of(steady + jump, NOW).trending()] == ["jump"]


def test_a_few_views_today_are_no_trend() -> None:
    assert Popularity.of(events("p", 0), NOW).trending() == []


def test_one_keen_visitor_makes_nothing_popular() -> None:
    keen = [Event("cart", "v1", product_id="p", at=NOW)] * 30
    assert Popularity.of(keen, NOW).popular() == []
    assert Popularity.of(keen, NOW).trending() == []


def test_what_is_turned_away_is_not_popular() -> None:
    assert Popularity.of(events("p", 0) + events("p", 0, kind="dismiss"), NOW).popular() == []


def test_an_event_from_a_clock_ahead_counts_as_now() -> None:
    assert Popularity.of(events("p", -3), NOW).popular() == [("p", 3.0)]
