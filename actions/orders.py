"""Orders in the chat: only for the customer who is logged in, only their own, one at a time, and only after a yes."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actions.answer import Answer
from actions.declining import declined
from actions.faq import PERSON
from actions.order_texts import (
    asked_about,
    contents,
    day,
    listed,
    no_orders,
    refused_cancel,
    refused_return,
    told,
    which,
)
from actions.reference import words_of
from actions.shop_action import ShopAction
from actions.turn import Turn
from actions.wording import join
from catalog.records import Order, OrderLine
from nlu.lexicon import word_set
from nlu.tokens import key, plain, stem

_NUMBER = re.compile(r"#?\b(?=[\w-]*\d{3})[a-z]{0,5}-?\d[\w-]{2,20}\b", re.IGNORECASE)
_IT = re.compile(r"\b(?:it|this|that|this order|that order|the order)\b")
_YES = re.compile(r"^\W*(?:yes|yep|yeah|sure|please do|do it|confirm|go ahead)\b")
_CANCEL_IT = re.compile(r"^\W*(?:please )?cancel (?:it|that|this)\b")
_SEVERAL = re.compile(r"\b(?:orders|purchases|history|so far)\b")
_RETURN = re.compile(r"\b(?:returns?|returned|refund|sent back|money back)\b")
#: Words that order questions are made of, beside the fillers of every sentence; they name no product.
_ORDER_TALK = (
    "return cancel send order ordered placed last time arrive arrived deliver parcel package track refund fit small"
)
_UNDER_WAY = ("placed", "paid", "packed", "shipped")
_SENT_BACK = ("return_requested", "returned")
#: What a "yes" answers; see actions/offers.py.
_CONFIRM_CANCEL, _CONFIRM_RETURN = "cancel_order", "return_order"


class OrderAction(ShopAction):
    """An action about the customer's own orders; a guest is asked to log in, and learns nothing."""

    def answer(self, turn: Turn) -> Answer:
        if turn.customer_id is None:
            text = "I can look at orders only when you are logged in to your account here. Please log in and ask again."
            return Answer(" ".join(filter(None, (text, self.rule_for_all(turn)))), quick_replies=(PERSON,))
        return self.answer_customer(turn, turn.customer_id)

    @abstractmethod
    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        """What an identified customer hears."""

    def rule_for_all(self, turn: Turn) -> str:
        """What the FAQ says on the matter to everybody, "" for nothing."""
        return ""


class OrderChange(OrderAction):
    """A wish to change an order; the shop's general rule may be all that a guest wanted to know."""

    def rule_for_all(self, turn: Turn) -> str:
        found = turn.shop.faq.answer(turn.text)
        return f"In general: {found.entry.answer}" if found.certain and found.entry else ""


class ActionOrderStatus(OrderAction):
    action_name = "action_order_status"

    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        orders = _orders(turn, customer_id)
        if _asks_for_several(turn, orders):
            return listed(turn, orders)
        # "Where is my order" asks for what is still to come, "where is my refund" for what went back.
        states = _SENT_BACK if _RETURN.search(plain(turn.text)) else _UNDER_WAY
        likely = [order for order in orders if order.state in states]
        if states == _SENT_BACK and orders and not likely:
            return Answer("No return is noted in your account.", quick_replies=asked_about(orders))
        order = _meant(turn, orders, likely=likely)
        if isinstance(order, Answer):
            return order
        return told(turn, order, others=likely, note=_names_nothing_of(turn, orders))


class ActionLastOrder(OrderAction):
    action_name = "action_last_order"

    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        orders = _orders(turn, customer_id)
        if not orders:
            return no_orders()
        if _asks_for_several(turn, orders):
            return listed(turn, orders)
        named = _named(turn, orders)
        if named:
            return told(turn, named[0], others=named)
        return told(turn, orders[0], last=True, note=_names_nothing_of(turn, orders))


class ActionCancelOrder(OrderChange):
    action_name = "action_cancel_order"

    def answer(self, turn: Turn) -> Answer:
        about_orders = turn.slots.get("order") or "order" in plain(turn.text) or _NUMBER.search(turn.text)
        # "Cancel it" while no order was ever spoken of is a way to say no.
        return super().answer(turn) if about_orders else declined(turn)

    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        agreed = _YES.match(plain(turn.text)) or _CANCEL_IT.match(plain(turn.text))
        if turn.offer == _CONFIRM_CANCEL and agreed:
            return confirm(turn, customer_id)
        orders = _orders(turn, customer_id)
        open_ones = [order for order in orders if order.state in turn.shop.settings.orders.cancel_states]
        order = _meant(turn, orders, likely=open_ones, verb="cancel")
        return order if isinstance(order, Answer) else _ask_to_cancel(turn, customer_id, order)


class ActionReturnOrder(OrderChange):
    action_name = "action_return_order"

    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        if turn.offer == _CONFIRM_RETURN and _YES.match(plain(turn.text)):
            return confirm(turn, customer_id)
        orders = _orders(turn, customer_id)
        likely = [order for order in orders if turn.shop.orders.may_return(order).outcome == "done"]
        likely = likely or [order for order in orders if order.state == "delivered"][:1]
        order = _meant(turn, orders, likely=likely, verb="return")
        return order if isinstance(order, Answer) else _ask_to_return(turn, customer_id, order)


def confirm(turn: Turn, customer_id: str) -> Answer:
    """Does what was asked about and agreed to; asks again when something else was said in between.

    A "yes" to the small talk of a moment ago must not cancel an order.
    """
    order = turn.shop.orders.order(customer_id, str(turn.slots.get("order") or ""))
    if order is None:
        return Answer("Which order do you mean? Please say its number.")
    ask, do = CONFIRMATIONS[turn.offer]
    return ask(turn, customer_id, order) if turn.offer_is_old else do(turn, customer_id, order)


def kept(turn: Turn) -> Answer:
    """The answer to a "no": nothing changes."""
    return Answer(f"All right, order {turn.slots.get('order')} stays as it is. What else can I do for you?")


def _ask_to_cancel(turn: Turn, customer_id: str, order: Order) -> Answer:
    verdict = turn.shop.orders.may_cancel(order)
    if verdict.outcome != "done":
        return refused_cancel(verdict)
    text = f"Shall I cancel order {order.number} ({contents(turn, order)})? This can't be undone."
    return Answer(text, (), ("Yes, cancel it", "No, keep it"), {"order": order.number}, offer=_CONFIRM_CANCEL)


def _cancel(turn: Turn, customer_id: str, order: Order) -> Answer:
    verdict = turn.shop.orders.cancel(customer_id, order.number)
    if verdict.outcome != "done":
        return refused_cancel(verdict)
    return Answer(f"Order {order.number} is cancelled.", quick_replies=("What did I order last?",))


def _ask_to_return(turn: Turn, customer_id: str, order: Order) -> Answer:
    verdict = turn.shop.orders.may_return(order)
    if verdict.outcome != "done":
        return refused_return(turn, verdict)
    named = [line.title for line in _lines_named(turn, order)]
    # Asked again, the words say only "yes": the products of the first time still hold.
    titles = named or (turn.offer_is_old and turn.slots.get("order_products")) or [line.title for line in order.lines]
    until = f"It is possible until {day(verdict.until)}." if verdict.until else ""
    text = f"Shall I ask for the return of {join(titles)} from order {order.number}? {until}".strip()
    slots: dict[str, Any] = {"order": order.number, "order_products": list(titles)}
    return Answer(text, (), ("Yes, return it", "No, keep it"), slots, offer=_CONFIRM_RETURN)


def _return(turn: Turn, customer_id: str, order: Order) -> Answer:
    titles = list(turn.slots.get("order_products") or ())
    verdict = turn.shop.orders.request_return(customer_id, order.number, titles)
    if verdict.outcome != "done":
        return refused_return(turn, verdict)
    text = f"The return of {join(titles)} from order {order.number} is noted."
    return Answer(f"{text} The shop will send you what you need for it.", slots={"order_products": None})


_Step = Callable[[Turn, str, Order], Answer]
#: offer -> how it is asked for, and what a "yes" to it does.
CONFIRMATIONS: Mapping[str, tuple[_Step, _Step]] = {
    _CONFIRM_CANCEL: (_ask_to_cancel, _cancel),
    _CONFIRM_RETURN: (_ask_to_return, _return),
}


def _orders(turn: Turn, customer_id: str) -> list[Order]:
    return turn.shop.orders.orders(customer_id)


def _asks_for_several(turn: Turn, orders: Sequence[Order]) -> bool:
    return len(orders) > 1 and bool(_SEVERAL.search(plain(turn.text))) and not _NUMBER.search(turn.text)


def _meant(turn: Turn, orders: Sequence[Order], *, likely: Sequence[Order], verb: str = "") -> Order | Answer:
    """The order the words mean: by number, by "it", by what was in it, else the only likely one or the latest.

    A number that is not the customer's gets the same answer whether or not it exists. With a `verb`, something
    is to be done to the order, and several that fit are asked about rather than guessed.
    """
    if not orders:
        return no_orders()
    own = {order.number.casefold(): order for order in orders}
    said = [match.lstrip("#").casefold() for match in _NUMBER.findall(turn.text)]
    if said:
        order = next((own[number] for number in said if number in own), None)
        return order or Answer(f"I find no order {said[0].upper()} in your account.", quick_replies=asked_about(orders))
    talked_about = own.get(str(turn.slots.get("order") or "").casefold())
    if talked_about and _IT.search(plain(turn.text)):
        return talked_about
    named = _named(turn, orders)
    # Named but not likely: the answer to that order says why it can't be done.
    fitting = [order for order in likely if order in named] or named[:1] or likely or orders[:1]
    note = _names_nothing_of(turn, orders)
    # Who wants to return shoes and has none is not asked to return the kettle instead.
    return which(turn, fitting, verb, note) if verb and (note or len(fitting) > 1) else fitting[0]


def _named(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    """Those of the orders that have the product which the text names best, [] when it names none."""
    best = {order.number: _best_match(turn, order) for order in orders}
    highest = max(best.values(), default=0)
    return [order for order in orders if highest and best[order.number] == highest]


def _names_nothing_of(turn: Turn, orders: Sequence[Order]) -> str:
    """The sentence that says so when the text names a kind of product that no order has, else ""."""
    nouns = turn.shop.reader.understand(turn.text).nouns
    return "I see no such product in your orders." if nouns and not _named(turn, orders) else ""


def _lines_named(turn: Turn, order: Order) -> list[OrderLine]:
    """The lines that the text names best: "return the shoes", whatever the shoes' title is."""
    best = _best_match(turn, order)
    return [line for line in order.lines if best and _match(turn, line) == best]


def _best_match(turn: Turn, order: Order) -> int:
    return max((_match(turn, line) for line in order.lines), default=0)


def _match(turn: Turn, line: OrderLine) -> int:
    """How many telling words of the text are in the product's title, kind or brand."""
    said = {word for word in key(turn.text) if word.isalpha()}
    telling = said - set(key(_ORDER_TALK)) - {stem(word) for word in word_set("words", "fillers")}
    return len(telling & _words_of_line(turn, line))


def _words_of_line(turn: Turn, line: OrderLine) -> set[str]:
    product = turn.shop.product(line.product_id)
    return set(key(line.title)) | (words_of(product) if product else set())
