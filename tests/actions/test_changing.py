"""Parts of orders by their products, other variants, addresses: what is meant, and nothing else, waits after a yes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from catalog.catalogue import build_catalogue
from catalog.feeds import import_feed
from catalog.records import Customer, Order, OrderChange, OrderLine, now
from catalog.settings import Settings
from catalog.shop import Shop
from catalog.store import open_store
from tests.actions.talk import Said, Talk
from tests.actions.word_encoder import WordEncoder

HOME = "14 Willow Row, Flat 3, Bath BA1 2AB"
RETURN, CHANGE, CANCEL, SEARCH, ASK_LAST = (
    "return_order",
    "change_order",
    "cancel_order",
    "search_product",
    "ask_last_order",
)
#: id, title, and the options of its variants, sold out where the last one is "-".
GOODS: dict[str, tuple[str, list[dict[str, str]]]] = {
    "lamp": ("Reading Lamp", [
        {"colour": "white", "brightness": "low", "power source": "battery"},
        {"colour": "white", "brightness": "high", "power source": "battery"},
        {"colour": "black", "brightness": "high", "power source": "mains plug"},
        {"colour": "red", "brightness": "high", "power source": "battery", "sold": "out"},
    ]),
    "kettle": ("Tea Kettle", [
        {"colour": "silver", "capacity": "1L", "material": "glass"},
        {"colour": "silver", "capacity": "2L", "material": "glass"},
        {"colour": "silver", "capacity": "2L", "material": "steel"},
    ]),
    "speaker": ("Pocket Speaker", [
        {"colour": "blue", "water resistance": "yes"},
        {"colour": "blue", "water resistance": "no"},
    ]),
    "bottle": ("Water Bottle", [{"colour": "green"}, {"colour": "grey"}]),
    "shirt": ("Crew Shirt", [
        {"colour": "navy", "size": "M"},
        {"colour": "navy", "size": "L"},
        {"colour": "sand", "size": "L"},
    ]),
    "puzzle": ("Map Puzzle", [{"pieces": "500"}, {"pieces": "1000"}]),
}  # fmt: skip
#: State and contents of each customer's orders, newest first; their numbers are {0} to {3} in what is said.
ORDERS = (
    ("paid", ("lamp-0", "kettle-0", "speaker-0", "bottle-0")),
    ("delivered", ("shirt-0", "shirt-1", "puzzle-0", "kettle-1")),
    ("paid", ("puzzle-1",)),
    ("delivered", ("lamp-1", "bottle-1")),
)
_customers = count(100)


@pytest.fixture(scope="module")
def store_of_goods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    feed = tmp_path_factory.mktemp("goods")
    rows = [
        {"id": name, "title": title, "currency": "USD", "price": 20, "variants": _variants(name, variants)}
        for name, (title, variants) in GOODS.items()
    ]
    (feed / "products.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    store = open_store(settings)
    assert import_feed(store, settings, feed).exit_code == 0
    shop = Shop(settings, store, partial(build_catalogue, settings, store, WordEncoder()))
    yield shop
    shop.close()


def _variants(name: str, all_options: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "sku": f"{name}-{place}", "price": 20 + place, "stock": 0 if "sold" in options else 9,
            "colour": options.get("colour", ""), "size": options.get("size", ""),
            "attributes": {name: [value] for name, value in options.items() if name not in ("colour", "size", "sold")},
        }
        for place, options in enumerate(all_options)
    ]  # fmt: skip


class Desk:
    """One customer's talk, and what it left for the merchant."""

    def __init__(self, shop: Shop, customer: str, numbers: list[str]) -> None:
        self._shop, self._customer, self.numbers = shop, customer, numbers
        self._talk = Talk(shop)

    def say(self, text: str, intent: str, act: str | None = None) -> Said:
        return self._talk.say(text.format(*self.numbers), intent, act=act, customer_id=self._customer)

    def agree(self) -> Said:
        return self.say("yes", "affirm")

    @property
    def changes(self) -> list[OrderChange]:
        return self._shop.store.order_changes(customer_id=self._customer)

    @property
    def left(self) -> tuple[str, int, list[str]]:
        """Kind, place of the order (-1: none) and skus of the only change."""
        (change,) = self.changes
        rows = change.detail.get("lines") or change.detail.get("swaps") or ()
        skus = sorted(f"{row['sku']} {row['new_sku']}" if "new_sku" in row else row["sku"] for row in rows)
        return change.kind, self.numbers.index(change.number) if change.number else -1, skus


@pytest.fixture
def desk(store_of_goods: Shop) -> Desk:
    """A customer of this test alone, with the four orders."""
    store, serial = store_of_goods.store, next(_customers)
    customer, numbers = f"customer-{serial}", [f"W{serial}{place}" for place in range(len(ORDERS))]
    store.save_customer(Customer(customer))
    for place, (state, skus) in enumerate(ORDERS):
        lines = tuple(OrderLine(sku, 1, 2000 + int(sku[-1]) * 100, sku[:-2], GOODS[sku[:-2]][0]) for sku in skus)
        placed, delivered = now() - timedelta(days=place), now() if state == "delivered" else None
        total = sum(line.price_minor for line in lines)
        store.save_order(Order(numbers[place], customer, placed, state, lines, "USD", total, delivered_at=delivered))
    return Desk(store_of_goods, customer, numbers)


@pytest.mark.parametrize(
    ("text", "place", "skus"),
    [
        ("return the puzzle and the tea kettle", 1, "puzzle-0 kettle-1"),
        ("i'd like to send back the kettle of order {1}, i no longer need it", 1, "kettle-1"),
        ("return everything in order {1} except the puzzle", 1, "shirt-0 shirt-1 kettle-1"),
        ("send all of order {1} back but the puzzle and the kettle", 1, "shirt-0 shirt-1"),
        ("from order {1} i keep the map puzzle, everything else goes back", 1, "shirt-0 shirt-1 kettle-1"),
        ("return the shirt in size M from order {1}", 1, "shirt-0"),
        ("return the crew shirt with size L from order {1}", 1, "shirt-1"),
        ("return both shirts", 1, "shirt-0 shirt-1"),
        ("give back the water bottle and the reading lamp", 3, "bottle-1 lamp-1"),
    ],
)
def test_just_the_products_that_are_named_go_back(desk: Desk, text: str, place: int, skus: str) -> None:
    assert "Shall I ask for the return" in desk.say(text, RETURN).text
    assert desk.changes == []
    desk.agree()
    assert desk.left == ("return", place, sorted(skus.split()))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("cancel my order with the lamp, the kettle, the speaker and the bottle. i no longer need it", 0),
        ("cancel the order with the map puzzle", 2),
        ("please cancel {2} because i ordered it by mistake", 2),
    ],
)
def test_an_order_named_by_its_products_is_cancelled_whatever_it_stands_for(desk: Desk, text: str, place: int) -> None:
    desk.say("where is order {3}", "ask_order_status")
    assert f"Shall I cancel order {desk.numbers[place]} " in desk.say(text, CANCEL).text
    desk.agree()
    assert desk.left == ("cancel", place, [])


def test_a_number_that_begins_with_a_letter_answers_which_order(desk: Desk) -> None:
    assert "Which order" in desk.say("return something", RETURN).text
    assert desk.numbers[3] in desk.say("{3}", SEARCH).text
    desk.agree()
    assert desk.left[:2] == ("return", 3)


@pytest.mark.parametrize(
    ("text", "kind", "place", "skus"),
    [
        ("change the lamp in order {0} to brightness high", "items", 0, "lamp-0 lamp-1"),
        ("change the tea kettle in order {0} to the 2L one", "items", 0, "kettle-0 kettle-1"),
        ("change the kettle to material steel and the pocket speaker to one with water resistance no", "items", 0,
         "kettle-0 kettle-2,speaker-0 speaker-1"),
        ("change the pocket speaker to blue, water resistance no", "items", 0, "speaker-0 speaker-1"),
        ("change the puzzle to 500 pieces", "items", 2, "puzzle-1 puzzle-0"),
        ("exchange the puzzle for the 1000 one", "exchange", 1, "puzzle-0 puzzle-1"),
        ("exchange the crew shirt with size M for a sand one in L, from order {1}", "exchange", 1, "shirt-0 shirt-2"),
        ("swap the water bottle for the green one", "exchange", 3, "bottle-1 bottle-0"),
    ],
)  # fmt: skip
def test_the_variant_that_is_wanted_takes_the_place_of_the_ordered_one(
    desk: Desk, text: str, kind: str, place: int, skus: str
) -> None:
    # Taken for a wish: that it is about what was ordered shows in its words.
    assert "Shall I ask for this" in desk.say(text, SEARCH).text
    assert desk.changes == []
    desk.agree()
    assert desk.left == (kind, place, skus.split(","))


def test_of_two_orders_in_which_it_could_be_changed_none_is_guessed(desk: Desk) -> None:
    assert "Which order" in desk.say("change the lamp to the black one", SEARCH).text
    assert "Shall I ask for this change" in desk.say("{0}", SEARCH).text
    desk.agree()
    assert desk.left == ("items", 0, ["lamp-0 lamp-2"])


def test_what_is_not_said_is_asked_and_what_was_clear_is_kept(desk: Desk) -> None:
    asked = desk.say("change the lamp in order {0} to another one and the bottle to the grey one", CHANGE, "items").text
    assert asked.startswith("Which one do you want instead of Reading Lamp?")
    assert "Shall I ask for this change" in desk.say("the black one with a mains plug", SEARCH).text
    desk.agree()
    assert desk.left == ("items", 0, ["bottle-0 bottle-1", "lamp-0 lamp-2"])


def test_sold_out_is_said_of_nothing_that_is_in_stock(desk: Desk) -> None:
    assert "Reading Lamp in red is sold out" in desk.say("change the lamp in order {0} to red", CHANGE, "items").text
    assert "sold out" not in desk.say("change the lamp in order {0} to the white one", CHANGE, "items").text
    assert desk.changes == []


def test_other_words_for_change_are_no_order_s_while_products_are_looked_at(desk: Desk) -> None:
    desk.say("show me lamps", SEARCH)
    assert "Shall I" not in desk.say("change that to the black reading lamp", SEARCH).text


@pytest.mark.parametrize(
    ("text", "act", "kind", "place"),
    [
        (f"send order {{0}} to {HOME} please", None, "address", 0),
        (f"the address for {{0}} is wrong, it should be {HOME}", "default_address", "address", 0),
        (f"deliver my order with the map puzzle to {HOME} instead", None, "address", 2),
        (f"change my default address to {HOME}", "default_address", "default_address", -1),
        (f"my home address has changed, it is now {HOME}", "default_address", "default_address", -1),
    ],
)
def test_an_address_is_that_of_the_order_that_is_named_or_of_all_to_come(
    desk: Desk, text: str, act: str | None, kind: str, place: int
) -> None:
    asked = desk.say(text, CHANGE if act else SEARCH, act).text
    assert f": {HOME}?" in asked
    assert desk.changes == []
    assert HOME in desk.agree().text
    assert desk.left == (kind, place, [])
    assert desk.changes[0].detail == {"address": HOME}


def test_a_no_leaves_address_and_goods_as_they_are(desk: Desk) -> None:
    for text in ("change the lamp in order {0} to black", f"send order {{0}} to {HOME}"):
        assert "Shall I" in desk.say(text, CHANGE).text
        desk.say("no", "deny")
    assert desk.changes == []


def test_what_is_packed_can_be_told_no_other_address(desk: Desk) -> None:
    assert "can't be changed any more" in desk.say(f"send order {{3}} to {HOME}", CHANGE, "address").text
    assert desk.changes == []


def test_the_refund_is_that_of_what_was_just_asked_for(desk: Desk) -> None:
    desk.say("return the puzzle from order {1}", RETURN)
    desk.agree()
    desk.say("cancel order {2}", CANCEL)
    desk.agree()
    told = desk.say("how much do i get back in total", "ask_order_status", "refund").text
    assert "$20.00" in told
    assert "In all that is $41.00" in told
    rest = desk.say("what did i pay for the remaining products of order {1}", ASK_LAST, "paid").text
    assert "Crew Shirt" in rest.split(" in all.")[0]
    assert "Map Puzzle" not in rest.split(" in all.")[0]
    assert "$62.00 in all" in rest


def test_what_all_of_a_kind_cost_is_added_up(desk: Desk) -> None:
    assert "$62.00" not in desk.say("what did i pay for the crew shirts", ASK_LAST, "paid").text
    assert "$41.00 in all" in desk.say("what did i pay for the crew shirts", ASK_LAST, "paid").text
    assert "You paid $41.00 for" in desk.say("what did i pay for all the lamps i bought", ASK_LAST, "paid").text


def test_how_many_variants_there_are_is_told_of_the_product(desk: Desk) -> None:
    told = desk.say("how many options of the reading lamp are there", "show_product", "choices").text
    assert "3 variants of it are in stock" in told
    assert "Brightness: low or high." in told
    assert "mains plug" in told
