"""The learnt order: what visitors go by is found, told unseen, used, and left alone where there is nothing to find."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.products import Hit, Product, Variant
from catalog.recommend.history import History
from catalog.recommend.order import PART, LearntOrder
from catalog.recommend.popularity import Popularity
from catalog.recommend.recommender import Recommender
from catalog.records import Event
from catalog.trained import Trained
from tests.training import needs_training

START = datetime(2026, 1, 1, tzinfo=UTC)
BRANDS, EACH = ("North", "South", "East", "West"), 12
SHOP = {
    f"{brand}{number}": Product(
        f"{brand}{number}", f"{brand} {number}", "USD", (Variant(f"{brand}{number}", 1000, 5),),
        categories=(f"Kind {number % 6}",), brand=brand,
    )
    for brand in BRANDS
    for number in range(EACH)
}  # fmt: skip


def similar(product_id: str, limit: int) -> list[Hit]:
    """Products of any brand, in an order of chance: likeness tells nothing here."""
    drawn = np.random.default_rng(sum(map(ord, product_id))).permutation(sorted(SHOP))
    return [Hit(SHOP[name], 1.0) for name in drawn.tolist() if name != product_id][:limit]


def crowd(loyal: bool) -> list[Event]:
    """A hundred visitors who look at a product every other day; the loyal ones stay with their brand."""
    chance, events = np.random.default_rng(0), []
    for who in range(100):
        for step in range(10):
            brand = BRANDS[who % 4] if loyal else BRANDS[chance.integers(4)]
            at = START + timedelta(days=2 * step, minutes=who)
            events.append(Event("view", f"v{who}", product_id=f"{brand}{chance.integers(EACH)}", at=at))
    return events


def past(loyal: bool) -> Any:
    from catalog.recommend.training.ordering import Past

    return Past(SHOP, (), similar, crowd(loyal), ())


@needs_training
def test_what_visitors_go_by_is_learnt_and_orders_what_is_recommended(tmp_path: Path) -> None:
    from catalog.recommend.training.ordering import train_order

    outcome = train_order(past(loyal=True), Trained(tmp_path, PART))
    assert outcome.adopted
    assert outcome.card["ndcg@10"] > 1.2 * outcome.card["ndcg@10 adding up"]
    order = LearntOrder.in_use(tmp_path)
    assert order
    assert order.weights["brand"] > 0
    events, at = crowd(loyal=True), START + timedelta(days=21)
    history = History([event for event in events if event.visitor == "v2"][:4], at, who="v2")
    first = [brands(events, history, at, each).count("East") for each in (order, None)]
    assert first[0] > first[1]
    with pytest.raises(ValueError, match="came back"):
        train_order(past_of_few(), Trained(tmp_path, PART))


def brands(events: list[Event], history: History, at: datetime, order: LearntOrder | None) -> list[str]:
    popularity = Popularity.of(events, at)
    recommender = Recommender(SHOP, popularity=popularity, baskets=(), links=(), similar=similar, order=order)
    return [hit.product.brand for hit in recommender.for_visitor(history, limit=6)]


def past_of_few() -> Any:
    from catalog.recommend.training.ordering import Past

    return Past(SHOP, (), similar, [event for event in crowd(loyal=True) if event.visitor in ("v1", "v2")], ())


@needs_training
def test_where_nothing_can_be_learnt_the_order_stays(tmp_path: Path) -> None:
    from catalog.recommend.training.ordering import Lesson, fitted, ndcg

    lessons: list[Lesson] = [({"a": {"added": 1.0}, "b": {"added": 0.5}, "c": {"added": 0.1}}, {"b"})]
    assert ndcg(lessons, lambda signs: signs["added"]) == pytest.approx(1 / np.log2(3))
    assert ndcg(lessons, lambda signs: -signs["added"]) == pytest.approx(1 / np.log2(3))
    assert ndcg(lessons, lambda signs: -abs(signs["added"] - 0.5)) == 1.0
    even: list[Lesson] = [({"a": {"x": 1.0}, "b": {"x": 1.0}}, {"a"}), ({"a": {"x": 1.0}, "b": {"x": 1.0}}, {"b"})]
    assert fitted(even).weights["x"] == pytest.approx(0, abs=1e-6)


def test_a_spoilt_order_is_left_out(tmp_path: Path) -> None:
    trained = Trained(tmp_path, PART)
    assert LearntOrder.in_use(tmp_path) is None
    draft = trained.draft()
    (draft / "order.json").write_text("[]")
    trained.adopt(draft, {})
    assert LearntOrder.in_use(tmp_path) is None
