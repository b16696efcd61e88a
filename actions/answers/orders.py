"""Orders in the chat: only for the customer who is logged in, only their own, one at a time, and only after a yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.answer import Answer
from actions.meant.orders import (
    ASK_CANCEL,
    ASK_RETURN,
    ASK_STATUS,
    CONFIRM_CANCEL,
    CONFIRM_RETURN,
    by_place_or_it,
    is_about_the_last,
    is_under_way,
    lines_meant,
    named_orders,
    narrowed,
    numbers_in,
    own_orders,
    picked,
    said_before,
    talked_about,
)
from actions.meant.products import pointed_at
from actions.told.orders import (
    asked_about,
    contents,
    day,
    listed,
    no_orders,
    paid_text,
    refused_cancel,
    refused_return,
    spent,
    told,
    which,
)
from actions.told.service import PERSON, rule_for_all
from actions.told.wording import join
from actions.turn import Turn
from catalog.records import Order

_SENT_BACK = ("return_requested", "returned")
_ASKERS = {"": ASK_STATUS, "cancel": ASK_CANCEL, "return": ASK_RETURN}
_LOG_IN = "I can look at orders only when you are logged in to your account here. Please log in and ask again."


def log_in_first(turn: Turn) -> Answer:
    """What a guest hears: nothing of any order, and the shop's rule where there is one for all."""
    rule = "" if turn.intent == "ask_last_order" else _rule_for_status(turn)
    if turn.intent in ("cancel_order", "return_order"):
        rule = rule_for_all(turn)
    return Answer("\n".join(filter(None, (_LOG_IN, rule))), quick_replies=(PERSON,))


def status(turn: Turn) -> Answer:
    """Where an order is, or the ones still to come."""
    orders = own_orders(turn)
    if _asks_for_several(turn, orders):
        return listed(turn, orders)
    # "Where is my order" asks for what is still to come, "where is my refund" for what went back.
    of_return = turn.act_as("ask_order_status") == "return" and not turn.says("never_came")
    likely = [order for order in orders if (order.state in _SENT_BACK if of_return else is_under_way(order))]
    if of_return and orders and not likely:
        return Answer("No return is noted in your account.", quick_replies=asked_about(orders))
    found = _fitting(turn, orders, likely=likely)
    if isinstance(found, Answer):
        return found
    note = _names_nothing_of(turn, orders)
    rule = _rule_for_status(turn) if any(is_under_way(order) for order in found) else ""
    if len(found) > 1:
        coming = all(is_under_way(order) for order in found)
        opening = f"{len(found)} of your orders {'are still to come' if coming else 'fit'}:"
        return listed(turn, found, opening=note or opening, closing=rule)
    return told(turn, found[0], others=likely, note=note, closing=rule)


def last(turn: Turn) -> Answer:
    """What was ordered last, or when something was."""
    orders = own_orders(turn)
    if not orders:
        return no_orders()
    if _asks_for_several(turn, orders):
        return listed(turn, orders)
    if named := named_orders(turn, orders):
        return told(turn, named[0], others=named)
    return told(turn, orders[0], last=True, note=_names_nothing_of(turn, orders))


def money_spent(turn: Turn) -> Answer:
    orders = own_orders(turn)
    return spent(orders) if orders else no_orders()


def paid(turn: Turn) -> Answer:
    """What was paid for a product that was ordered."""
    orders = own_orders(turn)
    if not orders:
        return no_orders()
    if not (named := named_orders(turn, orders)):
        return told(turn, orders[0], last=True, note=_names_nothing_of(turn, orders))
    return told(turn, named[0], others=named, note=paid_text(named[0], lines_meant(turn, named[0], turn.text)))


def whether_bought(turn: Turn) -> Answer:
    """Yes or no to "did I buy this before?"; the last order when no product is meant."""
    orders = own_orders(turn)
    if not orders:
        return no_orders()
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
    return told(turn, orders[0], last=True, note=_names_nothing_of(turn, orders))


def again(turn: Turn) -> Answer:
    """The order whose products are wanted again; each is bought on its own page, where the cart is."""
    orders = own_orders(turn)
    found = _fitting(turn, orders, likely=[order for order in orders if order.state != "cancelled"][:1])
    if isinstance(found, Answer):
        return found
    return told(turn, found[0], closing="To order it again, open its products from the cards and put them in the cart.")


def cancel(turn: Turn) -> Answer:
    """Asks whether the order meant shall be cancelled."""
    orders = own_orders(turn)
    open_ones = [order for order in orders if order.state in turn.shop.settings.orders.cancel_states]
    order = _one(turn, orders, likely=open_ones, verb="cancel")
    return order if isinstance(order, Answer) else _ask_to_cancel(turn, order)


def give_back(turn: Turn) -> Answer:
    """Asks whether what is meant shall go back."""
    orders = own_orders(turn)
    likely = [order for order in orders if turn.shop.orders.may_return(order).outcome == "done"]
    likely = likely or [order for order in orders if order.state == "delivered"][:1]
    order = _one(turn, orders, likely=likely, verb="return")
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
    lines = (
        narrowed(turn, [order]) or lines_meant(turn, order, turn.text) or lines_meant(turn, order, said_before(turn))
    )
    named = [line.title for line in lines]
    # Asked again, the words say only "yes": the products of the first time still hold.
    titles = named or (turn.offer_is_old and turn.slots.get("order_products")) or [line.title for line in order.lines]
    until = f"It is possible until {day(verdict.until)}." if verdict.until else ""
    text = f"Shall I ask for the return of {join(titles)} from order {order.number}? {until}".strip()
    slots: dict[str, Any] = {"order": order.number, "order_products": list(titles)}
    return Answer(text, (), ("Yes, return it", "No, keep it"), slots, offer=CONFIRM_RETURN)


def _return(turn: Turn, order: Order) -> Answer:
    titles = list(turn.slots.get("order_products") or ())
    verdict = turn.shop.orders.request_return(order.customer_id, order.number, titles)
    if verdict.outcome != "done":
        return refused_return(turn, verdict)
    text = f"The return of {join(titles)} from order {order.number} is noted."
    return Answer(
        f"{text} The shop will send you what you need for it.", (), ("Show all my orders",), {"order_products": None}
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


def _one(turn: Turn, orders: Sequence[Order], *, likely: Sequence[Order], verb: str) -> Order | Answer:
    """The order that is to be changed, or the question which one: several that fit are asked about, not guessed."""
    found = _fitting(turn, orders, likely=likely, verb=verb)
    if isinstance(found, Answer):
        return found
    note = _names_nothing_of(turn, orders)
    if verb == "cancel" and len(found) > 1 and turn.says("everything"):
        note = "I cancel one order at a time, so that none goes by mistake."
    # Who wants to return shoes and has none is not asked to return the kettle instead.
    return which(turn, found, verb, note) if note or len(found) > 1 else found[0]


def _fitting(
    turn: Turn, orders: Sequence[Order], *, likely: Sequence[Order], verb: str = ""
) -> Sequence[Order] | Answer:
    """The orders that the words may mean, at least one: by number, by place or "it", by what was in them, else likely.

    A number that is not the customer's gets the same answer whether or not it exists.
    """
    if not orders:
        return no_orders()
    if turn.offer == _ASKERS[verb] and (chosen := picked(turn, orders)):
        return chosen
    own = {order.number.casefold(): order for order in orders}
    if said := numbers_in(turn):
        order = next((own[number.casefold()] for number in said if number.casefold() in own), None)
        missing = Answer(f"I find no order {said[0].upper()} in your account.", quick_replies=asked_about(orders))
        return [order] if order else missing
    if narrowed(turn, orders) and (asked := talked_about(turn, orders)):
        return [asked]  # whichever others have the product
    if meant := by_place_or_it(turn, orders, verb):
        return [meant]
    named = named_orders(turn, orders)
    if not named and is_about_the_last(turn):
        return orders[:1]
    # Named but not likely: the answer to that order says why it can't be done.
    named = sorted(named, key=lambda order: verb == "return" and order.state != "delivered")
    return [order for order in likely if order in named] or named[:1] or likely or orders[:1]


def _names_nothing_of(turn: Turn, orders: Sequence[Order]) -> str:
    """The sentence that says so when the text names a kind of product that no order has, else ""."""
    nouns = turn.heard.nouns
    return "I see no such product in your orders." if nouns and not named_orders(turn, orders) else ""
