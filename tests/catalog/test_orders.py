"""The order desk keeps to the shop's rules, to the customer's own orders, and changes each order once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from catalog.orders import OrderDesk
from catalog.records import Customer, Order, OrderLine, now
from catalog.settings import OrderSettings, Settings
from catalog.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(home=tmp_path))
    for customer in ("ana", "ben"):
        opened.save_customer(Customer(customer))
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store) -> OrderDesk:
    return OrderDesk(store, OrderSettings())


def save(
    store: Store, number: str, state: str, *, customer: str = "ana", delivered_days_ago: int | None = None
) -> None:
    delivered = None if delivered_days_ago is None else now() - timedelta(days=delivered_days_ago)
    lines = (OrderLine("sku-1", 1, 1999, "p1", "Lamp"),)
    placed = now() - timedelta(days=40)
    store.save_order(Order(number, customer, placed, state, lines, "USD", 1999, delivered_at=delivered))


def test_an_order_is_found_by_its_number_however_it_is_written(store: Store, desk: OrderDesk) -> None:
    save(store, "SM-1001", "paid")
    assert desk.order("ana", " #sm-1001 ") == desk.orders("ana")[0]


def test_another_s_order_answers_as_one_that_does_not_exist(store: Store, desk: OrderDesk) -> None:
    save(store, "SM-1001", "paid", customer="ben")
    assert desk.cancel("ana", "SM-1001") == desk.cancel("ana", "SM-9999")
    assert desk.request_return("ana", "SM-1001", ["Lamp"]).outcome == "unknown"
    assert desk.orders("ben")[0].state == "paid"


@pytest.mark.parametrize(
    ("state", "outcome"), [("placed", "done"), ("paid", "done"), ("shipped", "too_late"), ("cancelled", "already")]
)
def test_the_shop_s_rule_says_what_may_still_be_cancelled(
    store: Store, desk: OrderDesk, state: str, outcome: str
) -> None:
    save(store, "A1", state)
    assert desk.cancel("ana", "A1").outcome == outcome


def test_only_the_named_order_is_cancelled(store: Store, desk: OrderDesk) -> None:
    save(store, "A1", "paid")
    save(store, "A2", "paid")
    desk.cancel("ana", "A1")
    assert {order.number: order.state for order in desk.orders("ana")} == {"A1": "cancelled", "A2": "paid"}


def test_the_same_cancel_ten_times_at_once_changes_the_order_once(store: Store, desk: OrderDesk) -> None:
    save(store, "A1", "placed")
    with ThreadPoolExecutor(10) as pool:
        verdicts = list(pool.map(lambda _: desk.cancel("ana", "A1").outcome, range(10)))
    assert sorted(set(verdicts)) in (["already", "done"], ["done"])
    assert verdicts.count("done") == 1
    assert [(row.state_before, row.state_after, row.actor) for row in store.order_audit("A1")] == [
        ("placed", "cancelled", "customer:ana")
    ]


def test_asking_whether_it_is_possible_changes_nothing(store: Store, desk: OrderDesk) -> None:
    save(store, "A1", "paid")
    assert desk.may_cancel(desk.orders("ana")[0]).outcome == "done"
    assert desk.orders("ana")[0].state == "paid"
    assert store.order_audit("A1") == []


@pytest.mark.parametrize(
    ("state", "days", "outcome"),
    [
        ("delivered", 5, "done"),
        ("delivered", 31, "too_late"),
        ("shipped", None, "too_early"),
        ("returned", 5, "already"),
    ],
)
def test_a_return_is_possible_within_the_window(
    store: Store, desk: OrderDesk, state: str, days: int | None, outcome: str
) -> None:
    save(store, "A1", state, delivered_days_ago=days)
    assert desk.request_return("ana", "A1", ["Lamp"]).outcome == outcome


def test_a_return_leaves_what_was_asked_for_on_record(store: Store, desk: OrderDesk) -> None:
    save(store, "A1", "delivered", delivered_days_ago=2)
    desk.request_return("ana", "A1", ["Lamp"])
    assert store.order_audit("A1")[0].detail == "return asked for in the chat: Lamp"
    assert desk.request_return("ana", "A1", ["Lamp"]).outcome == "already"


def test_the_last_day_of_the_window_counts_as_a_whole(store: Store, desk: OrderDesk) -> None:
    save(store, "A1", "delivered", delivered_days_ago=30)
    verdict = desk.may_return(desk.orders("ana")[0])
    assert verdict.until
    assert verdict.until <= now()
    assert verdict.outcome == "done"
