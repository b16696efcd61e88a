"""Learning from the shop's own customers: what counts, what is adopted, learning on without starting anew."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from catalog.products import Product, Variant
from catalog.recommend.history import History
from catalog.recommend.sequence.source import PART, SequenceSource
from catalog.records import Bought, Event, Statement
from catalog.settings import Settings
from catalog.store import open_store
from catalog.trained import Trained
from tests.training import needs_training

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RING = [f"p{number}" for number in range(12)]


def walk(customer: str, start: int, steps: int = 6, day: int = 0) -> list[Event]:
    """Looks at one product after another round the ring, a minute apart."""
    return [
        Event(
            "view",
            customer_id=customer,
            product_id=RING[(start + step) % 12],
            at=NOW + timedelta(days=day, minutes=step),
        )
        for step in range(steps)
    ]


def crowd(day: int = 0) -> list[Event]:
    return [event for number in range(96) for event in walk(f"c{number}", number, day=day)]


def test_what_was_taken_back_or_turned_away_is_no_liking() -> None:
    from catalog.recommend.training.behaviour import behaviour_of

    events = [*walk("c", 0, 5), Event("purchase", customer_id="c", product_id="p9", at=NOW + timedelta(hours=1))]
    events.append(Event("dismiss", customer_id="c", product_id="p2", at=NOW + timedelta(hours=2)))
    back = Bought("c", "p9", "p9-1", NOW, kept=False)
    kept = Bought("c", "p11", "p11-1", NOW + timedelta(hours=3))
    behaviour = behaviour_of(events, [back, kept], RING)
    (row,) = behaviour.histories.rows
    assert [behaviour.histories.products[place] for place in row] == ["p0", "p1", "p3", "p4", "p11"]


def test_what_a_guest_did_is_the_customer_s_after_the_login() -> None:
    from catalog.recommend.training.behaviour import behaviour_of

    guest = [Event("view", "v", None, event.product_id, at=event.at) for event in walk("", 0, 2)]
    known = [Event("view", "v", "c", event.product_id, at=event.at + timedelta(hours=1)) for event in walk("", 2, 2)]
    behaviour = behaviour_of([*guest, *known], [], RING)
    assert [list(row) for row in behaviour.histories.rows] == [[0, 1, 2, 3]]


def test_nothing_is_learnt_from_who_does_not_want_it(tmp_path: Path) -> None:
    from catalog.recommend.training.behaviour import behaviour_in

    store = open_store(Settings(home=tmp_path))
    try:
        store.record([*walk("willing", 0), *walk("not", 3)])
        store.state("", "not", Statement("learning", "off"))
        assert [list(row) for row in behaviour_in(store, RING).histories.rows] == [[0, 1, 2, 3, 4, 5]]
        store.state("", "not", Statement("learning", "on"))
        assert len(behaviour_in(store, RING).histories.rows) == 2
        store.state("", "willing", Statement("forgotten", (NOW + timedelta(minutes=2)).isoformat()))
        assert [list(row) for row in behaviour_in(store, RING).histories.rows] == [[3, 4, 5, 6, 7, 8], [2, 3, 4, 5]]
    finally:
        store.close()


def quick() -> Any:
    from catalog.recommend.training.learner import Training

    return Training(encoder="gru", dimension=16, dropout=0.1, batch=16, epochs=20, learning_rate=1e-2, sampled=0)


def learnt(home: Path, events: list[Event], **options: Any) -> Any:
    from catalog.recommend.training.behaviour import behaviour_of
    from catalog.recommend.training.shop import train_recommend

    return train_recommend(behaviour_of(events, [], RING), {}, Trained(home, PART), quick(), **options)


def source(home: Path) -> SequenceSource:
    products = {name: Product(name, name.upper(), "USD", (Variant(name, 100, 1),)) for name in RING}
    catalogue: Any = SimpleNamespace(goods=1, products=products)
    return SequenceSource(home, lambda: catalogue, lambda product: {})


@needs_training
def test_a_shop_learns_serves_goes_on_learning_and_goes_back(tmp_path: Path) -> None:
    first = learnt(tmp_path, crowd())
    assert first.card["ndcg@10"] > first.card["ndcg@10 before"]
    history = History(walk("new", 3, 3), NOW + timedelta(minutes=9))
    (best, *_) = source(tmp_path).candidates(history, limit=3)
    assert best.product_id == "p6"
    assert best.reason == "because you looked at P5"
    assert best.because == "p5"

    with pytest.raises(ValueError, match="nothing new to learn"):
        learnt(tmp_path, crowd())
    more = [*crowd(), *(event for number in range(30) for event in walk(f"d{number}", number, day=1))]
    increment = learnt(tmp_path, more, increment=True)
    assert increment.card["measured_on"] == 30
    if increment.adopted:
        assert Trained(tmp_path, PART).roll_back() == first.adopted


@needs_training
def test_too_few_customers_are_said_rather_than_learnt(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="it takes 50"):
        learnt(tmp_path, walk("c", 0))


def test_a_shop_without_a_model_and_a_stranger_get_nothing_from_it(tmp_path: Path) -> None:
    assert source(tmp_path).candidates(History(walk("c", 0), NOW), limit=3) == ()
