"""Changes of an order in words: other variants, another address, and why one can't be asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.answer import Answer
from actions.offers import PERSON
from actions.told.cards import price_text
from actions.told.orders import contents, day, variant_words
from actions.told.wording import join
from actions.turn import Turn
from catalog.orders import Verdict
from catalog.products import Variant
from catalog.records import Order, OrderLine

#: Variants that one answer lets choose from.
_MOST_CHOICES = 6


def difference_words(minor: int, currency: str) -> str:
    """What a change costs or gives back, as a sentence; "" for nothing."""
    if minor == 0:
        return "It costs the same."
    return (
        f"It costs {price_text(minor, currency)} more." if minor > 0 else f"{price_text(-minor, currency)} comes back."
    )


def choices_of(line: OrderLine, choices: Sequence[Variant], note: str = "") -> str:
    """Asks which variant is wanted in the place of a line, or says that there is none."""
    if not choices:
        return f"{note} No other variant of {line.title} is in stock.".strip()
    told = [variant_words(variant) for variant in choices[:_MOST_CHOICES]]
    more = f", and {len(choices) - len(told)} more" if len(choices) > len(told) else ""
    return f"{note} Which one do you want instead of {line.title}? In stock: {'; '.join(told)}{more}.".strip()


def refused_swap(turn: Turn, verdict: Verdict) -> Answer:
    """Why other variants can't be asked for."""
    order = verdict.order
    if order is None:
        return Answer("I find no such order in your account.", quick_replies=("Show all my orders",))
    slots = {"order": order.number}
    goods = f"Order {order.number} ({contents(turn, order)})"
    if verdict.outcome == "already":
        text = f"For order {order.number} this is already asked for."
        return Answer(text, quick_replies=("Show all my orders", PERSON), slots=slots)
    if verdict.outcome in ("same", "sold_out", "not_in_order"):
        why = {
            "same": "is just what you ordered",
            "sold_out": "is sold out",
            "not_in_order": "is not in this order",
        }[verdict.outcome]
        return Answer(f"That {why}, so nothing changes.", quick_replies=(PERSON,), slots=slots)
    if order.state == "delivered" and verdict.until:
        days = turn.shop.settings.orders.exchange_days
        text = f"{goods} can't be exchanged: the {days} days for it ended on {day(verdict.until)}."
        return Answer(text, quick_replies=(PERSON,), slots=slots)
    return _too_late(order, goods, "it can be exchanged once it has arrived", slots)


def refused_address(turn: Turn, verdict: Verdict) -> Answer:
    order = verdict.order
    if verdict.outcome == "no_address":
        return Answer("That holds no address that a parcel could find: street, number, postal code and town, please.")
    if order is None:
        return Answer("I find no such order in your account.", quick_replies=("Show all my orders",))
    slots = {"order": order.number}
    if verdict.outcome == "already":
        return Answer(f"For order {order.number} this address is already asked for.", slots=slots)
    return _too_late(order, f"Order {order.number} ({contents(turn, order)})", "a person may still reach it", slots)


def listed_swaps(rows: Sequence[tuple[OrderLine, str, str]]) -> str:
    """ "Desk Lamp (white) for black and Mug for blue"."""
    return join([f"{line.title}{f' ({old})' if old else ''} for {new}" for line, old, new in rows])


def _too_late(order: Order, goods: str, hint: str, slots: Mapping[str, str]) -> Answer:
    if order.state in ("cancelled", "return_requested", "returned", "exchange_requested", "exchanged"):
        return Answer(f"{goods} can't be changed any more.", quick_replies=(PERSON,), slots=slots)
    gone = {"packed": "is packed already", "shipped": "is on its way", "delivered": "was delivered"}
    text = f"{goods} {gone.get(order.state, 'is too far on its way')}, so it can't be changed any more"
    hint = hint if order.state != "delivered" else ""
    return Answer(f"{text}; {hint}." if hint else f"{text}.", quick_replies=(PERSON,), slots=slots)
