"""The bandit learns which source is clicked where; sides of a comparison are fair; fairness moves shares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.bandit import measure
from catalog.products import Product, Variant
from catalog.recommend.bandit import Bandit
from catalog.recommend.choosing import ENOUGH, WITH, WITHOUT, Choosing, arm
from catalog.recommend.comparing import compared, outcomes, visitors_needed
from catalog.recommend.crowd import Crowd
from catalog.recommend.exposure import boosts, report
from catalog.records import Event
from catalog.settings import RecommendSettings, Settings
from catalog.store import open_store

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HOME, BASKET = ("page/recommend", "new"), ("chat/recommend", "much")


def taught(*rows: tuple[tuple[str, str], str, int, int]) -> Bandit:
    bandit = Bandit()
    for context, source, shown, clicked in rows:
        for number in range(shown):
            bandit.show(context, source)
            if number < clicked:
                bandit.click(context, source)
    return bandit


def test_each_place_learns_its_own_best_source() -> None:
    bandit = taught(
        (HOME, "popular", 400, 60), (HOME, "alike", 400, 8), (BASKET, "popular", 400, 8), (BASKET, "alike", 400, 60)
    )
    rng = np.random.default_rng(0)
    means = {context: bandit.draw(context, ["popular", "alike"], rng, 500).mean(axis=0) for context in (HOME, BASKET)}
    assert means[HOME][0] == pytest.approx(0.15, abs=0.02)
    assert means[HOME][0] > 4 * means[HOME][1]
    assert means[BASKET][1] > 4 * means[BASKET][0]


def test_a_place_never_met_borrows_from_the_others() -> None:
    rng = np.random.default_rng(0)
    rates = taught((HOME, "popular", 900, 180), (HOME, "alike", 900, 9)).draw(BASKET, ["popular", "alike"], rng, 500)
    assert rates.mean(axis=0)[0] > 3 * rates.mean(axis=0)[1]


def test_propensities_are_a_distribution_and_a_visitor_s_draw_stays_the_same() -> None:
    choosing = Choosing(bandit=taught((HOME, "popular", ENOUGH, 25)))
    asked = {"who": "ana", "place": HOME[0], "stage": HOME[1]}
    worth, likely = choosing.worth(["together", "alike", "popular"], **asked)
    assert sum(likely.values()) == pytest.approx(1)
    assert choosing.worth(["together", "alike", "popular"], **asked) == (worth, likely)
    assert choosing.worth(["together", "alike", "popular"], **asked | {"who": "ben"})[0] != worth


def test_without_a_bandit_the_shipped_weights_count() -> None:
    few = Choosing(bandit=taught((HOME, "popular", ENOUGH - 1, 25)))
    assert few.worth(["alike"], who="ana", place=HOME[0], stage="new") == ({"alike": 0.6}, {})
    assert Choosing().worth(["alike", "popular"], who="ana", place="x", stage="new") == (
        {"alike": 0.6, "popular": 0.15},
        {},
    )


def test_the_bandit_regrets_less_than_epsilon_greedy() -> None:
    found = measure(seeds=2, rounds=10_000)
    assert found["ratio"] < 0.9


def test_what_was_shown_and_then_turned_to_teaches_the_bandit_once(tmp_path: Path) -> None:
    store = open_store(Settings(home=tmp_path))
    try:
        shown = [
            Event("shown", f"v{n}", None, "mug", at=NOW, place=HOME[0], stage=HOME[1], source="popular")
            for n in range(200)
        ]
        later = NOW + timedelta(hours=1)
        clicks = [Event("view", f"v{n}", None, "mug", at=later) for n in range(100) for _ in range(3)]
        store.record([*shown, *shown, *clicks, Event("view", "stranger", None, "mug", at=later)])
        crowd = Crowd(store, NOW)
        assert crowd.take(NOW)
        rates = crowd.bandit.draw(HOME, ["popular"], np.random.default_rng(0), 300)
        assert rates.mean() == pytest.approx(0.5, abs=0.06)
        assert crowd.exposed == {"mug": 200}
    finally:
        store.close()


def test_sides_are_even_and_a_visitor_keeps_theirs() -> None:
    sides = [arm(f"v{n}", "paired") for n in range(1000)]
    assert 450 < sides.count(WITH) < 550
    assert sides == [arm(f"v{n}", "paired") for n in range(1000)]
    assert arm("v1", "") == ""
    left_out = Choosing(RecommendSettings(compare="paired"))
    assert [left_out.leaves_out("paired", f"v{n}") for n in range(1000)] == [side == WITHOUT for side in sides]
    assert not left_out.leaves_out("alike", "v1")


def test_an_interval_is_newcombe_s_worked_example() -> None:
    # Newcombe, "Interval estimation for the difference between independent proportions" (1998), table II, example (a)
    found = compared({WITH: (70, 56), WITHOUT: (80, 48)})
    assert found["difference"] == pytest.approx(0.2)
    assert found["interval_95"] == pytest.approx([0.0524, 0.3339], abs=2e-4)
    assert found["proves"] == "with is better"


def test_visitors_needed_follow_the_textbook() -> None:
    # 10 % against 11 %, two-sided 5 %, power 80 %: about 14,750 on each side
    assert visitors_needed(0.1) == pytest.approx(14_750, rel=0.01)
    assert visitors_needed(0.0) is None


def test_a_visitor_counts_once_and_only_for_what_followed_the_showing() -> None:
    def shown(who: str, product: str, side: str) -> Event:
        return Event("shown", who, None, product, at=NOW, arm=side, source="alike")

    def view(who: str, product: str, days: float) -> Event:
        return Event("view", who, None, product, at=NOW + timedelta(days=days))

    events = [shown("a", "x", WITH), shown("a", "y", WITH), shown("b", "x", WITHOUT), shown("c", "x", WITHOUT)]
    events += [view("a", "x", 1), view("a", "y", 1), view("b", "x", -1), view("c", "x", 9), view("z", "x", 1)]
    assert outcomes(events) == {WITH: (1, 1), WITHOUT: (2, 0)}


def test_fairness_brings_forward_who_is_shown_too_seldom() -> None:
    def product(name: str, brand: str) -> Product:
        return Product(name, name, "USD", (Variant(name, 1000, 1),), brand=brand)

    shop = {
        each.id: each
        for each in [*(product(f"a{n}", "A") for n in range(5)), *(product(f"b{n}", "B") for n in range(5))]
    }
    seen = {"a0": 900, "b0": 100}
    told = report(shop, seen, "brand")
    assert told["groups"][0] == {"brand": "A", "shown": 0.9, "catalogue": 0.5}
    assert told["gini"] == pytest.approx(0.4)
    factors = boosts(shop, seen, "brand", 1.0)
    assert factors["b3"] > 3 > 1 > factors["a0"]
    assert boosts(shop, seen, "brand", 0.0) == {}
    assert report(shop, {"a0": 5, "b0": 5}, "brand")["gini"] == pytest.approx(0)
