"""Which order, and which products of it, the customer means: by number, by place, by "it", by what was in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.reference import words_of
from actions.turn import Turn
from catalog.records import Order, OrderLine
from nlu.hearing.lexicon import word_set
from nlu.ordinals import read_places
from nlu.tokens import key, plain, stem

YES = re.compile(r"^\W*(?:yes|yep|yeah|sure|please do|do it|confirm|go ahead)\b")
#: What a "yes" to the question about a cancellation or a return answers; see actions/offers.py.
CONFIRM_CANCEL, CONFIRM_RETURN = "cancel_order", "return_order"
#: The actions that ask which order is meant, or list some; what they offer then is their own name.
_CHANGING = ("action_cancel_order", "action_return_order")
_ASKING = (*_CHANGING, "action_order_status")
_NUMBER = re.compile(r"#?\b(?=[\w-]*\d{3})[a-z]{0,5}-?\d[\w-]{2,20}\b", re.IGNORECASE)
_IT = re.compile(r"\b(?:it|this|that|this order|that order|the order)\b")
_ARRIVED = re.compile(r"\b(?:arrived|came|broken|damaged|faulty|defective|wrong|got|received)\b")
_NEWEST = re.compile(r"\b(?:latest|newest|most recent)\b")
_LAST = re.compile(r"\b(?:last|latest|newest|most recent)\b(?! (?:time|week|month|year)\b)")
_OLDEST = re.compile(r"\b(?:oldest|earliest)\b")
_IN_IT = re.compile(r"\bin (?:it|that|this|the) ?(?:order|parcel|package)?\W*$")
_PIECE = re.compile(r"\b(?:item|product|article|piece|thing)s?\b")
#: Who says one of these asks for something else than which order is meant.
_ASKS_ELSE = re.compile(r"\b(?:where|when|how|what|why|who|show|find|search|look\w*|recommend|compare|need|buy)\b")
#: Words that order questions are made of, beside the fillers of every sentence; they name no product.
_ORDER_TALK = (
    "return cancel send order ordered placed last latest newest oldest recent time arrive arrived deliver parcel "
    "package track refund fit small yes number"
)


def numbers_in(text: str) -> list[str]:
    """The order numbers that the text names, without "#"."""
    return [match.lstrip("#") for match in _NUMBER.findall(text)]


def answered_question(turn: Turn, taken_for: str) -> str:
    """The action that asked about orders a moment ago, when the text answers just that ("the second one"); else "".

    While an order is spoken of, "what's in it?" asks for its state as well.

    `taken_for` is the action that the text would run: those that change orders find out for themselves.
    """
    if turn.customer_id is None or taken_for in _CHANGING:
        return ""
    if turn.topic == "order" and _IN_IT.search(plain(turn.text)):
        return "action_order_status"
    if turn.offer not in (*_ASKING, CONFIRM_RETURN):
        return ""
    orders = turn.shop.orders.orders(turn.customer_id)
    if turn.offer == CONFIRM_RETURN:
        return "action_return_order" if narrowed(turn, orders) else ""
    agreed = YES.match(plain(turn.text)) and not turn.offer_is_old
    return turn.offer if agreed or picked(turn, orders) else ""


def picked(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    """Those of the orders just asked about that the text picks, [] when it picks none or says more than that."""
    asked = [order for order in orders if order.number in _asked_about(turn)]
    text, told = plain(turn.text), _telling(turn.text)
    if turn.offer not in _ASKING or turn.offer_is_old or _ASKS_ELSE.search(text):
        return []
    if said := {number.casefold() for number in numbers_in(text)}:
        return [] if told else [order for order in asked if order.number.casefold() in said]
    if "order" in text and is_about_the_last(text):
        return asked[:1]
    if places := read_places(text).of(len(asked)):
        return [asked[place] for place in places]
    if len(asked) == 1 and YES.match(text):
        return asked
    if not told and (_NEWEST.search(text) or _OLDEST.search(text)):
        return asked[:1] if _NEWEST.search(text) else asked[-1:]
    # After a mere list, "shoes" is the next wish.
    named = named_orders(turn, asked) if turn.offer in _CHANGING else []
    return named if named and told <= _words_of_order(turn, named[0]) else []


def narrowed(turn: Turn, orders: Sequence[Order]) -> list[OrderLine]:
    """The products that are to go back instead of all that the question named: "only the socks"."""
    order = talked_about(turn, orders)
    if order is None or turn.offer != CONFIRM_RETURN or turn.offer_is_old or _ASKS_ELSE.search(plain(turn.text)):
        return []
    if not _telling(turn.text) <= _words_of_order(turn, order):
        return []
    return lines_meant(turn, order, turn.text) or _lines_at(order, turn.text)


def talked_about(turn: Turn, orders: Sequence[Order]) -> Order | None:
    number = str(turn.slots.get("order") or "").casefold()
    return next((order for order in orders if order.number.casefold() == number), None)


def by_place_or_it(turn: Turn, orders: Sequence[Order], verb: str) -> Order | None:
    """The order that "it", "the second product" (of the order talked about) or "the second order" (of a list) means."""
    text, order = plain(turn.text), talked_about(turn, orders)
    if turn.topic == "order" and _PIECE.search(text) and order and _lines_at(order, text):
        return order
    places = [place - 1 for place in read_places(text).positions if place > 0]
    listed = _asked_about(turn) if turn.topic == "order" and not _PIECE.search(text) else []
    if places and places[0] < len(listed):
        return next((order for order in orders if order.number == listed[places[0]]), None)
    if order is None or not _IT.search(text):
        return None
    # What "arrived broken" is no order that is still to come.
    came = order.state == "delivered" or not (verb == "return" and _ARRIVED.search(text))
    return order if came else None


def is_about_the_last(text: str) -> bool:
    return bool(_LAST.search(plain(text)))


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
    return _lines_at(order, text) if _PIECE.search(plain(text)) else []


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
    return said - set(key(_ORDER_TALK)) - {stem(word) for word in word_set("words", "fillers")}


def _words_of_order(turn: Turn, order: Order) -> set[str]:
    return {word for line in order.lines for word in _words_of_line(turn, line) | _choice(turn, line)}


def _words_of_line(turn: Turn, line: OrderLine) -> set[str]:
    product = turn.shop.product(line.product_id)
    return set(key(line.title)) | (words_of(product) if product else set())


def _choice(turn: Turn, line: OrderLine) -> set[str]:
    return {stem for word in chosen_words(turn, line) for stem in key(word)}
