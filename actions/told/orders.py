"""Orders in words: what is in one, where it is, and why something can't be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from actions.answer import Answer
from actions.meant.goods import bought, options_of
from actions.offers import ASK_STATUS, PERSON
from actions.told.cards import price_text
from actions.told.wording import count, join
from actions.turn import Turn
from catalog.orders import Verdict, refund_minor
from catalog.products import Hit, Variant
from catalog.records import Order, OrderLine, now
from nlu.hearing.periods import Period

#: Orders that one answer lists.
_MOST_LISTED = 5
#: Orders among which one answer lets choose.
_MOST_ASKED = 4
_STATES = {
    "placed": "has been placed and waits for payment",
    "paid": "is paid and about to be packed",
    "packed": "is packed and about to be sent",
    "shipped": "is on its way",
    "delivered": "was delivered",
    "cancelled": "was cancelled",
    "return_requested": "is waiting for its return",
    "returned": "was returned",
    "exchange_requested": "is waiting for its exchange",
    "exchanged": "was exchanged",
}


def told(
    turn: Turn,
    order: Order,
    *,
    called: str = "",
    others: Sequence[Order] = (),
    note: str = "",
    closing: str = "",
    tracks: bool = True,
) -> Answer:
    """One order's state, contents and way; its products as cards where the shop still has them.

    `called` is what it is to the customer ("Your last order"); `others` are offered to be asked about next; the `note`
    is said first, the `closing` last; `tracks`: whether the tracking number is told with it.
    """
    state = _state(order)
    parts = [
        f"{called}, {_name(order)}, {state}." if called else f"Order {_name(order)} {state}.",
        f"In it: {contents(turn, order)}.",
    ]
    if tracks and (tracking := _tracking(order)):
        parts.append(f"The {tracking}.")
    found = turn.shop.products([line.product_id for line in order.lines])
    hits = tuple(Hit(product, 1.0, reason=f"from order {order.number}") for product in found)
    replies = [f"Where is order {other.number}?" for other in others if other.number != order.number][:2]
    if order.state in turn.shop.settings.orders.cancel_states:
        replies.append(f"Cancel order {order.number}")
    if turn.shop.orders.may_return(order).outcome == "done":
        replies.append(f"Return order {order.number}")
    if order.state in ("shipped", "return_requested"):
        replies.append(PERSON)
    slots: dict[str, Any] = {"order": order.number, "orders_asked": None}
    if hits:
        slots |= {"shown": [hit.product.id for hit in hits], "focus": hits[0].product.id if len(hits) == 1 else None}
    text = " ".join(filter(None, (note, *parts)))
    return Answer("\n".join(filter(None, (text, closing))), hits, tuple(replies), slots)


def listed(turn: Turn, orders: Sequence[Order], *, opening: str = "Your orders:", closing: str = "") -> Answer:
    """The newest of the orders, a line each; "the second one" then asks for more about that one."""
    newest = orders[:_MOST_LISTED]
    if len(newest) < len(orders):
        opening = f"Your latest {len(newest)} of {len(orders)} orders:"
    lines = [f"{_name(order)} {_state(order)}: {contents(turn, order)}{_comma(_tracking(order))}." for order in newest]
    # "It" is none of several: "cancel it" asks which.
    asked = {"numbers": [order.number for order in newest], "text": turn.text}
    slots = {"orders_asked": asked, "topic": "order", "order": None}
    return Answer(
        "\n".join(filter(None, (opening, *lines, closing))),
        quick_replies=asked_about(newest),
        slots=slots,
        offer=ASK_STATUS,
    )


def which(turn: Turn, orders: Sequence[Order], verb: str, note: str = "") -> Answer:
    """Asks which of several orders is meant, after the `note`; what is exchanged is a product of one."""
    is_exchange = verb == "change" and turn.act_as("change_order") == "exchange"
    ask = (
        "From which order do you want to exchange something?" if is_exchange else f"Which order do you want to {verb}?"
    )
    asked = orders[:_MOST_ASKED]
    lines = [f"{_name(order)}: {contents(turn, order)}" for order in asked]
    more = f"…and {len(orders) - len(asked)} more: say the number." if len(orders) > len(asked) else ""
    text = "\n".join(filter(None, (ask, *lines, more)))
    if len(asked) == 1:
        text = f"Do you mean {lines[0]}?"
    return Answer(
        " ".join(filter(None, (note, text))),
        quick_replies=tuple(f"{verb.capitalize()} order {order.number}" for order in asked),
        slots={"orders_asked": {"numbers": [order.number for order in asked], "text": turn.text}, "topic": "order"},
        offer=f"action_{verb}_order",
    )


def paid_text(order: Order, lines: Sequence[OrderLine]) -> str:
    """What the lines of the order cost: "You paid $79.00 for Washed Denim Jacket." """
    paid = [f"{price_text(line.price_minor * line.quantity, order.currency)} for {line.title}" for line in lines]
    in_all = f", {price_text(refund_minor(lines), order.currency)} in all" if len(lines) > 1 else ""
    return f"You paid {join(paid)}{in_all}."


def spent(orders: Sequence[Order]) -> Answer:
    """What the customer's orders came to, without those that were cancelled or went back."""
    kept = [order for order in orders if order.state not in ("cancelled", "returned")]
    totals = {order.currency: 0 for order in kept}
    for order in kept:
        totals[order.currency] += order.total_minor
    amounts = join(price_text(total, currency) for currency, total in totals.items())
    left_out = len(orders) - len(kept)
    without = f" Cancelled and returned orders ({left_out}) are not counted." if left_out else ""
    text = f"Your {count(len(kept), 'order')} here came to {amounts} in all.{without}" if kept else f"Nothing.{without}"
    return Answer(text, quick_replies=("Show all my orders", "What did I order last?"))


def spent_on(lines: Sequence[tuple[Order, OrderLine]]) -> Answer:
    """What the lines of some orders cost together."""
    totals: dict[str, int] = {}
    for order, line in lines:
        totals[order.currency] = totals.get(order.currency, 0) + line.price_minor * line.quantity
    amounts = join([price_text(total, currency) for currency, total in totals.items()])
    told_lines = join([f"{line.title} in order {order.number}" for order, line in lines])
    return Answer(f"You paid {amounts} for {told_lines}.", quick_replies=("Show all my orders",))


def refunds(turn: Turn, orders: Sequence[Order]) -> Answer:
    """What is to come back for each of the orders, and in all; nothing is said of what the shop's system keeps."""
    # What the shop has not closed is still to come back; an order cancelled long ago is paid back by now.
    orders = [order for order in orders if turn.shop.orders.waiting(order)] or orders
    if not orders:
        return Answer("Nothing of yours is cancelled or on its way back.", quick_replies=("Show all my orders", PERSON))
    told_orders: list[str] = []
    totals: dict[str, int] = {}
    for order in orders:
        wished = [c for c in turn.shop.orders.waiting(order) if "refund_minor" in c.detail]
        minor = wished[0].detail["refund_minor"] if wished else order.total_minor
        totals[order.currency] = totals.get(order.currency, 0) + minor
        why = "cancelled" if order.state == "cancelled" else "sent back"
        told_orders.append(f"{price_text(minor, order.currency)} for order {order.number} ({why})")
    if len(told_orders) > _MOST_LISTED:
        told_orders[_MOST_LISTED:] = [count(len(told_orders) - _MOST_LISTED, "more order")]
    amounts = join([price_text(total, currency) for currency, total in totals.items()])
    in_all = f" In all that is {amounts}." if len(told_orders) > 1 else ""
    text = f"By what was ordered it comes to {join(told_orders)}.{in_all} The shop pays it back as its rules say."
    return Answer(text, quick_replies=("Show all my orders", PERSON))


def nothing_ordered(periods: Sequence[Period]) -> Answer:
    """What is said of a time without orders."""
    return Answer(f"You ordered nothing {periods[0].said}.", quick_replies=("Show all my orders",))


def chosen_text(turn: Turn, order: Order, lines: Sequence[OrderLine]) -> str:
    """The options and the price of lines: "Desk Lamp: white, material steel; $42.00." """
    return " ".join(
        f"{line.title}: {variant_words(found[1])}; {price_text(line.price_minor, order.currency)}."
        for line in lines
        if (found := bought(turn, line)) and options_of(found[1])
    ) or " ".join(f"{line.title}: {price_text(line.price_minor, order.currency)}." for line in lines)


def line_names(turn: Turn, order: Order, lines: Sequence[OrderLine]) -> list[str]:
    """The titles of lines; of two of one title in the order, what was chosen beside it."""
    titles = [line.title for line in order.lines]
    names = []
    for line in lines:
        found = bought(turn, line) if titles.count(line.title) > 1 else None
        names.append(f"{line.title} ({variant_words(found[1])})" if found else line.title)
    return names


def variant_words(variant: Variant) -> str:
    """ "white, L"; further options by their names: "red, material cotton"."""
    named = ("colour", "size")
    return ", ".join(
        value if option in named else f"{option.replace('_', ' ')} {value}"
        for option, value in options_of(variant).items()
    )


def no_orders() -> Answer:
    return Answer("There are no orders in your account yet.", quick_replies=("What's popular?", PERSON))


def refused_cancel(turn: Turn, verdict: Verdict) -> Answer:
    order = verdict.order
    if order is None:
        return Answer("I find no such order in your account.", quick_replies=("Show all my orders",))
    slots = {"order": order.number}
    if verdict.outcome == "already":
        return Answer(f"Order {order.number} is already cancelled.", quick_replies=("Show all my orders",), slots=slots)
    text = f"Order {order.number} ({contents(turn, order)}) {_state(order)}, so it can't be cancelled any more."
    if order.state in ("packed", "shipped"):
        text = f"{text} You can return it once it has arrived."
    can_return = turn.shop.orders.may_return(order).outcome == "done"
    replies = (f"Return order {order.number}", PERSON) if can_return else (PERSON,)
    return Answer(text, quick_replies=replies, slots=slots)


def refused_return(turn: Turn, verdict: Verdict) -> Answer:
    order = verdict.order
    if order is None:
        return Answer("I find no such order in your account.", quick_replies=("Show all my orders",))
    if verdict.outcome == "already":
        text = f"The return of order {order.number} is already noted."
        return Answer(text, quick_replies=("Show all my orders", PERSON), slots={"order": order.number})
    if verdict.outcome == "too_early":
        cancel = order.state in turn.shop.settings.orders.cancel_states
        hint = "It can still be cancelled." if cancel else "You can return it once it has arrived."
        replies = (f"Cancel order {order.number}",) if cancel else ()
        text = f"Order {order.number} ({contents(turn, order)}) is not delivered yet. {hint}"
        return Answer(text, quick_replies=replies, slots={"order": order.number})
    if order.state != "delivered":
        text = f"Order {order.number} ({contents(turn, order)}) was cancelled, so there is nothing to return."
        return Answer(text, quick_replies=(PERSON,), slots={"order": order.number})
    days = turn.shop.settings.orders.return_days
    until = f" on {day(verdict.until)}" if verdict.until else ""
    text = f"Order {order.number} ({contents(turn, order)}) can't be returned: the {days} days for it ended{until}."
    return Answer(text, quick_replies=(PERSON,), slots={"order": order.number})


def asked_about(orders: Sequence[Order]) -> tuple[str, ...]:
    """Ready sentences that ask for each of the first few orders."""
    return tuple(f"Where is order {order.number}?" for order in orders[:3])


def contents(turn: Turn, order: Order) -> str:
    """What was ordered, as it was chosen: "2 x Everyday Crew T-Shirt (white, L), $39.00 in all"."""
    lines = [_line(turn, line) for line in order.lines]
    named = join(lines) if len(lines) <= 4 else f"{', '.join(lines[:3])} and {count(len(lines) - 3, 'more product')}"
    return f"{named}; {price_text(order.total_minor, order.currency)} in all"


def day(moment: datetime) -> str:
    """ "4 May"; the year where it is another than this."""
    year = "" if moment.year == now().year else f" {moment.year}"
    return f"{moment.day} {moment:%B}{year}"


def _name(order: Order) -> str:
    return f"{order.number} of {day(order.placed_at)}"


def _tracking(order: Order) -> str:
    return f"tracking number is {order.tracking}" if order.tracking and order.state == "shipped" else ""


def _comma(text: str) -> str:
    return f"; {text}" if text else ""


def _state(order: Order) -> str:
    state = _STATES.get(order.state, f"is {order.state}")
    return f"{state} on {day(order.delivered_at)}" if order.state == "delivered" and order.delivered_at else state


def _line(turn: Turn, line: OrderLine) -> str:
    found = bought(turn, line)
    options = options_of(found[1]) if found else {}
    details = [options[name] for name in ("colour", "size") if name in options]
    told_details = f" ({', '.join(details)})" if details else ""
    times = "" if line.quantity == 1 else f"{line.quantity} x "
    return f"{times}{line.title}{told_details}"
