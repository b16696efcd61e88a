"""What a turn is to the customer's orders, as the deciding table asks it: each a yes or no."""

from __future__ import annotations

from actions.intents import CHANGES, CONFIRMS, ORDERS, UNSURE
from actions.meant.goods import named_orders
from actions.meant.orders import numbers_in, own_orders
from actions.meant.swaps import asks_to_swap
from actions.offers import ASK_CANCEL, ASK_CHANGE, ASK_RETURN, ASK_STATUS, CONFIRM_CANCEL
from actions.turn import Turn
from nlu.hearing.shapes import address_in


def wants_what_is_in_it(turn: Turn) -> bool:
    """ "What's in it?" while an order is spoken of."""
    told_of = turn.customer_id is not None and turn.topic == "order"
    return told_of and turn.intent not in CHANGES and turn.says("in_it")


def agrees_to_change(turn: Turn) -> bool:
    """A yes to "shall I cancel it?", whatever it was taken for."""
    if turn.offer not in CONFIRMS or turn.customer_id is None:
        return False
    said_so = turn.says("yes") or (turn.offer == CONFIRM_CANCEL and turn.says("cancel_it"))
    return turn.intent == "affirm" or (turn.intent == CONFIRMS[turn.offer] and said_so)


def asks_for_another_variant(turn: Turn) -> bool:
    """ "Change the kettle to the glass one" of what was ordered, while no products to choose from are shown."""
    is_told = turn.intent == "change_order" and turn.act != ""
    other = turn.intent in ("cancel_order", "return_order", "affirm", "deny")
    asks = turn.customer_id is not None and not is_told and not other
    of_orders = not turn.shown or turn.topic == "order" or bool(numbers_in(turn))
    return asks and of_orders and asks_to_swap(turn, own_orders(turn))


def gives_an_order_s_address(turn: Turn) -> bool:
    """ "Send my order with the lamp to 5 Oak Street, Portland", whatever it was taken for."""
    if turn.customer_id is None or turn.intent in ("affirm", "deny") or turn.says("asks_else"):
        return False
    of_order = bool(numbers_in(turn)) or (turn.says("order") and turn.says("sends"))
    return of_order and bool(address_in(turn.text))


def sends_own_goods_back(turn: Turn) -> bool:
    """ "Send back the camera of order 10311", taken for something else."""
    if turn.customer_id is None or turn.intent in (*ORDERS, "affirm", "deny") or not turn.says("send_back"):
        return False
    # Without a number, what is surely a service question ("can worn shoes be sent back?") stays one.
    names_own = turn.intent not in UNSURE and bool(named_orders(turn, own_orders(turn)))
    return bool(numbers_in(turn)) or names_own


def refuses_change(turn: Turn) -> bool:
    return turn.intent == "deny" and turn.offer in CONFIRMS and turn.customer_id is not None


def agrees_after_login_ended(turn: Turn) -> bool:
    return turn.intent == "affirm" and turn.offer in CONFIRMS and turn.customer_id is None


def cancels_nothing(turn: Turn) -> bool:
    """ "Cancel it" while no order was ever spoken of is a way to say no."""
    if turn.intent != "cancel_order":
        return False
    spoken_of = turn.slots.get("order") or turn.topic == "order" or turn.offer == ASK_CANCEL or turn.says("order")
    names_one = numbers_in(turn) or turn.heard.nouns or named_orders(turn, own_orders(turn))
    return not (spoken_of or names_one)


def cancels_what_was_told(turn: Turn) -> bool:
    """ "Cancel that" behind a list of orders: it refuses nothing, for nothing was asked."""
    return (
        turn.intent == "deny"
        and "cancel" in turn.heard.words
        and turn.topic == "order"
        and turn.offer in ("", ASK_STATUS)
    )


def is_a_guest_s_order(turn: Turn) -> bool:
    agrees = turn.intent == "affirm" and turn.offer in (ASK_CANCEL, ASK_RETURN, ASK_CHANGE, ASK_STATUS)
    return turn.customer_id is None and (turn.intent in ORDERS or agrees)


def is_of_other_goods(turn: Turn) -> bool:
    """Whether the question a moment ago was about other variants or another address."""
    return CONFIRMS.get(turn.offer) == "change_order"


def wants_order_s_whereabouts(turn: Turn) -> bool:
    """ "Where is it?" of the order just spoken of."""
    told_of = turn.customer_id is not None and turn.topic == "order"
    return told_of and turn.intent == "show_product" and turn.act == "where"
