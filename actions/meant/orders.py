"""Which order, and which products of it, the customer means: by number, by place, by "it", by what was in it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.meant.products import words_of
from actions.turn import Turn
from catalog.records import Order, OrderLine
from nlu.hearing.lexicon import word_set
from nlu.hearing.shapes import order_numbers
from nlu.ordinals import read_places
from nlu.tokens import key, stem

#: What a "yes" to the question about a cancellation or a return answers.
CONFIRM_CANCEL, CONFIRM_RETURN = "cancel_order", "return_order"
#: What is offered by asking which order is meant, or by listing some. Stored conversations hold these words.
ASK_CANCEL, ASK_RETURN, ASK_STATUS = "action_cancel_order", "action_return_order", "action_order_status"
_CHANGING = (ASK_CANCEL, ASK_RETURN)
_ASKING = (*_CHANGING, ASK_STATUS)
_UNDER_WAY = ("placed", "paid", "packed", "shipped")


def numbers_in(turn: Turn) -> tuple[str, ...]:
    """The order numbers that the text names."""
    return order_numbers(turn.text)


def own_orders(turn: Turn) -> list[Order]:
    """The orders of who is logged in, newest first; none of a guest's."""
    return turn.shop.orders.orders(turn.customer_id) if turn.customer_id else []


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
    told = _telling(turn.text)
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
    return named if named and told <= _words_of_order(turn, named[0]) else []


def narrowed(turn: Turn, orders: Sequence[Order]) -> list[OrderLine]:
    """The products that are to go back instead of all that the question named: "only the socks"."""
    order = talked_about(turn, orders)
    if order is None or turn.offer != CONFIRM_RETURN or turn.offer_is_old or turn.says("asks_else"):
        return []
    if not _telling(turn.text) <= _words_of_order(turn, order):
        return []
    return lines_meant(turn, order, turn.text) or _lines_at(order, turn.text)


def talked_about(turn: Turn, orders: Sequence[Order]) -> Order | None:
    number = str(turn.slots.get("order") or "").casefold()
    return next((order for order in orders if order.number.casefold() == number), None)


def by_place_or_it(turn: Turn, orders: Sequence[Order], verb: str) -> Order | None:
    """The order that "it", "the second product" (of the order talked about) or "the second order" (of a list) means."""
    order = talked_about(turn, orders)
    if turn.topic == "order" and turn.says("piece") and order and _lines_at(order, turn.text):
        return order
    places = [place - 1 for place in turn.heard.places.positions if place > 0]
    listed = _asked_about(turn) if turn.topic == "order" and not turn.says("piece") else []
    if places and places[0] < len(listed):
        return next((order for order in orders if order.number == listed[places[0]]), None)
    if order is None or not turn.says("it", "the_order"):
        return None
    # What "arrived broken" is no order that is still to come.
    came = order.state == "delivered" or not (verb == "return" and turn.act == "trouble")
    return order if came else None


def is_about_the_last(turn: Turn) -> bool:
    return turn.says("last") and not turn.says("last_period")


def named_orders(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    """Those of the orders that have the product which the text names best, [] when it names none."""
    best = {order.number: max((_match(turn, line, turn.text) for line in order.lines), default=0) for order in orders}
    highest = max(best.values(), default=0)
    return [order for order in orders if highest and best[order.number] == highest]


def lines_meant(turn: Turn, order: Order, text: str) -> list[OrderLine]:
    """The products that the text names best ("the shoes", whatever their title is), or points at; [] for neither."""
    matches = [_match(turn, line, text) for line in order.lines]
    if best := max(matches, default=0):
        return [line for line, match in zip(order.lines, matches, strict=True) if match == best]
    return _lines_at(order, text) if turn.says("piece") else []


def said_before(turn: Turn) -> str:
    """The words that "which order?" was the answer to: they named the products."""
    asked = turn.slots.get("orders_asked") or {}
    return "" if turn.offer not in _CHANGING or turn.offer_is_old else str(asked.get("text") or "")


def chosen_words(turn: Turn, line: OrderLine) -> list[str]:
    """Colour and size as they were chosen: ["white", "L"]; [] when the shop no longer has the variant."""
    product = turn.shop.product(line.product_id)
    chosen = next((variant for variant in product.variants if variant.sku == line.sku), None) if product else None
    return [word for word in (chosen.colour.lower(), chosen.size) if word] if chosen else []


def _asked_about(turn: Turn) -> list[str]:
    return list((turn.slots.get("orders_asked") or {}).get("numbers") or ())


def _lines_at(order: Order, text: str) -> list[OrderLine]:
    return [order.lines[place] for place in read_places(text).of(len(order.lines))]


def _match(turn: Turn, line: OrderLine, text: str) -> int:
    """How many telling words of the text are in the product's title, kind, brand or choice."""
    told, kind = _telling(text), _words_of_line(turn, line)
    # A colour or size alone names no product; beside one it tells two of a kind apart.
    return len(told & (kind | _choice(turn, line))) if told & kind else 0


def _telling(text: str) -> set[str]:
    said = {word for word in key(text) if word.isalpha() and not read_places(word).positions}
    return said - word_set("words", "order_talk") - {stem(word) for word in word_set("words", "fillers")}


def _words_of_order(turn: Turn, order: Order) -> set[str]:
    return {word for line in order.lines for word in _words_of_line(turn, line) | _choice(turn, line)}


def _words_of_line(turn: Turn, line: OrderLine) -> set[str]:
    product = turn.shop.product(line.product_id)
    return set(key(line.title)) | (words_of(product) if product else set())


def _choice(turn: Turn, line: OrderLine) -> set[str]:
    return {stem for word in chosen_words(turn, line) for stem in key(word)}
