"""Orders in the chat: never for a guest, never another's, one named order, only after a yes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.records import Customer, Order, OrderLine, now
from catalog.shop import Shop
from tests.actions.talk import Said, Talk

pytestmark = pytest.mark.models

STATUS, LAST, CANCEL, RETURN = "action_order_status", "action_last_order", "action_cancel_order", "action_return_order"
YES, NO = "action_accept_offer", "action_decline_offer"


@pytest.fixture(autouse=True)
def orders(corner_shop: Shop) -> None:
    store = corner_shop.store
    for customer in ("ana", "ben", "new"):
        store.save_customer(Customer(customer))
    shoe, other = OrderLine("swift-0", 1, 6900, "swift", "Swift Running Shoe"), OrderLine("m-1", 2, 900, "", "Blue Mug")
    days = {"SM-1001": 1, "SM-1002": 3, "SM-1003": 20, "SM-2001": 2}
    placed = {number: now() - timedelta(days=ago) for number, ago in days.items()}
    for order in (
        Order("SM-1001", "ana", placed["SM-1001"], "paid", (shoe,), "USD", 6900),
        Order("SM-1002", "ana", placed["SM-1002"], "shipped", (other,), "USD", 1800, tracking="TR-77"),
        Order("SM-1003", "ana", placed["SM-1003"], "delivered", (shoe, other), "USD", 8700, delivered_at=now()),
        Order("SM-2001", "ben", placed["SM-2001"], "paid", (shoe,), "USD", 6900),
    ):
        store.save_order(order)


def ana(talk: Talk, text: str, action: str) -> Said:
    return talk.say(text, action, customer_id="ana")


def confirm(talk: Talk, text: str = "yes") -> Said:
    return ana(talk, text, YES)


def state(shop: Shop, number: str, customer: str = "ana") -> str:
    order = shop.store.order(customer, number)
    assert order
    return order.state


@pytest.mark.parametrize("action", [STATUS, LAST, CANCEL, RETURN])
def test_a_guest_is_asked_to_log_in_and_learns_nothing(talk: Talk, action: str) -> None:
    said = talk.say("where is my order SM-1001, my e-mail is ana@example.com", action)
    assert "logged in" in said.text
    assert "SM-1001" not in said.text


def test_another_s_order_sounds_like_one_that_does_not_exist(talk: Talk, corner_shop: Shop) -> None:
    for action in (STATUS, CANCEL, RETURN):
        theirs = ana(talk, "what about order SM-2001", action).text
        nobody_s = ana(talk, "what about order SM-9999", action).text
        assert theirs.replace("SM-2001", "") == nobody_s.replace("SM-9999", "")
    assert state(corner_shop, "SM-2001", "ben") == "paid"


def test_the_latest_order_is_told_with_its_way(talk: Talk) -> None:
    assert "SM-1001" in ana(talk, "what did i order last", LAST).text
    told = ana(talk, "where is order sm-1002?", STATUS).text
    assert "on its way" in told
    assert "TR-77" in told


def test_an_account_without_orders_says_so(talk: Talk) -> None:
    assert "no orders" in talk.say("where is my order", STATUS, customer_id="new").text


def test_nothing_is_cancelled_without_a_yes(talk: Talk, corner_shop: Shop) -> None:
    asked = ana(talk, "cancel my order", CANCEL)
    assert "SM-1001" in asked.text
    assert asked.text.startswith("Shall I")
    ana(talk, "no", NO)
    assert state(corner_shop, "SM-1001") == "paid"
    ana(talk, "yes", YES)
    assert state(corner_shop, "SM-1001") == "paid", "a declined offer must not come back with a later yes"


def test_a_yes_cancels_the_named_order_and_no_other(talk: Talk, corner_shop: Shop) -> None:
    ana(talk, "cancel order SM-1001", CANCEL)
    assert "SM-1001 is cancelled" in confirm(talk).text
    assert [state(corner_shop, number) for number in ("SM-1001", "SM-1002", "SM-1003")] == [
        "cancelled",
        "shipped",
        "delivered",
    ]
    assert "already cancelled" in ana(talk, "cancel order SM-1001", CANCEL).text


def test_yes_cancel_it_is_a_yes_whatever_intent_it_gets(talk: Talk, corner_shop: Shop) -> None:
    ana(talk, "cancel my order", CANCEL)
    ana(talk, "Yes, cancel it", CANCEL)
    assert state(corner_shop, "SM-1001") == "cancelled"


def test_a_shipped_order_can_t_be_cancelled(talk: Talk, corner_shop: Shop) -> None:
    assert "can't be cancelled" in ana(talk, "cancel SM-1002", CANCEL).text
    assert state(corner_shop, "SM-1002") == "shipped"


def test_return_the_shoes_means_the_shoes(talk: Talk, corner_shop: Shop) -> None:
    asked = ana(talk, "i want to return the running shoes", RETURN).text
    assert "Swift Running Shoe" in asked
    assert "Blue Mug" not in asked
    confirm(talk)
    assert state(corner_shop, "SM-1003") == "return_requested"
    assert "Swift Running Shoe" in corner_shop.store.order_audit("SM-1003")[-1].detail


def test_it_is_the_order_talked_about(talk: Talk) -> None:
    ana(talk, "where is SM-1002", STATUS)
    assert "SM-1002" in ana(talk, "cancel it", CANCEL).text


def test_a_wish_in_between_takes_the_question_back(talk: Talk, corner_shop: Shop) -> None:
    ana(talk, "cancel my order", CANCEL)
    ana(talk, "running shoes", "action_search_products")
    ana(talk, "yes", YES)
    assert state(corner_shop, "SM-1001") == "paid"


def test_a_guest_who_asks_about_returns_hears_the_shop_s_rule(talk: Talk) -> None:
    assert "30 days" in talk.say("what is your return policy", RETURN).text


def test_cancel_it_without_any_order_is_a_no(talk: Talk) -> None:
    assert "logged in" not in talk.say("cancel it", CANCEL).text


def test_a_yes_after_the_login_ended_changes_nothing(talk: Talk, corner_shop: Shop) -> None:
    ana(talk, "cancel my order", CANCEL)
    talk.say("yes", YES)
    assert state(corner_shop, "SM-1001") == "paid"


def test_where_is_it_means_the_order_just_spoken_of_and_afterwards_the_product(talk: Talk) -> None:
    show = "action_show_product"
    told = ana(talk, "where is order SM-1002", STATUS).text
    assert ana(talk, "where is it?", show).text == told
    assert ana(talk, "thanks, and when does it come", show).text == told
    ana(talk, "headphones under 50", "action_search_products")
    assert ana(talk, "where is it?", show).ids == ["humble"]


def test_what_it_costs_is_asked_of_the_product_of_the_order(talk: Talk) -> None:
    ana(talk, "where is order SM-1001", STATUS)
    assert "$69.00" in ana(talk, "how much is it?", "action_show_product").text
