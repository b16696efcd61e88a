"""Inputs on which other shops' assistants failed in public, said to the demo shop through the real Rasa.

One row is one conversation; what must hold is looked for in its last answer. The customers of the demo, whose orders
move with the day, are at the end.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.gateway.customers import CustomerTokens
from bot.keys import customer_keys
from catalog.records import Order
from catalog.settings import ROOT, load_settings
from catalog.store import open_store
from tests.dialogue.conftest import Customer
from tests.service import RunningShop

pytestmark = pytest.mark.rasa


@dataclass(frozen=True)
class Row:
    """What is said, turn by turn, and what must hold of the last answer.

    Args:
        first: ids of the first cards, in any order among themselves.
        only: ids of all cards, in any order.
        never: parts of ids that no card may have.
        skus: parts of the variants' names; every card must show a variant with one of them.
        prices: of the cards, in any order.
        told: each must stand in the text, one of the words between "|" is enough; case doesn't matter.
        untold: must not stand in the text.
        cards: whether there is a card at all; None where either is right.
    """

    says: tuple[str, ...]
    first: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    prices: tuple[float, ...] = ()
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = field(default=("222",))
    cards: bool | None = None

    def misses(self, text: str, cards: list[dict[str, object]]) -> list[str]:
        """What does not hold, in words; [] where all does."""
        ids = [str(card["id"]) for card in cards]
        shown = [str(card["variant"]) for card in cards]
        said = text.casefold()
        wrong = [
            ("first", not self.first or set(ids[: len(self.first)]) == set(self.first)),
            ("only", not self.only or sorted(ids) == sorted(self.only)),
            ("never", not any(part in one for part in self.never for one in ids)),
            ("skus", not self.skus or (bool(shown) and all(any(p in sku for p in self.skus) for sku in shown))),
            ("prices", not self.prices or sorted(self.prices) == sorted(float(str(card["price"])) for card in cards)),
            ("told", all(any(way in said for way in ways.casefold().split("|")) for ways in self.told)),
            ("untold", not any(words.casefold() in said for words in self.untold)),
            ("cards", self.cards is None or self.cards == bool(cards)),
        ]
        return [name for name, holds in wrong if not holds]


def row(*says: str, **holds: object) -> Row:
    """A row whose single names need no tuple."""
    return Row(says, **{name: (held,) if isinstance(held, str) else held for name, held in holds.items()})  # type: ignore[arg-type]


NONE = "no |nothing by|nothing for"

ROWS = {
    "a word of a title names another shelf": (
        row("Canvas Low Top", first="canvas-low-top"),
        row("Tipped Court Polo", first="tipped-court-polo"),
        row("Squeeze Cycling Bottle", first="squeeze-cycling-bottle"),
        row("Night Repair Face Oil", first="night-repair-face-oil"),
        row("Summit GPS Watch", first="summit-gps-watch"),
        row("polo", only=("harbour-pique-polo", "tipped-court-polo")),
    ),
    "a name sounds like small talk": (
        row("Start Easy Jogger", first="start-easy-jogger"),
        row("black dress", "Start Easy Jogger", "tell me more about it", first="start-easy-jogger"),
        row("back pack", never=("shoe", "tote", "duffel"), told="backpack", cards=True),
    ),
    "no and non within a name": (
        row("non-stick frying pan", first="ceramic-non-stick-pan"),
        row("juice with no added sugar", only=("pressed-apple-juice", "beetroot-ginger-juice")),
        row("granola with no added sugar", told=NONE),
    ),
    "a short wish of the catalogue's own words": (
        row("tempo 3", first=("tempo-3-running-shoe", "tempo-3-womens-running-shoe")),
        row("aero 14", first="aero-14-laptop"),
        row("basecamp 4", first="basecamp-4-family-tent", told="sold out"),
        row("harbour pique", first="harbour-pique-polo"),
        row("tennis racquet", first="club-tennis-racket"),
        row("umbrella", told=NONE, untold=("match for", "matches for")),
    ),
    "a word joined or split": (
        row("powerbank", only=("slim-power-bank-10000", "trail-solar-power-bank")),
        row("head phones", told="headphones", never=("smartphone",), cards=True),
        row("smart watch", only=("pulse-2-smartwatch", "summit-gps-watch")),
    ),
    "a number glued to its unit": (
        row("coffee 1kg", prices=(34.0, 47.0, 38.0), never=("decaf",)),
        row("towel 70x140", prices=(26.0, 22.0)),
        row("500ml bottle", first="insulated-steel-bottle", prices=(22.0,)),
        row("laptop with 16gb ram", first="aero-14-laptop"),
    ),
    "a bare range of prices": (
        row(
            "headphones 80-100",
            only=("hush-lite-noise-cancelling-headphones", "studio-wired-monitor-headphones"),
        ),
        row("laptops 300 - 500", only="campus-13-laptop"),
    ),
    "two slips of the finger": (
        row("plz show me som red runing shoos", skus=("-red-", "-burgundy-"), told="red", cards=True),
        row("blak dres", first="little-black-dress"),
    ),
    "half and foreign sizes": (
        row("running shoes size 42 1/2", told=("42.5|42½|42 1/2", "43")),
        row("running shoes size 42½", told=("42.5|42½|42 1/2", "43")),
        row("running shoes us size 9 men", skus=("-42",), cards=True),
    ),
    "what the shop has not got": (
        row("beer", told=NONE, untold=("match for", "matches for")),
        row("wine", told=NONE, untold=("match for", "matches for")),
        row("do you sell bicycles?", told=NONE, untold=("match for", "matches for")),
        row("hair dryer", told=NONE, untold=("match for", "matches for")),
        row("spf 30 sun cream", told=NONE, untold=("match for", "matches for")),
        row("iphone 15", told=NONE, untold=("match for", "matches for", "222")),
    ),
    "sold out": (
        row("midi kitten heel", first="midi-kitten-heel", told=("midi kitten heel", "sold out")),
        row("basecamp 4 family tent", first="basecamp-4-family-tent", told=("basecamp 4 family tent", "sold out")),
        row("nordic yoke sweater blue m", first="nordic-yoke-sweater", told=("nordic yoke sweater", "sold out")),
    ),
    "a size after the cart": (
        row("add the little black dress to my cart", "size M", first="little-black-dress", skus=("-m",)),
    ),
    "a question of service": (
        row("can I return opened headphones?", told="returned", never=("headphones",)),
        row("how do I return shoes that don't fit?", told=("30 days", "my orders"), untold=("log in first", "cm")),
    ),
    "another language": tuple(
        row(said, told="English", cards=False)
        for said in ("¿tienen zapatos rojos?", "où est ma commande ?", "quiero un vestido negro")
    ),
    "what was left out": (row("chocolate without nuts", never=("hazelnut",), untold=("without milk",)),),
}


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{kind}: {row.says[-1]}") for kind, rows in ROWS.items() for row in rows]
)
def test_the_right_value_is_given(customer: Customer, row: Row) -> None:
    for said in row.says:
        customer.say(said)
    missed = row.misses(customer.text, customer.products)
    shown = [(card["id"], card["variant"], card["price"]) for card in customer.products]
    assert not missed, f"{missed}: {customer.text} {shown}"


#: A customer of the demo who has ordered in three months, and changes nothing in any test.
BUYER = "C0008"


@contextmanager
def _logged_in(service: RunningShop, customer_id: str) -> Iterator[tuple[Customer, list[Order]]]:
    """The customer's conversation, and all their orders, the oldest first."""
    settings = load_settings(environ=service.environment)
    store = open_store(settings)
    try:
        orders = sorted(store.orders(customer_id), key=lambda order: order.placed_at)
    finally:
        store.close()
    with service.visitor() as visitor:
        visitor.open_session(
            CustomerTokens(customer_keys(service.home), settings.name).sign(customer_id, int(time.time()))
        )
        yield Customer(visitor), orders


def _placed(order: Order) -> datetime:
    return datetime.fromisoformat(str(order.placed_at))


def _told(customer: Customer, orders: list[Order]) -> set[str]:
    return {order.number for order in orders if order.number in customer.text}


def test_orders_of_a_month_are_those_of_that_month(service: RunningShop) -> None:
    with _logged_in(service, BUYER) as (customer, orders):
        month = _placed(orders[1])
        meant = {order.number for order in orders if f"{_placed(order):%Y %m}" == f"{month:%Y %m}"}
        assert _told(customer.say(f"what did I order in {month:%B}?"), orders) == meant


def test_orders_of_a_day_are_found_however_it_is_written(service: RunningShop) -> None:
    with _logged_in(service, BUYER) as (customer, orders):
        day = _placed(orders[0])
        assert orders[0].number in customer.say(f"orders placed on {day:%d/%m/%Y}").text


def test_a_year_is_no_number_of_an_order(service: RunningShop) -> None:
    with _logged_in(service, BUYER) as (customer, orders):
        year = min(_placed(order).year for order in orders) - 1
        customer.say(f"my orders of {year}")
        assert not _told(customer, orders)
        assert str(year) in customer.text
        assert f"order {year}" not in customer.text.casefold()


def test_the_first_order_is_the_oldest(service: RunningShop) -> None:
    with _logged_in(service, BUYER) as (customer, orders):
        assert _told(customer.say("when was my first order"), orders) == {orders[0].number}


def test_a_photo_of_what_is_sold_out_finds_it_and_says_so(service: RunningShop, customer: Customer) -> None:
    photo = ROOT / "catalog" / "demo" / "images" / "instant-print-camera-pink.webp"
    until = time.monotonic() + 180
    while "still looking" in customer.show(photo).text:
        assert time.monotonic() < until, "the pictures were not ready after three minutes"
        time.sleep(1)
    assert customer.products[0]["id"] == "instant-print-camera"
    assert "sold out" in customer.text
    assert "smartphone" not in " ".join(str(card["id"]) for card in customer.products)
