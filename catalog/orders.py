"""The order desk: what a customer may learn about and do with their own orders, by the shop's rules.

Every wish has two methods: `may_…` answers what would come of it, before the customer is asked to confirm; the
other one does it. Doing keeps a change that waits for the merchant (`catalog/store/order_changes.py`).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from catalog.addresses import checked_address
from catalog.products import Product, Variant
from catalog.records import ChangeKind, Order, OrderChange, OrderLine, now
from catalog.settings import OrderSettings
from catalog.store import Store
from catalog.store.order_changes import Announce
from catalog.swaps import Swap, Weighed, closest, weighed
from catalog.verdicts import Verdict

__all__ = ["OrderDesk", "Swap", "Verdict"]


@dataclass(frozen=True)
class Wanted:
    """One change as the store is to keep it: what it makes of the order, and from which states it may start."""

    kind: ChangeKind
    detail: Mapping[str, Any]
    allowed: Collection[str]
    state: str
    audit: str


class OrderDesk:
    """Answers for one identified customer at a time; every change asks the database, not memory, for permission."""

    def __init__(self, store: Store, rules: OrderSettings, announce: Announce = lambda _change: ()) -> None:
        """`announce` makes what leaves the shop because of a change; it is queued with the change."""
        self._store = store
        self._rules = rules
        self._announce = announce

    def orders(self, customer_id: str) -> list[Order]:
        """The customer's orders, newest first."""
        return self._store.orders(customer_id)

    def order(self, customer_id: str, number: str) -> Order | None:
        """The customer's own order of that number, None for any other number."""
        return self._store.order(customer_id, number.strip().lstrip("#"))

    def waiting(self, order: Order) -> list[OrderChange]:
        """What the customer asked of this order and the merchant has not closed, newest first."""
        return self._store.order_changes(customer_id=order.customer_id, number=order.number)

    def may_cancel(self, order: Order) -> Verdict:
        """What `cancel` would answer now; its refund is the order's total."""
        if order.state == "cancelled":
            return Verdict("already", order)
        can = order.state in self._rules.cancel_states
        return Verdict("done" if can else "too_late", order, refund_minor=order.total_minor)

    def cancel(self, customer_id: str, number: str, reason: str = "") -> Verdict:
        """Cancels one order. Repeating it, even ten times at once, changes the order once."""
        order = self.order(customer_id, number)
        verdict = self.may_cancel(order) if order else Verdict("unknown")
        detail = {"reason": reason, "refund_minor": verdict.refund_minor}
        wanted = Wanted("cancel", detail, self._rules.cancel_states, "cancelled", "cancelled in the chat")
        return self._done(verdict, wanted)

    def may_return(self, order: Order, skus: Collection[str] = ()) -> Verdict:
        """What `request_return` would answer now; the refund is what the lines of `skus` cost, () = all lines."""
        lines = [line for line in order.lines if not skus or line.sku in skus]
        back = replace(self._after_delivery(order, self._rules.return_days), refund_minor=refund_minor(lines))
        return back if lines else Verdict("not_in_order", order)

    def request_return(
        self, customer_id: str, number: str, products: Collection[str], *, skus: Collection[str] = ()
    ) -> Verdict:
        """Asks for the return of an order's lines: those of `skus`, or those titled as in `products`.

        `products` are titles, one for each line, for the people who will read it.
        """
        order = self.order(customer_id, number)
        if order is None:
            return Verdict("unknown")
        lines = [line for line in order.lines if (line.sku in skus if skus else line.title in products)]
        verdict = self.may_return(order, [line.sku for line in lines])
        detail = {"lines": [_line(line) for line in lines], "refund_minor": refund_minor(lines)}
        audit = "return asked for in the chat: " + ", ".join(sorted(products))
        return self._done(verdict, Wanted("return", detail, ("delivered",), "return_requested", audit))

    def options(self, line: OrderLine) -> list[Variant]:
        """The other variants of a line's product that can be had now; [] when the shop no longer has the product."""
        return [variant for variant in self._in_stock(line) if variant.sku != line.sku]

    def bought(self, line: OrderLine) -> Variant | None:
        """The variant of a line, with its options (`swaps.options_of`); None when the shop no longer has it."""
        variants = product.variants if (product := self._product(line)) else ()
        return next((variant for variant in variants if variant.sku == line.sku), None)

    def replacements(self, line: OrderLine, asked: Collection[str]) -> list[Variant]:
        """The variants in stock that have the values asked for and stay as the line was else; several = ask which."""
        return closest(self.options(line), self.bought(line), asked)

    def may_exchange(self, order: Order, swaps: Sequence[Swap] = ()) -> Verdict:
        """What `exchange` would answer now; without swaps, whether the order's goods can be exchanged at all."""
        verdict = self._after_delivery(order, self._rules.exchange_days)
        return (
            verdict
            if verdict.outcome != "done" or not swaps
            else _with(verdict, self._weighed(order, swaps, "exchange"))
        )

    def exchange(self, customer_id: str, number: str, swaps: Sequence[Swap]) -> Verdict:
        """Asks for other variants in the place of delivered ones, all of them in one request."""
        order = self.order(customer_id, number)
        return self._swap(order, swaps, "exchange") if order else Verdict("unknown")

    def may_change_items(self, order: Order, swaps: Sequence[Swap] = ()) -> Verdict:
        """What `change_items` would answer now; without swaps, whether the order's goods can be changed at all."""
        verdict = self._before_packing(order)
        return (
            verdict if verdict.outcome != "done" or not swaps else _with(verdict, self._weighed(order, swaps, "items"))
        )

    def change_items(self, customer_id: str, number: str, swaps: Sequence[Swap]) -> Verdict:
        """Asks for other variants of an order that is not packed yet; a later wish replaces an earlier one."""
        order = self.order(customer_id, number)
        return self._swap(order, swaps, "items") if order else Verdict("unknown")

    def may_change_address(self, order: Order, address: str = "") -> Verdict:
        """What `change_address` would answer now; without an address, whether the rule allows it at all."""
        verdict = self._before_packing(order)
        unusable = verdict.outcome == "done" and address and checked_address(address) is None
        return Verdict("no_address", order) if unusable else verdict

    def change_address(self, customer_id: str, number: str, address: str) -> Verdict:
        """Asks for another delivery address of one order; a later wish replaces an earlier one."""
        order = self.order(customer_id, number)
        if order is None:
            return Verdict("unknown")
        verdict, usable = self.may_change_address(order, address or " "), checked_address(address)
        audit = "another delivery address asked for in the chat"
        wanted = Wanted("address", {"address": usable}, self._rules.change_states, "", audit)
        return self._done(verdict, wanted)

    def address(self, order: Order) -> str:
        """The delivery address that was last asked for in the chat, "" = none: the shop's system has its own."""
        asked = self._store.order_changes(outcome=None, customer_id=order.customer_id, number=order.number)
        return _last_address(asked, "address")

    def change_default_address(self, customer_id: str, address: str) -> Verdict:
        """Asks for another address for all orders to come; touches no order."""
        usable = checked_address(address)
        if usable is None:
            return Verdict("no_address")
        wanted = Wanted("default_address", {"address": usable}, (), "", "")
        kept = self._keep(customer_id, "", wanted)
        return Verdict("done" if kept else "already", change=kept)

    def default_address(self, customer_id: str) -> str:
        """The default address that was last asked for in the chat, "" = none."""
        asked = self._store.order_changes(outcome=None, customer_id=customer_id)
        return _last_address(asked, "default_address")

    def _after_delivery(self, order: Order, days: int) -> Verdict:
        if order.state in ("return_requested", "returned", "exchange_requested", "exchanged"):
            return Verdict("already", order)
        if order.state != "delivered":
            return Verdict("too_late" if order.state == "cancelled" else "too_early", order)
        until = (order.delivered_at or order.placed_at) + timedelta(days=days)
        # The customer is told a day, so the whole of that day counts.
        return Verdict("done" if now().date() <= until.date() else "too_late", order, until)

    def _before_packing(self, order: Order) -> Verdict:
        return Verdict("done" if order.state in self._rules.change_states else "too_late", order)

    def _in_stock(self, line: OrderLine) -> list[Variant]:
        product = self._product(line)
        return [variant for variant in product.variants if variant.buyable] if product and product.visible else []

    def _product(self, line: OrderLine) -> Product | None:
        return self._store.product(line.product_id) if line.product_id else None

    def _weighed(self, order: Order, swaps: Sequence[Swap], kind: ChangeKind) -> Weighed:
        options = {line.sku: self._in_stock(line) for line in order.lines}
        return weighed(order, swaps, options, replaces=kind == "exchange")

    def _swap(self, order: Order, swaps: Sequence[Swap], kind: ChangeKind) -> Verdict:
        exchanged = kind == "exchange"
        verdict = self.may_exchange(order, swaps) if exchanged else self.may_change_items(order, swaps)
        if not swaps:
            verdict = Verdict("not_in_order", order)
        found = self._weighed(order, swaps, kind)
        detail = {"swaps": found.detail, "difference_minor": found.difference_minor}
        audit = f"{'exchange' if exchanged else 'other items'} asked for in the chat: {found.text}"
        allowed = ("delivered",) if exchanged else self._rules.change_states
        state = "exchange_requested" if exchanged else ""
        return self._done(verdict, Wanted(kind, detail, allowed, state, audit))

    def _done(self, verdict: Verdict, wanted: Wanted) -> Verdict:
        if verdict.outcome != "done" or verdict.order is None:
            return verdict
        customer_id, number = verdict.order.customer_id, verdict.order.number
        kept = self._keep(customer_id, number, wanted)
        # Not kept means another turn was faster: what it left decides what is said.
        after = self.order(customer_id, number)
        if kept:
            return replace(verdict, order=after, change=kept)
        same = after is not None and after.state in (wanted.state or wanted.allowed)
        return Verdict("already" if same else "too_late", after, verdict.until)

    def _keep(self, customer_id: str, number: str, wanted: Wanted) -> OrderChange | None:
        event = f"change_{secrets.token_hex(12)}"
        change = OrderChange(0, event, customer_id, number, wanted.kind, wanted.detail, "", wanted.state, now())
        actor = f"customer:{customer_id}"
        return self._store.request_change(
            change, allowed=wanted.allowed, actor=actor, audit=wanted.audit, announce=self._announce
        )


def refund_minor(lines: Sequence[OrderLine]) -> int:
    """What was paid for the lines, in minor units; shipping is not in it."""
    return sum(line.price_minor * line.quantity for line in lines)


def _with(verdict: Verdict, found: Weighed) -> Verdict:
    return replace(verdict, outcome=found.outcome, difference_minor=found.difference_minor)


def _line(line: OrderLine) -> dict[str, Any]:
    facts = {"sku": line.sku, "title": line.title, "quantity": line.quantity}
    return {**facts, "price_minor": line.price_minor}


def _last_address(changes: Sequence[OrderChange], kind: ChangeKind) -> str:
    told = (change.detail for change in changes if change.kind == kind and change.outcome in ("waiting", "done"))
    return str(next(told, {}).get("address", ""))
