"""Which order is to be told of or changed: found in the words, or asked back."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answer import Answer
from actions.meant.goods import named_orders
from actions.meant.orders import (
    by_place_or_it,
    in_time_said,
    is_about_the_last,
    narrowed,
    numbers_in,
    picked,
    talked_about,
)
from actions.offers import ASK_CANCEL, ASK_CHANGE, ASK_RETURN, ASK_STATUS
from actions.told.orders import asked_about, no_orders, which
from actions.turn import Turn
from catalog.records import Order

_ASKERS = {"": ASK_STATUS, "cancel": ASK_CANCEL, "return": ASK_RETURN, "change": ASK_CHANGE}


def fitting_order(turn: Turn, orders: Sequence[Order], *, likely: Sequence[Order], verb: str) -> Order | Answer:
    """The order that is to be changed, or the question which one: several that fit are asked about, not guessed."""
    found = fitting_orders(turn, orders, likely=likely, verb=verb)
    if isinstance(found, Answer):
        return found
    note = names_nothing_of(turn, orders)
    if verb == "cancel" and len(found) > 1 and turn.says("everything"):
        note = "I cancel one order at a time, so that none goes by mistake."
    # Who wants to return shoes and has none is not asked to return the kettle instead.
    return which(turn, found, verb, note) if note or len(found) > 1 else found[0]


def fitting_orders(
    turn: Turn, orders: Sequence[Order], *, likely: Sequence[Order], verb: str = ""
) -> Sequence[Order] | Answer:
    """The orders that the words may mean, at least one: by number, by place or "it", by what was in them, else likely.

    A number that is not the customer's gets the same answer whether or not it exists.
    """
    if not orders:
        return no_orders()
    if turn.offer == _ASKERS[verb] and (chosen := picked(turn, orders)):
        return chosen
    if missing := none_of_theirs(turn, orders):
        return missing
    if numbered := numbered_in(turn, orders):
        return numbered[:1]
    if narrowed(turn, orders) and (asked := talked_about(turn, orders)):
        return [asked]  # whichever others have the product
    if meant := by_place_or_it(turn, orders, verb):
        return [meant]
    named = named_orders(turn, orders)
    if not named and is_about_the_last(turn):
        # What was bought last and can go back is what came last; "my last order" is the last one, come or not.
        return likely[:1] if verb == "return" and likely and not turn.says("order") else orders[:1]
    if in_time := in_time_said(turn, orders):
        likely = [order for order in likely if order in in_time] or likely
    # Named but not likely: the answer to that order says why it can't be done.
    named = sorted(named, key=lambda order: verb == "return" and order.state != "delivered")
    return [order for order in likely if order in named] or named[:1] or likely or orders[:1]


def numbered_in(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    """The orders whose numbers the text says, in the order said."""
    own = {order.number.casefold(): order for order in orders}
    return [own[number.casefold()] for number in numbers_in(turn) if number.casefold() in own]


def none_of_theirs(turn: Turn, orders: Sequence[Order]) -> Answer | None:
    """What is said of a number that is not the customer's, whether or not it exists."""
    said = numbers_in(turn)
    if not said or numbered_in(turn, orders):
        return None
    return Answer(f"I find no order {said[0].upper()} in your account.", quick_replies=asked_about(orders))


def names_nothing_of(turn: Turn, orders: Sequence[Order]) -> str:
    """The sentence that says so when the text names a kind of product that no order has, else ""."""
    nouns = turn.heard.nouns
    return "I see no such product in your orders." if nouns and not named_orders(turn, orders) else ""
