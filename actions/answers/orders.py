"""Orders in the chat: only for the customer who is logged in, only their own, one at a time, and only after a yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from actions.answer import Answer
from actions.meant.goods import leaves_something_out, lines_named, named_orders
from actions.meant.orders import (
    in_time_said,
    is_missing,
    is_under_way,
    lines_meant,
    narrowed,
    numbers_in,
    own_orders,
    picked,
    said_before,
    talked_about,
    time_said,
)
from actions.meant.products import pointed_at
from actions.offers import CONFIRM_CANCEL, CONFIRM_RETURN, PERSON
from actions.told.cards import price_text
from actions.told.orders import (
    asked_about,
    chosen_text,
    contents,
    day,
    line_names,
    listed,
    no_orders,
    nothing_ordered,
    paid_text,
    refunds,
    refused_cancel,
    refused_return,
    spent,
    spent_on,
    told,
)
from actions.told.service import rule_for_all
from actions.told.which_order import fitting_order, fitting_orders, names_nothing_of, none_of_theirs, numbered_in
from actions.told.wording import join
from actions.turn import Turn
from catalog.records import Order, OrderLine

_SENT_BACK = ("return_requested", "returned")
_LOST = "If it is lost or does not move, a person of the shop can look into it; shall I pass a message on?"
_LOG_IN = "I can look at orders only when you are logged in to your account here. Please log in and ask again."


def _from_own_orders(tell: Callable[[Turn, Sequence[Order]], Answer]) -> Callable[[Turn], Answer]:
    """The answer from the customer's orders; who has none, or names one that is not theirs, hears that instead."""

    @wraps(tell)
    def answer(turn: Turn) -> Answer:
        orders = own_orders(turn)
        return (none_of_theirs(turn, orders) or tell(turn, orders)) if orders else no_orders()

    return answer


def log_in_first(turn: Turn) -> Answer:
    """What a guest hears: nothing of any order, and the shop's rule where there is one for all."""
    rule = "" if turn.intent == "ask_last_order" else _rule_for_status(turn)
    if turn.intent in ("cancel_order", "return_order", "change_order"):
        rule = rule_for_all(turn)
    if is_missing(turn):
        return Answer(f"{_LOG_IN} {_LOST}", quick_replies=(PERSON,), offer="person_form")
    return Answer("\n".join(filter(None, (rule, _LOG_IN))), quick_replies=(PERSON,))


def status(turn: Turn) -> Answer:
    """Where an order is, or the ones still to come."""
    orders = own_orders(turn)
    if in_time := _of_a_time(turn, orders):
        return in_time
    if _asks_for_several(turn, orders):
        return listed(turn, orders)
    # "Where is my order" asks for what is still to come, "where is my refund" for what went back.
    of_return = turn.act_as("ask_order_status") == "return" and not turn.says("never_came")
    likely = [order for order in orders if (order.state in _SENT_BACK if of_return else is_under_way(order))]
    if of_return and orders and not likely:
        return Answer("No return is noted in your account.", quick_replies=asked_about(orders))
    found = fitting_orders(turn, orders, likely=likely)
    if isinstance(found, Answer):
        return found
    note = names_nothing_of(turn, orders)
    rule = _rule_for_status(turn) if any(is_under_way(order) for order in found) else ""
    if len(found) > 1:
        coming = all(is_under_way(order) for order in found)
        opening = f"{len(found)} of your orders {'are still to come' if coming else 'fit'}:"
        return listed(turn, found, opening=note or opening, closing=rule)
    return told(turn, found[0], others=likely, note=note, closing=rule)


@_from_own_orders
def last(turn: Turn, orders: Sequence[Order]) -> Answer:
    """What was ordered last, or when something was."""
    if _asks_for_several(turn, orders):
        return _of_a_time(turn, orders) or listed(turn, orders)
    if found := numbered_in(turn, orders) or named_orders(turn, orders):
        return told(turn, found[0], others=found)
    if in_time := _of_a_time(turn, orders):
        return in_time
    return told(turn, orders[0], called="Your last order", note=names_nothing_of(turn, orders))


@_from_own_orders
def first(turn: Turn, orders: Sequence[Order]) -> Answer:
    """What was ordered first of all."""
    return told(turn, orders[-1], called="Your first order")


def missing(turn: Turn) -> Answer:
    """What is lost, stuck or said to be delivered: where it is as far as anybody here knows, and a person."""
    orders = own_orders(turn)
    sent = [order for order in orders if order.state == "shipped"]
    likely = sent or [order for order in orders if order.state == "delivered"][:1]
    found = fitting_orders(turn, orders, likely=likely)
    if isinstance(found, Answer):
        return found
    if len(found) > 1:
        return replace(listed(turn, found, opening="It may be one of these:", closing=_LOST), offer="person_form")
    answer = told(turn, found[0], closing=_LOST)
    replies = tuple(dict.fromkeys((*answer.quick_replies, PERSON)))
    return replace(answer, quick_replies=replies, offer="person_form")


def tracking(turn: Turn) -> Answer:
    """The tracking number of one order."""
    orders = own_orders(turn)
    sent = [order for order in orders if order.tracking]
    found = fitting_orders(turn, orders, likely=[order for order in sent if order.state == "shipped"] or sent[:1])
    if isinstance(found, Answer):
        return found
    if len(found) > 1:
        return listed(turn, found)
    order = found[0]
    note = f"The tracking number of order {order.number} is {order.tracking}." if order.tracking else ""
    return told(turn, order, note=note or f"No tracking number of order {order.number} is known here.", tracks=False)


def refund(turn: Turn) -> Answer:
    """What is to come back for orders that were cancelled or go back."""
    orders = own_orders(turn)
    if missing := none_of_theirs(turn, orders):
        return missing
    asked = numbered_in(turn, orders) or orders
    return refunds(turn, [order for order in asked if order.state in ("cancelled", *_SENT_BACK)])


@_from_own_orders
def options(turn: Turn, orders: Sequence[Order]) -> Answer:
    """What exactly was ordered: the options and price of the products named, or of the whole order."""
    named = named_orders(turn, orders)
    found = numbered_in(turn, orders) or named or [talked_about(turn, orders) or orders[0]]
    lines = lines_named(turn, found[0], turn.text) or found[0].lines
    if turn.says("dearest", "cheapest"):
        choose = max if turn.says("dearest") else min
        lines = [choose(lines, key=lambda line: line.price_minor)]
    note = "" if named or not turn.heard.nouns else names_nothing_of(turn, orders)
    return told(turn, found[0], others=found, note=" ".join(filter(None, (note, chosen_text(turn, found[0], lines)))))


@_from_own_orders
def money_spent(turn: Turn, orders: Sequence[Order]) -> Answer:
    """What all orders came to, or those of a time, or the products named in all of them."""
    kept = [order for order in orders if order.state not in ("cancelled", "returned")]
    if named := named_orders(turn, kept):
        lines = [(order, line) for order in named for line in lines_named(turn, order, turn.text)]
        return spent_on(lines)
    if periods := time_said(turn):
        in_time = in_time_said(turn, orders)
        return spent(in_time) if in_time else nothing_ordered(periods)
    return spent(numbered_in(turn, orders) or orders)


@_from_own_orders
def paid(turn: Turn, orders: Sequence[Order]) -> Answer:
    """What was paid for a product that was ordered."""
    asked = numbered_in(turn, orders)
    if turn.says("remaining") and (order := next(iter(asked), talked_about(turn, orders))):
        return told(turn, order, note=paid_text(order, _staying(turn, order)))
    if asked:
        return told(turn, asked[0])
    if not (named := named_orders(turn, orders)):
        return told(turn, orders[0], called="Your last order", note=names_nothing_of(turn, orders))
    if len(named) > 1 and turn.says("everything"):
        return spent_on([(order, line) for order in named for line in lines_named(turn, order, turn.text)])
    return told(turn, named[0], others=named, note=paid_text(named[0], lines_meant(turn, named[0], turn.text)))


def _staying(turn: Turn, order: Order) -> Sequence[OrderLine]:
    """The lines of the order that are not on their way back; all of them when none is."""
    wished = (change.detail.get("lines", ()) for change in turn.shop.orders.waiting(order) if change.kind == "return")
    back = {line["sku"] for lines in wished for line in lines}
    return [line for line in order.lines if line.sku not in back] or order.lines


@_from_own_orders
def whether_bought(turn: Turn, orders: Sequence[Order]) -> Answer:
    """Yes or no to "did I buy this before?"; the last order when no product is meant."""
    named = named_orders(turn, orders)
    asked = () if named else pointed_at(turn) or tuple(turn.shown_products)
    ids = {product.id for product in asked}
    found = named or [order for order in orders if any(line.product_id in ids for line in order.lines)]
    if found:
        note = "Yes." if len(found) == 1 else f"Yes, in {len(found)} orders. The latest:"
        return told(turn, found[0], others=found, note=note)
    if asked:
        text = f"No, I find no {join([product.title for product in asked], 'or')} in your orders."
        return Answer(text, quick_replies=("What did I order last?", "Show all my orders"))
    return told(turn, orders[0], called="Your last order", note=names_nothing_of(turn, orders))


def again(turn: Turn) -> Answer:
    """The order whose products are wanted again; each is bought on its own page, where the cart is."""
    orders = own_orders(turn)
    found = fitting_orders(turn, orders, likely=[order for order in orders if order.state != "cancelled"][:1])
    if isinstance(found, Answer):
        return found
    return told(turn, found[0], closing="To order it again, open its products from the cards and put them in the cart.")


def cancel(turn: Turn) -> Answer:
    """Asks whether the order meant shall be cancelled."""
    orders = own_orders(turn)
    open_ones = [order for order in orders if order.state in turn.shop.settings.orders.cancel_states]
    order = fitting_order(turn, orders, likely=open_ones, verb="cancel")
    return order if isinstance(order, Answer) else _ask_to_cancel(turn, order)


def give_back(turn: Turn) -> Answer:
    """Asks whether what is meant shall go back."""
    orders = own_orders(turn)
    likely = [order for order in orders if turn.shop.orders.may_return(order).outcome == "done"]
    likely = likely or [order for order in orders if order.state == "delivered"][:1]
    order = fitting_order(turn, orders, likely=likely, verb="return")
    answer = order if isinstance(order, Answer) else _ask_to_return(turn, order)
    # Without a product it is the trouble that is told ("it arrived broken"), and the shop may have a rule for it.
    tells_trouble = not turn.heard.nouns and not turn.says("send_back") and not numbers_in(turn)
    rule = rule_for_all(turn) if tells_trouble and not picked(turn, orders) else ""
    return replace(answer, text="\n".join(filter(None, (rule, answer.text))))


def confirm(turn: Turn) -> Answer:
    """Does what was asked about and agreed to; asks again when something else was said in between.

    A "yes" to the small talk of a moment ago must not cancel an order.
    """
    order = turn.shop.orders.order(turn.customer_id or "", str(turn.slots.get("order") or ""))
    if order is None:
        return Answer("Which order do you mean? Please say its number.")
    ask, do = _CONFIRMATIONS[turn.offer]
    return ask(turn, order) if turn.offer_is_old else do(turn, order)


def kept(turn: Turn) -> Answer:
    """The answer to a "no": nothing changes."""
    return Answer(f"All right, order {turn.slots.get('order')} stays as it is. What else can I do for you?")


def _ask_to_cancel(turn: Turn, order: Order) -> Answer:
    verdict = turn.shop.orders.may_cancel(order)
    if verdict.outcome != "done":
        return refused_cancel(turn, verdict)
    text = f"Shall I cancel order {order.number} ({contents(turn, order)})? This can't be undone."
    if leaves_something_out(turn.text):
        text = f"An order can only be cancelled as a whole. {text}"
    return Answer(text, (), ("Yes, cancel it", "No, keep it"), {"order": order.number}, offer=CONFIRM_CANCEL)


def _cancel(turn: Turn, order: Order) -> Answer:
    verdict = turn.shop.orders.cancel(order.customer_id, order.number)
    if verdict.outcome != "done":
        return refused_cancel(turn, verdict)
    return Answer(f"Order {order.number} is cancelled.", quick_replies=("What did I order last?",))


def _ask_to_return(turn: Turn, order: Order) -> Answer:
    verdict = turn.shop.orders.may_return(order)
    if verdict.outcome != "done":
        return refused_return(turn, verdict)
    lines = _going_back(turn, order)
    until = f"It is possible until {day(verdict.until)}." if verdict.until else ""
    named = join(line_names(turn, order, lines))
    text = f"Shall I ask for the return of {named} from order {order.number}? {until}".strip()
    slots: dict[str, Any] = {"order": order.number, "order_change": {"skus": [line.sku for line in lines]}}
    return Answer(text, (), ("Yes, return it", "No, keep it"), slots, offer=CONFIRM_RETURN)


def _going_back(turn: Turn, order: Order) -> Sequence[OrderLine]:
    """The lines that are to go back: those named now, or with the wish before; all of them when none was named."""
    said = narrowed(turn, [order]) or lines_meant(turn, order, turn.text) or lines_meant(turn, order, said_before(turn))
    # Asked again, the words say only "yes": the products of the first time still hold.
    kept = (turn.slots.get("order_change") or {}).get("skus") if turn.offer_is_old else ()
    return said or [line for line in order.lines if line.sku in (kept or ())] or order.lines


def _return(turn: Turn, order: Order) -> Answer:
    skus = (turn.slots.get("order_change") or {}).get("skus") or ()
    lines = [line for line in order.lines if line.sku in skus]
    if not lines:
        return _ask_to_return(turn, order)
    titles = [line.title for line in lines]
    verdict = turn.shop.orders.request_return(order.customer_id, order.number, titles, skus=skus)
    if verdict.outcome != "done":
        return refused_return(turn, verdict)
    refund = price_text(verdict.refund_minor, order.currency)
    text = f"The return of {join(line_names(turn, order, lines))} from order {order.number} is noted; that is {refund}."
    return Answer(
        f"{text} The shop will send you what you need for it.", (), ("Show all my orders",), {"order_change": None}
    )


_Step = Callable[[Turn, Order], Answer]
#: offer -> how it is asked for, and what a "yes" to it does.
_CONFIRMATIONS: Mapping[str, tuple[_Step, _Step]] = {
    CONFIRM_CANCEL: (_ask_to_cancel, _cancel),
    CONFIRM_RETURN: (_ask_to_return, _return),
}


def _rule_for_status(turn: Turn) -> str:
    # Who asks for a day hears what the shop promises of every delivery: no order knows the day it arrives.
    return rule_for_all(turn) if turn.act_as("ask_order_status") in ("when", "return") else ""


def _asks_for_several(turn: Turn, orders: Sequence[Order]) -> bool:
    return len(orders) > 1 and turn.says("orders") and not numbers_in(turn)


def _of_a_time(turn: Turn, orders: Sequence[Order]) -> Answer | None:
    """The orders of the time that the text names, None when it names none."""
    periods = time_said(turn)
    if not periods or numbers_in(turn):
        return None
    found = in_time_said(turn, orders)
    if len(found) == 1:
        return told(turn, found[0])
    return listed(turn, found, opening=f"Your orders {periods[0].said}:") if found else nothing_ordered(periods)
