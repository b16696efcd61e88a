"""Other variants and other addresses: asked for by the customer who is logged in, for one order, after one yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.answer import Answer
from actions.meant.goods import bought
from actions.meant.orders import is_about_the_last, is_under_way, numbers_in, own_orders, talked_about, wish_before
from actions.meant.swaps import Wanted, offers_another, wanted_in, wanted_of
from actions.offers import ASK_ADDRESS, ASK_OPTION, CONFIRM_ADDRESS, CONFIRM_DEFAULT_ADDRESS, CONFIRM_SWAP, PERSON
from actions.told.changing import (
    choices_of,
    difference_words,
    listed_swaps,
    refused_address,
    refused_swap,
)
from actions.told.orders import contents, variant_words
from actions.told.which_order import fitting_order
from actions.turn import Turn
from catalog.orders import Swap, Verdict
from catalog.records import Order, OrderLine
from nlu.hearing.shapes import address_in

_NO = "No, leave it"


def change(turn: Turn) -> Answer:
    """What is wanted is not said yet: the ways there are."""
    text = (
        "What shall change? I can ask for another size or colour, for another delivery address, cancel an order, "
        "or start a return."
    )
    replies = ("Exchange a product", "Change the delivery address", "Cancel my order", PERSON)
    return Answer(text, quick_replies=replies)


def swap(turn: Turn) -> Answer:
    """Other variants: an exchange of what was delivered, a change of what is not packed yet."""
    return _swap(turn, turn.text)


def swap_chosen(turn: Turn) -> Answer:
    """The answer to "which order do you want to change?": the wish before said what to do."""
    act, text = wish_before(turn)
    if act == "address":
        return _address(turn, address_in(text))
    return _swap(turn, text)


def option_told(turn: Turn) -> Answer:
    """The answer to "which one instead?"; what was understood of other products of the order still holds."""
    order, kept = _kept_order(turn), _kept(turn)
    if order is None:
        return swap(turn)
    line = next((one for one in order.lines if one.sku == kept.get("asked")), None)
    if line is None:
        return _weigh(turn, order, wanted_in(turn, order, turn.text))
    told = wanted_of(turn, order, line, turn.text)
    open_ones = [Wanted((one,), {}) for one in order.lines if one.sku in (kept.get("open") or ())]
    anew = {one.sku for wanted in told for one in wanted.lines}
    before = [pair for pair in kept.get("swaps") or () if pair[0] not in anew]
    return _weigh(turn, order, [*told, *(one for one in open_ones if one.lines[0].sku not in anew)], before)


def address(turn: Turn) -> Answer:
    """Another delivery address of one order."""
    return _address(turn, address_in(turn.text))


def address_told(turn: Turn) -> Answer:
    """The answer to "what is the new address?"."""
    said = address_in(turn.text) or turn.text
    order = _kept_order(turn)
    return _ask_address(turn, order, said) if order else _ask_default(turn, said)


def default_address(turn: Turn) -> Answer:
    """Another address for all orders to come."""
    said = address_in(turn.text)
    if not said:
        return Answer(
            "What is your new address? Please write it in one message: street, number, postal code, town.",
            slots={"order": None, "order_change": None},
            offer=ASK_ADDRESS,
        )
    return _ask_default(turn, said)


def confirm(turn: Turn) -> Answer:
    """Does what was asked about and agreed to; asks again when something else was said in between."""
    order, kept = _kept_order(turn), _kept(turn)
    said = str(kept.get("address") or "")
    if turn.offer == CONFIRM_DEFAULT_ADDRESS:
        return _ask_default(turn, said) if turn.offer_is_old else _do_default(turn, said)
    if order is None:
        return Answer("Which order do you mean? Please say its number.")
    if turn.offer == CONFIRM_ADDRESS:
        return _ask_address(turn, order, said) if turn.offer_is_old else _do_address(turn, order, said)
    swaps = [Swap(*pair) for pair in kept.get("swaps") or ()]
    return _ask_swaps(turn, order, swaps) if turn.offer_is_old else _do_swaps(turn, order, swaps)


def kept(turn: Turn) -> Answer:
    """The answer to a "no": nothing changes."""
    order = _kept_order(turn)
    stays = f"order {order.number} stays as it is" if order and turn.offer != CONFIRM_DEFAULT_ADDRESS else "it stays"
    return Answer(f"All right, {stays}. What else can I do for you?", slots={"order_change": None})


def _swap(turn: Turn, text: str) -> Answer:
    orders, desk = own_orders(turn), turn.shop.orders
    delivered = [order for order in orders if desk.may_exchange(order).outcome == "done"]
    waiting = [order for order in orders if desk.may_change_items(order).outcome == "done"]
    # What was taken for something else shows only in its words, and those say nothing of delivered or not.
    act = wish_before(turn)[0] or (turn.act if turn.intent == "change_order" else "items")
    likely = [*waiting, *delivered] if act == "items" else delivered or waiting
    if not numbers_in(turn) and not is_about_the_last(turn):
        # Several orders may have the product: meant is one in which it can become what is wanted.
        able = [order for order in likely if offers_another(turn, order, text)]
        orders, likely = (able, able) if able else (orders, likely)
    order = fitting_order(turn, orders, likely=likely, verb="change")
    if isinstance(order, Answer):
        return replace(order, slots={**order.slots, **_asked(order, act, text)})
    verdict = _may(turn, order, ())
    if verdict.outcome != "done":
        return refused_swap(turn, verdict)
    return _weigh(turn, order, wanted_in(turn, order, text))


def _weigh(turn: Turn, order: Order, wanted: Sequence[Wanted], before: Sequence[Sequence[str]] = ()) -> Answer:
    """The question to confirm when every product has its new variant, else the question that is open first."""
    swaps = [Swap(sku, new_sku) for sku, new_sku in before]
    if not wanted:
        which = f"Which product of order {order.number} do you want to change, and what for?"
        text = f"{which} In it: {contents(turn, order)}."
        return Answer(text, slots={"order": order.number, "topic": "order"}, offer=ASK_OPTION)
    if unsure := next((one for one in wanted if len(one.lines) > 1), None):
        return _which_line(turn, order, unsure)
    swaps += [Swap(one.lines[0].sku, one.fitting[0].sku) for one in wanted if len(one.fitting) == 1]
    open_ones = [one for one in wanted if len(one.fitting) != 1]
    return _which_variant(turn, order, open_ones, swaps) if open_ones else _ask_swaps(turn, order, swaps)


def _which_variant(turn: Turn, order: Order, wanted: Sequence[Wanted], swaps: Sequence[Swap]) -> Answer:
    """Asks for the first of them; what is clear already and what is still to be asked is kept."""
    one = wanted[0]
    line = one.lines[0]
    note = f"{line.title} in {', '.join(one.said.values())} is sold out." if one.said and not one.fitting else ""
    pending = {
        "swaps": [[done.sku, done.new_sku] for done in swaps],
        "asked": line.sku,
        "open": [later.lines[0].sku for later in wanted[1:]],
    }
    slots = {"order": order.number, "order_change": pending, "topic": "order"}
    text = choices_of(line, one.fitting or turn.shop.orders.options(line), note)
    return Answer(text, slots=slots, offer=ASK_OPTION, quick_replies=(PERSON,))


def _which_line(turn: Turn, order: Order, one: Wanted) -> Answer:
    told = [f"{line.title} ({variant_words(found[1])})" for line in one.lines if (found := bought(turn, line))]
    text = f"Which product do you mean: {' or '.join(told)}? Please say which, and what you want instead."
    return Answer(text, slots={"order": order.number, "order_change": None, "topic": "order"}, offer=ASK_OPTION)


def _ask_swaps(turn: Turn, order: Order, swaps: Sequence[Swap]) -> Answer:
    verdict = _may(turn, order, swaps)
    if verdict.outcome != "done":
        return refused_swap(turn, verdict)
    what = "exchange" if order.state == "delivered" else "change"
    cost = difference_words(verdict.difference_minor, order.currency)
    text = f"Shall I ask for this {what} in order {order.number}: {_told_swaps(turn, order, swaps)}? {cost}"
    slots = {"order": order.number, "order_change": {"swaps": [[swap.sku, swap.new_sku] for swap in swaps]}}
    return Answer(text, quick_replies=(f"Yes, {what} it", _NO), slots=slots, offer=CONFIRM_SWAP)


def _do_swaps(turn: Turn, order: Order, swaps: Sequence[Swap]) -> Answer:
    desk, exchanges = turn.shop.orders, order.state == "delivered"
    told = _told_swaps(turn, order, swaps)
    do = desk.exchange if exchanges else desk.change_items
    verdict = do(order.customer_id, order.number, swaps)
    if verdict.outcome != "done":
        return refused_swap(turn, verdict)
    text = f"The {'exchange' if exchanges else 'change'} in order {order.number} is asked for: {told}."
    return Answer(f"{text} The shop will carry it out or write to you.", slots={"order_change": None})


def _may(turn: Turn, order: Order, swaps: Sequence[Swap]) -> Verdict:
    desk = turn.shop.orders
    return desk.may_change_items(order, swaps) if is_under_way(order) else desk.may_exchange(order, swaps)


def _told_swaps(turn: Turn, order: Order, swaps: Sequence[Swap]) -> str:
    rows: list[tuple[OrderLine, str, str]] = []
    for swap in swaps:
        line = next((one for one in order.lines if one.sku == swap.sku), None)
        found = bought(turn, line) if line else None
        if line and found:
            new = next((one for one in found[0].variants if one.sku == swap.new_sku), found[1])
            rows.append((line, variant_words(found[1]), variant_words(new)))
    return listed_swaps(rows)


def _address(turn: Turn, said: str) -> Answer:
    orders = own_orders(turn)
    likely = [order for order in orders if turn.shop.orders.may_change_address(order).outcome == "done"]
    order = fitting_order(turn, orders, likely=likely, verb="change")
    if isinstance(order, Answer):
        return replace(order, slots={**order.slots, **_asked(order, "address", turn.text)})
    verdict = turn.shop.orders.may_change_address(order)
    if verdict.outcome != "done":
        return refused_address(turn, verdict)
    if not said:
        text = (
            f"What is the new address for order {order.number} ({contents(turn, order)})? "
            "Please write it in one message: street, number, postal code, town."
        )
        return Answer(text, slots={"order": order.number, "order_change": None}, offer=ASK_ADDRESS)
    return _ask_address(turn, order, said)


def _ask_address(turn: Turn, order: Order, said: str) -> Answer:
    verdict = turn.shop.orders.may_change_address(order, said)
    if verdict.outcome != "done":
        again = ASK_ADDRESS if verdict.outcome == "no_address" else ""
        return replace(refused_address(turn, verdict), offer=again)
    text = f"Shall I ask the shop to send order {order.number} to this address: {said}?"
    slots = {"order": order.number, "order_change": {"address": said}}
    return Answer(text, quick_replies=("Yes, change it", _NO), slots=slots, offer=CONFIRM_ADDRESS)


def _do_address(turn: Turn, order: Order, said: str) -> Answer:
    verdict = turn.shop.orders.change_address(order.customer_id, order.number, said)
    if verdict.outcome != "done":
        return refused_address(turn, verdict)
    text = f"The new address of order {order.number} is with the shop: {said}. They will carry it out or write to you."
    return Answer(text, slots={"order_change": None})


def _ask_default(turn: Turn, said: str) -> Answer:
    text = f"Shall I ask the shop to use this address for all your orders to come: {said}?"
    slots = {"order": None, "order_change": {"address": said}}
    return Answer(text, quick_replies=("Yes, change it", _NO), slots=slots, offer=CONFIRM_DEFAULT_ADDRESS)


def _do_default(turn: Turn, said: str) -> Answer:
    verdict = turn.shop.orders.change_default_address(turn.customer_id or "", said)
    if verdict.outcome == "no_address":
        return replace(refused_address(turn, verdict), offer=ASK_ADDRESS)
    already = "is already" if verdict.outcome == "already" else "is"
    return Answer(f"Your new default address {already} with the shop: {said}.", slots={"order_change": None})


def _asked(answer: Answer, act: str, text: str) -> Mapping[str, Any]:
    """What "which order?" must remember, beside the orders it named."""
    asked = answer.slots.get("orders_asked")
    return {"orders_asked": {**asked, "act": act, "text": text}} if asked and answer.offer else {}


def _kept(turn: Turn) -> Mapping[str, Any]:
    return turn.slots.get("order_change") or {}


def _kept_order(turn: Turn) -> Order | None:
    return talked_about(turn, own_orders(turn))
