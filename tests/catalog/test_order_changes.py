"""What a customer asks to have changed waits for the merchant, outlives every import, and leaves the shop once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from catalog.addresses import checked_address
from catalog.orders import OrderDesk, Swap
from catalog.products import Product, Variant
from catalog.records import Customer, Order, OrderChange, OrderLine, Outgoing, now
from catalog.settings import OrderSettings, Settings
from catalog.store import CatalogChange, Store, open_store
from catalog.swaps import options_of

HOME = "12 Harbour Road, 4020 Basel, Switzerland"
SHIRT = Product(
    "shirt",
    "Shirt",
    "USD",
    (Variant("s-m", 2000, 5, "M"), Variant("s-l", 2500, 2, "L"), Variant("s-xl", 2500, 0, "XL")),
)
LAMP = Product("lamp", "Lamp", "USD", (Variant("lamp-1", 900, 3),))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings)
    opened.apply(CatalogChange(products=[SHIRT, LAMP], customers=[Customer("ana"), Customer("ben")]))
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store) -> OrderDesk:
    return OrderDesk(store, OrderSettings(), announced)


def announced(change: OrderChange) -> list[Outgoing]:
    return [Outgoing(change.event, "webhook", f"{change.kind} {change.number}".encode(), change.customer_id)]


def fed(state: str, number: str = "A1", customer: str = "ana") -> Order:
    """An order as the shop's own system tells it."""
    lines = (OrderLine("s-m", 2, 2000, "shirt", "Shirt"), OrderLine("lamp-1", 1, 900, "lamp", "Lamp"))
    delivered = now() - timedelta(days=2) if state in ("delivered", "returned") else None
    placed = now().replace(microsecond=0) - timedelta(days=9)
    return Order(number, customer, placed, state, lines, "USD", 5500, delivered_at=delivered)


def bring(store: Store, *orders: Order) -> None:
    store.apply(CatalogChange(orders=orders))


def state(store: Store, number: str = "A1", customer: str = "ana") -> str:
    order = store.order(customer, number)
    assert order
    return order.state


def test_a_cancelled_order_stays_cancelled_through_the_next_import(store: Store, desk: OrderDesk) -> None:
    order = fed("paid")
    bring(store, order)
    assert desk.cancel("ana", "A1", "too slow").outcome == "done"
    for told in (order, replace(order, tracking="T1"), replace(order, state="packed")):
        bring(store, told)
        assert state(store) == "cancelled"
    assert store.fed_states(["A1"]) == {"A1": "packed"}
    (change,) = store.order_changes()
    assert (change.kind, change.number, change.detail["reason"]) == ("cancel", "A1", "too slow")


def test_an_import_that_says_nothing_new_writes_nothing_though_a_change_lies_on_top(
    store: Store, desk: OrderDesk
) -> None:
    order = fed("paid")
    bring(store, order)
    desk.cancel("ana", "A1")
    assert store.apply(CatalogChange(orders=[order]))["orders"].written == 0


def test_the_shop_s_system_carries_a_change_out_by_saying_so(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("delivered"))
    desk.request_return("ana", "A1", ["Lamp"])
    bring(store, fed("returned"))
    assert state(store) == "returned"
    assert [change.outcome for change in store.order_changes(outcome=None)] == ["done"]


def test_what_the_merchant_called_done_holds_until_the_shop_s_system_moves_on(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("paid"))
    desk.cancel("ana", "A1")
    (change,) = store.order_changes()
    assert store.close_change(change.id, "done")
    bring(store, replace(fed("paid"), tracking="T1"))
    assert state(store) == "cancelled"
    bring(store, fed("packed"))
    assert state(store) == "packed"


def test_what_the_merchant_refuses_is_as_the_shop_s_system_says_again(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("paid"))
    desk.cancel("ana", "A1")
    (change,) = store.order_changes()
    bring(store, fed("shipped"))
    assert store.close_change(change.id, "refused", "it has left already")
    assert not store.close_change(change.id, "done")
    assert state(store) == "shipped"
    assert [row.detail for row in store.order_audit("A1")] == [
        "cancelled in the chat",
        "cancel refused: it has left already",
    ]


def test_a_change_and_what_leaves_because_of_it_are_kept_together(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("paid"))
    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(lambda _: desk.cancel("ana", "A1").outcome, range(10)))
    assert outcomes.count("done") == 1
    assert [(one.channel, one.body) for one in store.outgoing_waiting()] == [("webhook", b"cancel A1")]

    def breaks(_change: OrderChange) -> list[Outgoing]:
        raise RuntimeError("the announcement can't be made")

    bring(store, fed("paid", "A2"))
    with pytest.raises(RuntimeError):
        OrderDesk(store, OrderSettings(), breaks).cancel("ana", "A2")
    assert state(store, "A2") == "paid"


def test_a_return_tells_the_refund_and_names_its_lines(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("delivered"))
    order = desk.orders("ana")[0]
    assert desk.may_return(order).refund_minor == 4900
    assert desk.may_return(order, ["s-m"]).refund_minor == 4000
    assert desk.may_return(order, ["unknown"]).outcome == "not_in_order"
    done = desk.request_return("ana", "A1", ["Shirt"], skus=["s-m"])
    assert done.refund_minor == 4000
    assert done.change
    assert done.change.detail["lines"] == [{"sku": "s-m", "title": "Shirt", "quantity": 2, "price_minor": 2000}]


def test_only_what_goes_back_is_no_liking(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("delivered"), fed("returned", "A2"))
    desk.request_return("ana", "A1", ["Shirt"], skus=["s-m"])
    kept = {(line.product_id, line.kept) for line in store.bought("ana")}
    assert kept == {("shirt", False), ("lamp", True), ("lamp", False)}, "of A2 the feed says that all came back"


def test_an_exchange_is_asked_for_once_and_tells_the_difference(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("delivered"))
    order = desk.orders("ana")[0]
    assert [variant.sku for variant in desk.options(order.lines[0])] == ["s-l"]
    swaps = [Swap("s-m", "s-l")]
    assert desk.may_exchange(order, swaps).difference_minor == 1000
    assert state(store) == "delivered"
    assert desk.exchange("ana", "A1", swaps).outcome == "done"
    assert state(store) == "exchange_requested"
    assert desk.exchange("ana", "A1", swaps).outcome == "already"
    assert desk.request_return("ana", "A1", ["Lamp"]).outcome == "already"
    bring(store, fed("delivered"))
    assert state(store) == "exchange_requested"
    assert len(store.order_audit("A1")) == 1


@pytest.mark.parametrize(
    ("swaps", "outcome"),
    [
        ([Swap("s-m", "s-xl")], "sold_out"),
        ([Swap("s-m", "lamp-1")], "sold_out"),
        ([Swap("other", "s-l")], "not_in_order"),
        ([Swap("s-m", "s-l", 3)], "not_in_order"),
        ([Swap("s-m", "s-l"), Swap("s-m", "s-m")], "not_in_order"),
        ([], "not_in_order"),
    ],
)
def test_an_exchange_that_can_t_be_had_changes_nothing(
    store: Store, desk: OrderDesk, swaps: list[Swap], outcome: str
) -> None:
    bring(store, fed("delivered"))
    assert desk.exchange("ana", "A1", swaps).outcome == outcome
    assert state(store) == "delivered"
    assert store.order_changes(outcome=None) == []


def test_a_broken_piece_is_exchanged_for_another_of_its_kind_but_not_changed_into_itself(
    store: Store, desk: OrderDesk
) -> None:
    bring(store, fed("delivered", "A1"), fed("paid", "A2"))
    assert desk.change_items("ana", "A2", [Swap("s-m", "s-m")]).outcome == "same"
    assert desk.exchange("ana", "A1", [Swap("s-m", "s-m", 1)]).outcome == "done"


LAPTOPS = Product(
    "laptop",
    "Laptop",
    "USD",
    tuple(
        Variant(f"{size}-{colour}-{memory}", 90000, stock, size, colour, attributes={"memory": (memory,)})
        for size, colour, memory, stock in (
            ("13", "Black", "8 GB", 5),
            ("13", "Silver", "8 GB", 5),
            ("13", "Silver", "16 GB", 5),
            ("15", "Black", "8 GB", 0),
            ("15", "Silver", "8 GB", 5),
            ("15", "Blue", "16 GB", 5),
        )
    ),
)


@pytest.mark.parametrize(
    ("asked", "skus"),
    [
        (["silver"], ["13-Silver-8 GB"]),
        (["Silver", "16 gb"], ["13-Silver-16 GB"]),
        (["15"], ["15-Silver-8 GB"]),
        (["16 GB"], ["13-Silver-16 GB"]),
        (["green"], []),
        ([], ["13-Silver-8 GB"]),
    ],
)
def test_the_variant_asked_for_stays_as_the_one_that_was_bought_else(
    store: Store, desk: OrderDesk, asked: list[str], skus: list[str]
) -> None:
    store.apply(CatalogChange(products=[LAPTOPS]))
    line = OrderLine("13-Black-8 GB", 1, 90000, "laptop", "Laptop")
    bought = desk.bought(line)
    assert bought
    assert options_of(bought) == {"size": "13", "colour": "Black", "memory": "8 GB"}
    assert [variant.sku for variant in desk.replacements(line, asked)] == skus
    assert desk.bought(OrderLine("gone", 1, 1)) is None


def test_other_items_may_be_asked_for_until_the_order_is_packed_and_the_last_wish_counts(
    store: Store, desk: OrderDesk
) -> None:
    bring(store, fed("paid"), fed("shipped", "A2"))
    assert desk.change_items("ana", "A2", [Swap("s-m", "s-l")]).outcome == "too_late"
    assert desk.change_items("ana", "A1", [Swap("s-m", "s-l")]).difference_minor == 1000
    assert desk.change_items("ana", "A1", [Swap("s-m", "s-l")]).outcome == "already"
    assert desk.change_items("ana", "A1", [Swap("s-m", "s-l", 1)]).outcome == "done"
    assert [change.detail["difference_minor"] for change in store.order_changes()] == [500]
    assert state(store) == "paid"


def test_a_delivery_address_is_kept_for_one_order_and_told_again(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("paid"), fed("paid", "A2"), fed("delivered", "A3"))
    assert desk.change_address("ana", "A1", HOME).outcome == "done"
    assert desk.change_address("ana", "A1", HOME).outcome == "already"
    assert desk.change_address("ana", "A1", "at my mother's").outcome == "no_address"
    assert desk.change_address("ana", "A3", HOME).outcome == "too_late"
    assert desk.change_address("ben", "A1", HOME).outcome == "unknown"
    assert {order.number: desk.address(order) for order in desk.orders("ana")} == {"A1": HOME, "A2": "", "A3": ""}
    assert desk.waiting(desk.orders("ana")[-1]) or desk.waiting(desk.orders("ana")[0])


def test_a_cancelled_order_needs_no_address_any_more(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("paid"))
    desk.change_address("ana", "A1", HOME)
    desk.cancel("ana", "A1")
    assert [(change.kind, change.outcome) for change in store.order_changes(outcome=None)] == [
        ("cancel", "waiting"),
        ("address", "replaced"),
    ]


def test_a_default_address_touches_no_order(store: Store, desk: OrderDesk) -> None:
    bring(store, fed("paid"))
    assert desk.change_default_address("ana", HOME).outcome == "done"
    assert desk.change_default_address("ana", HOME).outcome == "already"
    assert desk.change_default_address("ana", "home").outcome == "no_address"
    assert (desk.default_address("ana"), desk.default_address("ben")) == (HOME, "")
    assert store.order_audit("A1") == []
    (change,) = store.order_changes()
    store.close_change(change.id, "refused")
    assert desk.default_address("ana") == ""


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("12 Harbour Road,\n 4020  Basel,, Switzerland ", "12 Harbour Road, 4020 Basel,, Switzerland"),
        ("〒100-0001 東京都千代田区千代田1-1", "〒100-0001 東京都千代田区千代田1-1"),
        ("P.O. Box 7, Nuuk, Greenland", "P.O. Box 7, Nuuk, Greenland"),
        ("ana@example.com is my address 12", None),
        ("the second one please", None),
        ("1 2 3 4 5 6 7 8", None),
        ("x 1 " * 200, None),
    ],
)
def test_an_address_has_words_and_a_number(text: str, address: str | None) -> None:
    assert checked_address(text) == address
