"""Which order, and which products of it, the customer means: by number, by place, by "it", by what was in it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.meant.goods import is_an_option, lines_named, named_orders, names_only_goods_of, telling
from actions.offers import ASK_ADDRESS, ASK_CANCEL, ASK_CHANGE, ASK_RETURN, ASK_STATUS, CONFIRM_RETURN
from actions.turn import Turn
from catalog.addresses import checked_address
from catalog.records import Order, OrderLine, now
from nlu.hearing.periods import Period, periods_in
from nlu.hearing.row import row_of
from nlu.hearing.shapes import address_in, order_numbers, without_order_numbers
from nlu.ordinals import read_places

_CHANGING = (ASK_CANCEL, ASK_RETURN, ASK_CHANGE)
_ASKING = (*_CHANGING, ASK_STATUS)
_UNDER_WAY = ("placed", "paid", "packed", "shipped")


def numbers_in(turn: Turn) -> tuple[str, ...]:
    """The order numbers that the text names; the "1000" of an ordered puzzle's 1000 pieces is none."""
    said = order_numbers(turn.text)
    orders = own_orders(turn) if said else []
    own = {order.number.casefold() for order in orders}
    return tuple(number for number in said if number.casefold() in own or not is_an_option(turn, orders, number))


def own_orders(turn: Turn) -> list[Order]:
    """The orders of who is logged in, newest first; none of a guest's."""
    return turn.shop.orders.orders(turn.customer_id) if turn.customer_id else []


def is_missing(turn: Turn) -> bool:
    """Whether a parcel is said to be lost or late."""
    if turn.intent == "ask_order_status":
        return turn.act == "missing" or (turn.says("never_came") and turn.says("for_long"))
    return turn.intent == "return_order" and turn.says("never_came")


def time_said(turn: Turn) -> tuple[Period, ...]:
    """The time that the text names, () for none."""
    return periods_in(turn.text, now().date())


def in_time_said(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    """Those of the orders that were placed in the time that the text names; [] when it names none."""
    periods = time_said(turn)
    return [o for o in orders if any(period.start <= o.placed_at.date() <= period.end for period in periods)]


def tells_address(turn: Turn) -> bool:
    """Whether the text is the answer to "what is the new address?"."""
    asked = turn.offer == ASK_ADDRESS and not turn.offer_is_old and bool(turn.customer_id)
    other = turn.intent in ("affirm", "deny", "cancel_order", "return_order", "ask_order_status", "ask_last_order")
    if not asked or other or turn.says("question"):
        return False
    return checked_address(address_in(turn.text) or turn.text) is not None


def wish_before(turn: Turn) -> tuple[str, str]:
    """Act and words of the wish that "which order do you want to change?" was the answer to."""
    asked = turn.slots.get("orders_asked") or {}
    return (str(asked.get("act") or ""), str(asked.get("text") or "")) if turn.offer == ASK_CHANGE else ("", "")


def is_under_way(order: Order) -> bool:
    return order.state in _UNDER_WAY


def answers_which(turn: Turn, asked: str) -> bool:
    """Whether the text answers just the question `asked` a moment ago ("the second one")."""
    if turn.customer_id is None or turn.offer != asked:
        return False
    agreed = turn.says("yes") and not turn.offer_is_old
    return agreed or bool(picked(turn, own_orders(turn)))


def narrows_return(turn: Turn) -> bool:
    """Whether only some of what the question about a return named is to go back."""
    return bool(turn.customer_id and turn.offer == CONFIRM_RETURN and narrowed(turn, own_orders(turn)))


def picked(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    """Those of the orders just asked about that the text picks, [] when it picks none or says more than that."""
    asked = [order for order in orders if order.number in _asked_about(turn)]
    told = telling(row_of(without_order_numbers(turn.text)).stems)
    if turn.offer not in _ASKING or turn.offer_is_old or turn.says("asks_else"):
        return []
    if said := {number.casefold() for number in numbers_in(turn)}:
        return [] if told else [order for order in asked if order.number.casefold() in said]
    if turn.says("order") and is_about_the_last(turn):
        return asked[:1]
    if places := turn.heard.places.of(len(asked)):
        return [asked[place] for place in places]
    if len(asked) == 1 and turn.says("yes"):
        return asked
    if not told and turn.says("latest", "oldest"):
        return asked[:1] if turn.says("latest") else asked[-1:]
    # After a mere list, "shoes" is the next wish.
    named = named_orders(turn, asked) if turn.offer in _CHANGING else []
    return named if named and names_only_goods_of(turn, named[:1], turn.text) else []


def narrowed(turn: Turn, orders: Sequence[Order]) -> list[OrderLine]:
    """The products that are to go back instead of all that the question named: "only the socks"."""
    order = talked_about(turn, orders)
    if order is None or turn.offer != CONFIRM_RETURN or turn.offer_is_old or turn.says("asks_else"):
        return []
    if not names_only_goods_of(turn, [order], turn.text):
        return []
    return lines_meant(turn, order, turn.text) or _lines_at(order, turn.text)


def talked_about(turn: Turn, orders: Sequence[Order]) -> Order | None:
    number = str(turn.slots.get("order") or "").casefold()
    return next((order for order in orders if order.number.casefold() == number), None)


def by_place_or_it(turn: Turn, orders: Sequence[Order], verb: str) -> Order | None:
    """The order that "it", "the second product" (of the order talked about) or "the second order" (of a list) means."""
    order = talked_about(turn, orders)
    of_any = is_about_the_last(turn) and turn.says("purchased")  # no piece of the order talked about
    if turn.topic == "order" and turn.says("piece") and not of_any and order and _lines_at(order, turn.text):
        return order
    places = [place - 1 for place in turn.heard.places.positions if place > 0]
    listed = _asked_about(turn) if turn.topic == "order" and not turn.says("piece") else []
    if places and places[0] < len(listed):
        return next((order for order in orders if order.number == listed[places[0]]), None)
    if order is None or not turn.says("it", "the_order"):
        return None
    # "My order with the skateboard; I no longer need it": its products say more than "it" does.
    named = named_orders(turn, orders)
    if named and order not in named:
        return None
    # What "arrived broken" is no order that is still to come.
    came = order.state == "delivered" or not (verb == "return" and turn.act == "trouble")
    return order if came else None


def is_about_the_last(turn: Turn) -> bool:
    return turn.says("last") and not turn.says("last_period")


def lines_meant(turn: Turn, order: Order, text: str) -> list[OrderLine]:
    """The products that the text names ("the shoes", whatever their title is), or points at; [] for neither."""
    return lines_named(turn, order, text) or (_lines_at(order, text) if turn.says("piece") else [])


def said_before(turn: Turn) -> str:
    """The words that "which order?" was the answer to: they named the products."""
    asked = turn.slots.get("orders_asked") or {}
    return "" if turn.offer not in _CHANGING or turn.offer_is_old else str(asked.get("text") or "")


def _asked_about(turn: Turn) -> list[str]:
    return list((turn.slots.get("orders_asked") or {}).get("numbers") or ())


def _lines_at(order: Order, text: str) -> list[OrderLine]:
    return [order.lines[place] for place in read_places(text).of(len(order.lines))]
