"""Orders in the chat: never for a guest, never another's, one named order, only after a yes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.records import Customer, Order, OrderLine, now
from catalog.shop import Shop
from tests.actions.talk import Said, Talk

STATUS, LAST, CANCEL, RETURN = "ask_order_status", "ask_last_order", "cancel_order", "return_order"
YES, NO = "affirm", "deny"


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
    ana(talk, "running shoes", "refine_search")
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
    show = "show_product"
    told = ana(talk, "where is order SM-1002", STATUS).text
    assert ana(talk, "where is it?", show).text == told
    assert ana(talk, "thanks, and when does it come", show).text == told
    ana(talk, "headphones under 50", "refine_search")
    assert ana(talk, "where is it?", show).ids == ["humble"]


def test_what_it_costs_is_asked_of_the_product_of_the_order(talk: Talk) -> None:
    ana(talk, "where is order SM-1001", STATUS)
    assert "$69.00" in ana(talk, "how much is it?", "show_product").text


@pytest.fixture
def many_orders(corner_shop: Shop) -> None:
    """Two that can be cancelled, two that can be returned: each has the mug, one of each has the shoe as well."""
    store = corner_shop.store
    store.save_customer(Customer("may"))
    shoe = OrderLine("swift-0", 1, 6900, "swift", "Swift Running Shoe")
    mug = OrderLine("m-1", 2, 900, "", "Blue Mug")
    for days, (number, status, lines) in enumerate(
        (
            ("MY-401", "paid", (mug,)),
            ("MY-402", "placed", (shoe, mug)),
            ("MY-403", "delivered", (shoe, mug)),
            ("MY-404", "delivered", (mug,)),
        )
    ):
        delivered = now() if status == "delivered" else None
        total = sum(line.price_minor * line.quantity for line in lines)
        placed = now() - timedelta(days=days)
        store.save_order(Order(number, "may", placed, status, lines, "USD", total, delivered_at=delivered))


def may(talk: Talk, text: str, action: str) -> Said:
    return talk.say(text, action, customer_id="may")


SEARCH, SHOW = "refine_search", "show_product"


@pytest.mark.usefixtures("many_orders")
@pytest.mark.parametrize(
    ("answer", "taken_for", "number"),
    [
        ("the second one", SHOW, "MY-402"),
        ("the latest", SEARCH, "MY-401"),
        ("the one with the running shoes", SEARCH, "MY-402"),
        ("my-401", STATUS, "MY-401"),
        ("the second one", CANCEL, "MY-402"),
    ],
)
def test_which_order_is_answered_in_few_words_whatever_they_are_taken_for(
    talk: Talk, answer: str, taken_for: str, number: str
) -> None:
    assert "Which order" in may(talk, "cancel my order", CANCEL).text
    assert may(talk, answer, taken_for).text.startswith(f"Shall I cancel order {number}")


@pytest.mark.usefixtures("many_orders")
@pytest.mark.parametrize("text", ["show me running shoes first", "where is order MY-402"])
def test_another_question_is_no_answer_to_which_order(talk: Talk, text: str) -> None:
    may(talk, "cancel my order", CANCEL)
    assert "Shall I" not in may(talk, text, STATUS if "where" in text else SEARCH).text


@pytest.mark.usefixtures("many_orders")
def test_the_products_named_before_the_order_are_those_that_go_back_and_can_be_narrowed(
    talk: Talk, corner_shop: Shop
) -> None:
    assert "MY-404" in may(talk, "return the mugs", RETURN).text
    asked = may(talk, "Return order MY-403", RETURN).text
    assert "Blue Mug" in asked
    assert "Shoe" not in asked
    assert "Swift Running Shoe from" in may(talk, "no, only the running shoes", SEARCH).text
    may(talk, "yes", YES)
    assert corner_shop.store.order_audit("MY-403")[-1].detail.endswith(": Swift Running Shoe")


@pytest.mark.usefixtures("many_orders")
def test_where_my_order_is_lists_all_that_are_still_to_come_and_the_second_is_one_of_them(talk: Talk) -> None:
    told = may(talk, "where is my order", STATUS).text
    assert [number for number in ("MY-401", "MY-402", "MY-403", "MY-404") if number in told] == ["MY-401", "MY-402"]
    assert may(talk, "the second one", SHOW).text.startswith("Order MY-402")
    assert "Blue Mug" in may(talk, "what's in it?", "ask_overview").text


@pytest.mark.usefixtures("many_orders")
def test_cancel_that_behind_a_list_of_orders_refuses_nothing(talk: Talk) -> None:
    ana(talk, "where is my order", STATUS)
    assert "SM-1001" in ana(talk, "cancel that", NO).text


def test_everything_is_cancelled_one_by_one_or_not_at_all(talk: Talk, corner_shop: Shop) -> None:
    assert "one order at a time" in may(talk, "cancel all my orders", CANCEL).text
    assert {state(corner_shop, number, "may") for number in ("MY-401", "MY-402")} == {"paid", "placed"}


@pytest.mark.usefixtures("many_orders")
def test_what_arrived_broken_is_no_order_that_is_still_to_come(talk: Talk) -> None:
    may(talk, "where is order MY-401", STATUS)
    asked = may(talk, "it arrived broken", RETURN)
    assert [reply.split()[-1] for reply in asked.quick_replies] == ["MY-403", "MY-404"]


def test_what_never_came_is_looked_for_not_returned(talk: Talk) -> None:
    assert "TR-77" in ana(talk, "the blue mug never came, i want my money back", RETURN).text


def test_whether_it_was_bought_before_is_answered_with_yes_or_no(talk: Talk) -> None:
    ana(talk, "swift running shoe", SEARCH)
    assert ana(talk, "did i already buy this?", LAST).text.startswith("Yes")
    ana(talk, "headphones under 50", SEARCH)
    assert ana(talk, "did i already buy this?", LAST).text.startswith("No")


def test_what_was_spent_leaves_out_what_was_cancelled(talk: Talk) -> None:
    assert "$174.00" in ana(talk, "how much did i spend", LAST).text
    ana(talk, "cancel order SM-1001", CANCEL)
    confirm(talk)
    assert "$105.00" in ana(talk, "how much did i spend", LAST).text
    assert "$69.00 for Swift Running Shoe" in ana(talk, "what did i pay for the running shoes", LAST).text


def test_ok_cancel_it_is_a_yes_to_the_question(talk: Talk, corner_shop: Shop) -> None:
    ana(talk, "cancel my order", CANCEL)
    ana(talk, "ok, cancel it", CANCEL)
    assert state(corner_shop, "SM-1001") == "cancelled"


def test_cancelling_a_product_by_name_is_about_orders_even_as_the_first_words(talk: Talk) -> None:
    assert "SM-1001" in ana(talk, "cancel the running shoes", CANCEL).text
    assert "logged in" in Talk(talk.shop).say("cancel the running shoes", CANCEL).text


def test_an_order_wanted_again_is_shown_with_its_products(talk: Talk) -> None:
    again = ana(talk, "order the same again", LAST)
    assert again.ids == ["swift"]
    assert "To order it again" in again.text
