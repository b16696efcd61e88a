"""Orders in the chat: only for the customer who is logged in, only their own, one at a time, and only after a yes."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.answer import Answer
from actions.declining import declined
from actions.faq import PERSON
from actions.order_reference import (
    CONFIRM_CANCEL,
    CONFIRM_RETURN,
    YES,
    by_place_or_it,
    is_about_the_last,
    lines_meant,
    named_orders,
    narrowed,
    numbers_in,
    picked,
    said_before,
    talked_about,
)
from actions.order_texts import (
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
from actions.reference import pointed_at
from actions.shop_action import ShopAction
from actions.turn import Turn
from actions.wording import join
from catalog.records import Order
from nlu.tokens import plain

_CANCEL_IT = re.compile(r"^\W*(?:(?:ok|okay|please|then|just|now|well)\W+)*cancel (?:it|that|this)\b")
_SEVERAL = re.compile(r"\b(?:orders|purchases|history|so far)\b")
_RETURN = re.compile(r"\b(?:returns?|returned|refund|sent back|money back)\b")
#: Who asks for a day hears what the shop promises of every delivery: no order knows the day it arrives.
_WHEN = re.compile(r"\b(?:when|how (?:long|soon)|late|delayed|arriv\w+|eta|today|tomorrow)\b")
_EVERYTHING = re.compile(r"\b(?:all|both|everything|every)\b")
_WHETHER_BOUGHT = re.compile(r"^\W*(?:did|have|had|do) i\b")
_SPENT = re.compile(r"\b(?:spend|spent|paid in (?:all|total))\b")
_AGAIN = re.compile(r"\b(?:again|re-?order|re-?buy|repeat|the same|once more)\b")
_PAID = re.compile(r"\b(?:pay|paid|price|cost)\b")
_NEVER_CAME = re.compile(
    r"(?:\bnever|\bnot|n't|nt) (?:yet )?(?:come|came|arrived?|showed up|received?|got|get|delivered)\b"
)
_UNDER_WAY = ("placed", "paid", "packed", "shipped")
_SENT_BACK = ("return_requested", "returned")


class OrderAction(ShopAction):
    """An action about the customer's own orders; a guest is asked to log in, and learns nothing."""

    def answer(self, turn: Turn) -> Answer:
        if turn.customer_id is None:
            text = "I can look at orders only when you are logged in to your account here. Please log in and ask again."
            return Answer("\n".join(filter(None, (text, self.rule_for_all(turn)))), quick_replies=(PERSON,))
        return self.answer_customer(turn, turn.customer_id)

    @abstractmethod
    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        """What an identified customer hears."""

    def rule_for_all(self, turn: Turn) -> str:
        """What the FAQ says on the matter to everybody, "" for nothing."""
        found = turn.shop.faq.answer(turn.text)
        return f"The shop says: {found.entry.answer}" if found.certain and found.entry else ""


class ActionOrderStatus(OrderAction):
    action_name = "action_order_status"

    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        orders = _orders(turn, customer_id)
        if _asks_for_several(turn, orders):
            return listed(turn, orders)
        # "Where is my order" asks for what is still to come, "where is my refund" for what went back.
        text = plain(turn.text)
        states = _SENT_BACK if _RETURN.search(text) and not _NEVER_CAME.search(text) else _UNDER_WAY
        likely = [order for order in orders if order.state in states]
        if states == _SENT_BACK and orders and not likely:
            return Answer("No return is noted in your account.", quick_replies=asked_about(orders))
        found = _fitting(turn, orders, likely=likely)
        if isinstance(found, Answer):
            return found
        note = _names_nothing_of(turn, orders)
        rule = self.rule_for_all(turn) if any(order.state in _UNDER_WAY for order in found) else ""
        if len(found) > 1:
            coming = all(order.state in _UNDER_WAY for order in found)
            opening = f"{len(found)} of your orders {'are still to come' if coming else 'fit'}:"
            return listed(turn, found, opening=note or opening, closing=rule)
        return told(turn, found[0], others=likely, note=note, closing=rule)

    def rule_for_all(self, turn: Turn) -> str:
        text = plain(turn.text)
        return super().rule_for_all(turn) if _WHEN.search(text) or _RETURN.search(text) else ""


class ActionLastOrder(OrderAction):
    action_name = "action_last_order"

    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        orders, text = _orders(turn, customer_id), plain(turn.text)
        if not orders:
            return no_orders()
        if _SPENT.search(text):
            return spent(orders)
        if _WHETHER_BOUGHT.search(text) and (answer := _whether_bought(turn, orders)):
            return answer
        if _AGAIN.search(text):
            return _again(turn, orders)
        if _asks_for_several(turn, orders):
            return listed(turn, orders)
        named = named_orders(turn, orders)
        if named:
            note = paid_text(named[0], lines_meant(turn, named[0], turn.text)) if _PAID.search(text) else ""
            return told(turn, named[0], others=named, note=note)
        return told(turn, orders[0], last=True, note=_names_nothing_of(turn, orders))

    def rule_for_all(self, turn: Turn) -> str:
        return ""


class OrderChange(OrderAction):
    """A wish to change an order; the shop's general rule may be all that a guest wanted to know."""


class ActionCancelOrder(OrderChange):
    action_name = "action_cancel_order"

    def answer(self, turn: Turn) -> Answer:
        names_one = numbers_in(turn.text) or turn.shop.reader.understand(turn.text).nouns
        spoken_of = turn.slots.get("order") or turn.offer == self.action_name or "order" in plain(turn.text)
        about_orders = spoken_of or names_one or self._names_own(turn)
        # "Cancel it" while no order was ever spoken of is a way to say no.
        return super().answer(turn) if about_orders else declined(turn)

    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        agreed = YES.match(plain(turn.text)) or _CANCEL_IT.match(plain(turn.text))
        if turn.offer == CONFIRM_CANCEL and agreed:
            return confirm(turn, customer_id)
        orders = _orders(turn, customer_id)
        open_ones = [order for order in orders if order.state in turn.shop.settings.orders.cancel_states]
        order = _one(turn, orders, likely=open_ones, verb="cancel")
        return order if isinstance(order, Answer) else _ask_to_cancel(turn, customer_id, order)

    def _names_own(self, turn: Turn) -> bool:
        return bool(turn.customer_id and named_orders(turn, _orders(turn, turn.customer_id)))


class ActionReturnOrder(OrderChange):
    action_name = "action_return_order"

    def answer_customer(self, turn: Turn, customer_id: str) -> Answer:
        if turn.offer == CONFIRM_RETURN and YES.match(plain(turn.text)):
            return confirm(turn, customer_id)
        if _NEVER_CAME.search(plain(turn.text)):
            return ActionOrderStatus(turn.shop).answer(turn)
        orders = _orders(turn, customer_id)
        likely = [order for order in orders if turn.shop.orders.may_return(order).outcome == "done"]
        likely = likely or [order for order in orders if order.state == "delivered"][:1]
        order = _one(turn, orders, likely=likely, verb="return")
        answer = order if isinstance(order, Answer) else _ask_to_return(turn, customer_id, order)
        # Without a product it is the trouble that is told ("it arrived broken"), and the shop may have a rule for it.
        trouble = "" if turn.shop.reader.understand(turn.text).nouns or "return" in turn.text.lower() else turn.text
        rule = self.rule_for_all(turn) if trouble and not numbers_in(trouble) and not picked(turn, orders) else ""
        return replace(answer, text="\n".join(filter(None, (rule, answer.text))))


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
        return refused_cancel(turn, verdict)
    text = f"Shall I cancel order {order.number} ({contents(turn, order)})? This can't be undone."
    return Answer(text, (), ("Yes, cancel it", "No, keep it"), {"order": order.number}, offer=CONFIRM_CANCEL)


def _cancel(turn: Turn, customer_id: str, order: Order) -> Answer:
    verdict = turn.shop.orders.cancel(customer_id, order.number)
    if verdict.outcome != "done":
        return refused_cancel(turn, verdict)
    return Answer(f"Order {order.number} is cancelled.", quick_replies=("What did I order last?",))


def _ask_to_return(turn: Turn, customer_id: str, order: Order) -> Answer:
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


def _return(turn: Turn, customer_id: str, order: Order) -> Answer:
    titles = list(turn.slots.get("order_products") or ())
    verdict = turn.shop.orders.request_return(customer_id, order.number, titles)
    if verdict.outcome != "done":
        return refused_return(turn, verdict)
    text = f"The return of {join(titles)} from order {order.number} is noted."
    return Answer(
        f"{text} The shop will send you what you need for it.", (), ("Show all my orders",), {"order_products": None}
    )


_Step = Callable[[Turn, str, Order], Answer]
#: offer -> how it is asked for, and what a "yes" to it does.
CONFIRMATIONS: Mapping[str, tuple[_Step, _Step]] = {
    CONFIRM_CANCEL: (_ask_to_cancel, _cancel),
    CONFIRM_RETURN: (_ask_to_return, _return),
}


def _orders(turn: Turn, customer_id: str) -> list[Order]:
    return turn.shop.orders.orders(customer_id)


def _asks_for_several(turn: Turn, orders: Sequence[Order]) -> bool:
    return len(orders) > 1 and bool(_SEVERAL.search(plain(turn.text))) and not numbers_in(turn.text)


def _one(turn: Turn, orders: Sequence[Order], *, likely: Sequence[Order], verb: str) -> Order | Answer:
    """The order that is to be changed, or the question which one: several that fit are asked about, not guessed."""
    found = _fitting(turn, orders, likely=likely, verb=verb)
    if isinstance(found, Answer):
        return found
    note = _names_nothing_of(turn, orders)
    if verb == "cancel" and len(found) > 1 and _EVERYTHING.search(plain(turn.text)):
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
    asker = f"action_{verb}_order" if verb else ActionOrderStatus.action_name
    if turn.offer == asker and (chosen := picked(turn, orders)):
        return chosen
    own = {order.number.casefold(): order for order in orders}
    if said := numbers_in(turn.text):
        order = next((own[number.casefold()] for number in said if number.casefold() in own), None)
        missing = Answer(f"I find no order {said[0].upper()} in your account.", quick_replies=asked_about(orders))
        return [order] if order else missing
    if narrowed(turn, orders) and (asked := talked_about(turn, orders)):
        return [asked]  # whichever others have the product
    if meant := by_place_or_it(turn, orders, verb):
        return [meant]
    named = named_orders(turn, orders)
    if not named and is_about_the_last(turn.text):
        return orders[:1]
    # Named but not likely: the answer to that order says why it can't be done.
    named = sorted(named, key=lambda order: verb == "return" and order.state != "delivered")
    return [order for order in likely if order in named] or named[:1] or likely or orders[:1]


def _names_nothing_of(turn: Turn, orders: Sequence[Order]) -> str:
    """The sentence that says so when the text names a kind of product that no order has, else ""."""
    nouns = turn.shop.reader.understand(turn.text).nouns
    return "I see no such product in your orders." if nouns and not named_orders(turn, orders) else ""


def _whether_bought(turn: Turn, orders: Sequence[Order]) -> Answer | None:
    """Yes or no to "did I buy this before?", None when the text names no product."""
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
    return None


def _again(turn: Turn, orders: Sequence[Order]) -> Answer:
    """The order whose products are wanted again; each is bought on its own page, where the cart is."""
    found = _fitting(turn, orders, likely=[order for order in orders if order.state != "cancelled"][:1])
    if isinstance(found, Answer):
        return found
    return told(turn, found[0], closing="To order it again, open its products from the cards and put them in the cart.")
