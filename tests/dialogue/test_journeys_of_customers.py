"""Recommendations, orders, reviews and photos through the real Rasa and the demo shop.

Every test that changes orders has a customer of the demo to itself.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from bot.gateway.customers import CustomerTokens
from bot.keys import customer_keys
from catalog.records import Order
from catalog.settings import ROOT, load_settings
from catalog.store import Store, open_store
from tests.dialogue.conftest import Customer
from tests.service import RunningShop

pytestmark = pytest.mark.rasa

ANA, BEN, CHIARA, DAVID, EMMA, FARID, HUGO = "C0001", "C0002", "C0003", "C0004", "C0005", "C0006", "C0014"
PHOTOS = ROOT / "catalog" / "demo" / "photos"
Login = Callable[[str], Customer]


@contextmanager
def store_of(service: RunningShop) -> Iterator[Store]:
    store = open_store(load_settings(environ=service.environment))
    yield store
    store.close()


def orders_of(service: RunningShop, customer_id: str) -> list[Order]:
    with store_of(service) as store:
        return store.orders(customer_id)


def open_order(service: RunningShop, customer_id: str) -> Order:
    return next(order for order in orders_of(service, customer_id) if order.state in ("placed", "paid"))


def state(service: RunningShop, order: Order) -> str:
    return next(now.state for now in orders_of(service, order.customer_id) if now.number == order.number)


def token(service: RunningShop, customer_id: str) -> str:
    tokens = CustomerTokens(customer_keys(service.home), load_settings(environ=service.environment).name)
    return tokens.sign(customer_id, int(time.time()))


@pytest.fixture
def login(service: RunningShop) -> Iterator[Login]:
    """Opens a conversation of the demo's customer of that id."""
    with ExitStack() as sessions:

        def opened(customer_id: str) -> Customer:
            visitor = sessions.enter_context(service.visitor())
            visitor.open_session(token(service, customer_id))
            return Customer(visitor)

        yield opened


@pytest.fixture(scope="module")
def _photos_ready(service: RunningShop) -> None:
    """The shop has looked through its own pictures."""
    until = time.monotonic() + 180
    with service.visitor() as visitor:
        while "still looking" in Customer(visitor).show(PHOTOS / "photo-01.jpg").text:
            assert time.monotonic() < until, "the pictures were not ready after three minutes"
            time.sleep(1)


def reasons(customer: Customer) -> list[str]:
    return [str(product["reason"]) for product in customer.products]


def test_a_look_changes_the_recommendations_and_their_reasons(customer: Customer) -> None:
    stranger = customer.say("recommend me something").titles
    assert stranger
    assert set(reasons(customer)) <= {"popular with other customers", "rising fast right now"}
    customer.say("show me running shoes")
    seen = customer.titles[1]
    customer.say("tell me more about the second one")
    known = customer.say("what would you recommend").titles
    assert known != stranger
    assert seen not in known
    assert any(seen in reason for reason in reasons(customer))
    assert all(reasons(customer)), "each card carries its reason"


@pytest.mark.parametrize(
    "refusal", ["I'm not into yoga", "don't recommend me yoga things anymore", "forget that I like yoga"]
)
def test_what_somebody_does_not_like_stays_out_of_ideas_until_they_say_otherwise(
    customer: Customer, refusal: str
) -> None:
    customer.say("yoga mats")
    mats = set(customer.titles)
    customer.say("tell me more about the first one")
    assert mats & set(customer.say("what do you recommend").titles)
    customer.say(refusal)
    assert "I recommend no Yoga" in customer.text
    assert customer.titles
    assert not mats & set(customer.titles)
    assert "asked me not to recommend Yoga" in customer.say("what do you know about me").text
    assert "Yoga may be" in customer.say("you may recommend yoga again").text


def test_ideas_of_a_kind_are_no_refusal_of_it(customer: Customer) -> None:
    assert customer.say("recommend me shoes").titles
    assert "recommend no" not in customer.text


def test_a_recommendation_keeps_to_the_wish_inside_it(customer: Customer) -> None:
    customer.say("which jackets are popular right now?")
    assert len(customer.products) > 2
    assert all(re.search("Jacket|Coat|Shell|Puffer|Blazer|Raincoat", title) for title in customer.titles)


def test_what_goes_with_a_product_is_told_with_its_reason(customer: Customer) -> None:
    phones = customer.say("headphones").titles
    customer.say("what goes with the first one?")
    assert customer.products
    assert phones[0] not in customer.titles
    named = ("often bought with", "goes well with")
    assert all(
        (phones[0] in reason and reason.startswith(named)) or re.search(" (go|goes) well with headphones$", reason)
        for reason in reasons(customer)
    )
    assert phones[0] in customer.text


def test_similar_to_the_second_one_and_on_from_there(customer: Customer) -> None:
    second = customer.say("backpacks").titles[1]
    alike = customer.say("something similar to the second one").titles
    assert f"like the {second}" in customer.text
    assert second not in alike
    assert customer.say("the first one").titles == [alike[0]]


def test_ideas_go_on_and_never_bring_back_what_was_refused(customer: Customer) -> None:
    first = customer.say("what's popular?").titles
    more = customer.say("show more").titles
    assert more
    assert not set(first) & set(more)
    refused = more[1]
    assert refused in customer.say("not interested in the second one").text
    assert refused not in customer.titles
    assert refused not in customer.say("recommend me something").titles
    assert refused not in customer.say("what's popular?").titles


@pytest.mark.parametrize(
    "text",
    [
        "where is my order 11191",
        "track my parcel",
        "cancel order 11191",
        "i want to return order 11191",
        "show my orders",
    ],
)
def test_a_guest_learns_nothing_of_orders(customer: Customer, text: str) -> None:
    assert "logged in" in customer.say(text).text
    assert not customer.products
    assert "11191" not in customer.text
    assert customer.say("headphones").products


def test_ana_hears_where_her_order_is_and_what_she_ordered(login: Login, service: RunningShop) -> None:
    ana, orders = login(ANA), orders_of(service, ANA)
    under_way = next(order for order in orders if order.state == "shipped")
    assert orders[0].number in ana.say("what did i order last?").text
    assert all(line.title in ana.text for line in orders[0].lines)
    assert under_way.tracking in ana.say(f"where is order {under_way.number}?").text
    assert ana.say("where is it?").text.startswith("Order ")
    assert all(order.number in ana.say("show me my orders").text for order in orders[:5])
    assert "order" in ana.say("has it shipped yet").text.lower()
    assert ana.say("headphones").products
    assert ana.say("the first one").titles == ana.say("where is it?").titles


@pytest.mark.parametrize("text", ["where is order {}", "cancel order {}", "i want to return order {}"])
def test_another_s_order_is_like_one_that_does_not_exist(login: Login, service: RunningShop, text: str) -> None:
    theirs = open_order(service, BEN)
    ana = login(ANA)
    about_theirs = ana.say(text.format(theirs.number)).text
    assert about_theirs.replace(theirs.number, "99999") == ana.say(text.format("99999")).text
    assert "cancelled" not in ana.say("yes").text
    assert state(service, theirs) == theirs.state


def test_a_no_keeps_the_order_and_a_yes_cancels_it(login: Login, service: RunningShop) -> None:
    order, chiara = open_order(service, CHIARA), login(CHIARA)
    assert order.number in chiara.say("please cancel my order").text
    assert chiara.quick_replies == ["Yes, cancel it", "No, keep it"]
    assert "stays as it is" in chiara.say("No, keep it").text
    chiara.say("yes")
    assert state(service, order) == order.state, "a question answered with no must not come back with a later yes"
    chiara.say("cancel my order")
    assert chiara.say("Yes, cancel it").text == f"Order {order.number} is cancelled."
    assert state(service, order) == "cancelled"
    assert "already cancelled" in chiara.say(f"cancel order {order.number}").text
    assert len(chiara.say("show me headphones").products) > 2
    assert chiara.say("the first one").products


def test_which_order_is_picked_by_its_place_and_its_contents_are_told(login: Login, service: RunningShop) -> None:
    ana = login(ANA)
    listed = [order for order in orders_of(service, ANA) if order.state in ("placed", "shipped")]
    assert all(order.number in ana.say("where is my order").text for order in listed)
    assert ana.say("the second one").text.startswith(f"Order {listed[1].number}"), "one answer, and not a search's"
    assert all(line.title in ana.say("what's in it?").text for line in listed[1].lines)
    assert "in all" in ana.say("how much did i spend here").text
    assert "To order it again" in ana.say("order the same again").text
    assert "No return is noted" in ana.say("refund status").text


def test_an_action_that_hands_over_to_another_gives_one_answer(customer: Customer) -> None:
    assert customer.say("which is better").text.startswith("You may like")
    assert "beyond me" not in customer.text


def test_a_search_in_between_takes_the_question_back(login: Login, service: RunningShop) -> None:
    order, david = open_order(service, DAVID), login(DAVID)
    david.say("cancel my order")
    assert david.say("show me desk lamps").products
    assert "cancelled" not in david.say("yes").text
    assert state(service, order) == order.state


def test_after_small_talk_the_question_is_asked_again(login: Login, service: RunningShop) -> None:
    order, emma = open_order(service, EMMA), login(EMMA)
    asked = emma.say("cancel my order").text
    emma.say("thanks")
    assert emma.say("yes").text == asked
    assert state(service, order) == order.state
    assert "is cancelled" in emma.say("yes").text
    assert state(service, order) == "cancelled"


def test_the_shoes_go_back_and_no_other_product_of_the_order(login: Login, service: RunningShop) -> None:
    david = login(DAVID)
    asked = david.say("i want to return the running shoes").text
    assert "Tempo 3 Running Shoe" in asked
    assert "Hiking Socks" not in asked
    number = re.search(r"order (\d+)", asked)
    assert number
    assert "is noted" in david.say("yes please").text
    with store_of(service) as store:
        audit = store.order_audit(number[1])
    assert audit[-1].actor == f"customer:{DAVID}"
    assert "Tempo 3 Running Shoe" in audit[-1].detail
    assert "Hiking Socks" not in audit[-1].detail
    assert "already noted" in david.say(f"return order {number[1]}").text
    assert david.say("running shoes").products


def test_what_has_not_arrived_can_not_be_returned(login: Login, service: RunningShop) -> None:
    farid = login(FARID)
    assert "not delivered yet" in farid.say("i want to send back the chef's knife").text
    assert "cancelled" not in farid.say("yes").text


def test_ten_cancellations_at_once_change_the_order_once(login: Login, service: RunningShop) -> None:
    order = open_order(service, HUGO)
    tabs = [login(HUGO) for _ in range(10)]
    assert all(order.number in tab.say(f"cancel order {order.number}").text for tab in tabs)
    with ThreadPoolExecutor(len(tabs)) as together:
        answers = Counter(together.map(lambda tab: tab.say("yes").text, tabs))
    assert answers == {f"Order {order.number} is cancelled.": 1, f"Order {order.number} is already cancelled.": 9}
    with store_of(service) as store:
        assert [row.state_after for row in store.order_audit(order.number)] == ["cancelled"]
    assert all(tab.say("headphones").products for tab in tabs[:2])


def test_reviews_are_told_with_stars_and_a_word_for_word_quote(customer: Customer, service: RunningShop) -> None:
    title = customer.say("best rated headphones").titles[0]
    ratings = [float(str(product["rating"])) for product in customer.products]
    assert ratings == sorted(ratings, reverse=True)
    told = customer.say("what do people say about the first one?").text
    assert told.startswith(f"{title}: {ratings[0]:.1f} of 5 stars")
    with store_of(service) as store:
        texts = " ".join(review.text for review in store.reviews(str(customer.products[0]["id"])))
    quotes = re.findall("“([^”]+)”", told)
    assert quotes
    assert all(quote in texts for quote in quotes)
    assert customer.say("is it good?").text == told


@pytest.mark.usefixtures("_photos_ready")
def test_a_photo_is_narrowed_in_words(customer: Customer) -> None:
    assert "Tempo 3 Running Shoe" in customer.show(PHOTOS / "photo-01.jpg").titles
    assert customer.say("but in black").products
    assert "black" in customer.text
    cheap = customer.say("under 90")
    assert cheap.products
    assert max(cheap.prices) <= 90
    second = cheap.titles[1]
    assert customer.say("the second one").titles == [second]
    assert "of 5 stars" in customer.say("is it any good?").text or "Nobody" in customer.text


@pytest.mark.usefixtures("_photos_ready")
def test_every_photo_is_a_wish_of_its_own_whatever_was_wished_before(customer: Customer) -> None:
    alone = list(customer.show(PHOTOS / "photo-01.jpg").titles)
    assert alone
    customer.say("headphones under 80")
    assert customer.show(PHOTOS / "photo-01.jpg").titles == alone
    customer.say("not white")
    assert "Orsa Leather Shoulder Bag" in customer.show(PHOTOS / "photo-04.jpg").titles


@pytest.mark.usefixtures("_photos_ready")
def test_words_beside_a_photo_narrow_it_and_a_new_wish_leaves_it(customer: Customer) -> None:
    assert max(customer.show(PHOTOS / "photo-05.jpg", "under 100 please").prices) <= 100
    assert all("phones" in title for title in customer.say("headphones").titles)
    assert all("phones" in title for title in customer.say("under 100").titles)
