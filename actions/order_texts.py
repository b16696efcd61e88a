"""Orders in words: what is in one, where it is, and why something can't be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from actions.answer import Answer
from actions.cards import price_text
from actions.faq import PERSON
from actions.turn import Turn
from actions.wording import count, join
from catalog.orders import Verdict
from catalog.products import Hit
from catalog.records import Order, OrderLine

#: Orders that one answer lists.
_MOST_LISTED = 5
_STATES = {
    "placed": "has been placed and waits for payment",
    "paid": "is paid and about to be packed",
    "packed": "is packed and about to be sent",
    "shipped": "is on its way",
    "delivered": "was delivered",
    "cancelled": "was cancelled",
    "return_requested": "is waiting for its return",
    "returned": "was returned",
}


def told(turn: Turn, order: Order, *, last: bool = False, others: Sequence[Order] = (), note: str = "") -> Answer:
    """One order's state, contents and way; its products as cards where the shop still has them.

    `others` are offered to be asked about next; the `note` is said first.
    """
    name = f"{order.number} of {day(order.placed_at)}"
    state = _state(order)
    parts = [
        f"Your last order, {name}, {state}." if last else f"Order {name} {state}.",
        f"In it: {contents(turn, order)}.",
    ]
    if order.tracking and order.state == "shipped":
        parts.append(f"The tracking number is {order.tracking}.")
    found = turn.shop.products([line.product_id for line in order.lines])
    hits = tuple(Hit(product, 1.0, reason=f"from order {order.number}") for product in found)
    replies = [f"Where is order {other.number}?" for other in others if other.number != order.number][:2]
    if order.state in turn.shop.settings.orders.cancel_states:
        replies.append(f"Cancel order {order.number}")
    if turn.shop.orders.may_return(order).outcome == "done":
        replies.append(f"Return order {order.number}")
    slots: dict[str, Any] = {"order": order.number}
    if hits:
        slots |= {"shown": [hit.product.id for hit in hits], "focus": hits[0].product.id if len(hits) == 1 else None}
    return Answer(" ".join(filter(None, (note, *parts))), hits, tuple(replies), slots)


def listed(turn: Turn, orders: Sequence[Order]) -> Answer:
    """The newest orders, a line each."""
    newest = orders[:_MOST_LISTED]
    lines = [f"{order.number} of {day(order.placed_at)} {_state(order)}: {contents(turn, order)}." for order in newest]
    opening = "Your orders:" if len(newest) == len(orders) else f"Your latest {len(newest)} of {len(orders)} orders:"
    return Answer("\n".join([opening, *lines]), quick_replies=asked_about(newest))


def which(turn: Turn, orders: Sequence[Order], verb: str, note: str = "") -> Answer:
    """Asks which of several orders is meant, after the `note`."""
    named = [f"{order.number} of {day(order.placed_at)} ({contents(turn, order)})" for order in orders[:4]]
    replies = tuple(f"{verb.capitalize()} order {order.number}" for order in orders[:4])
    text = f"Which order do you mean: {'; '.join(named[:-1])}; or {named[-1]}?"
    if len(named) == 1:
        text = f"Do you mean {named[0]}?"
    return Answer(" ".join(filter(None, (note, text))), quick_replies=replies)


def no_orders() -> Answer:
    return Answer("There are no orders in your account yet.")


def refused_cancel(verdict: Verdict) -> Answer:
    order = verdict.order
    if order is None:
        return Answer("I find no such order in your account.")
    if verdict.outcome == "already":
        return Answer(f"Order {order.number} is already cancelled.")
    replies = (f"Return order {order.number}", PERSON) if order.state == "delivered" else (PERSON,)
    return Answer(f"Order {order.number} {_state(order)}, so it can't be cancelled any more.", quick_replies=replies)


def refused_return(turn: Turn, verdict: Verdict) -> Answer:
    order = verdict.order
    if order is None:
        return Answer("I find no such order in your account.")
    if verdict.outcome == "already":
        return Answer(f"The return of order {order.number} is already noted.")
    if verdict.outcome == "too_early":
        cancel = order.state in turn.shop.settings.orders.cancel_states
        hint = "It can still be cancelled." if cancel else "You can return it once it has arrived."
        replies = (f"Cancel order {order.number}",) if cancel else ()
        text = f"Order {order.number} ({contents(turn, order)}) is not delivered yet. {hint}"
        return Answer(text, quick_replies=replies, slots={"order": order.number})
    if order.state != "delivered":
        text = f"Order {order.number} ({contents(turn, order)}) was cancelled, so there is nothing to return."
        return Answer(text, quick_replies=(PERSON,))
    days = turn.shop.settings.orders.return_days
    until = f" on {day(verdict.until)}" if verdict.until else ""
    text = f"Order {order.number} ({contents(turn, order)}) can't be returned: the {days} days for it ended{until}."
    return Answer(text, quick_replies=(PERSON,))


def asked_about(orders: Sequence[Order]) -> tuple[str, ...]:
    """Ready sentences that ask for each of the first few orders."""
    return tuple(f"Where is order {order.number}?" for order in orders[:3])


def contents(turn: Turn, order: Order) -> str:
    """What was ordered, as it was chosen: "2 x Everyday Crew T-Shirt (white, L), $39.00 in all"."""
    lines = [_line(turn, line) for line in order.lines]
    named = join(lines) if len(lines) <= 4 else f"{', '.join(lines[:3])} and {count(len(lines) - 3, 'more product')}"
    return f"{named}; {price_text(order.total_minor, order.currency)} in all"


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _state(order: Order) -> str:
    state = _STATES.get(order.state, f"is {order.state}")
    return f"{state} on {day(order.delivered_at)}" if order.state == "delivered" and order.delivered_at else state


def _line(turn: Turn, line: OrderLine) -> str:
    product = turn.shop.product(line.product_id)
    chosen = next((variant for variant in product.variants if variant.sku == line.sku), None) if product else None
    details = [chosen.colour.lower(), chosen.size] if chosen else []
    told_details = f" ({', '.join(filter(None, details))})" if any(details) else ""
    times = "" if line.quantity == 1 else f"{line.quantity} x "
    return f"{times}{line.title}{told_details}"
