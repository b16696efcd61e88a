"""The order desk: what a customer may learn about and do with their own orders, by the shop's rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from catalog.records import Order, now
from catalog.settings import OrderSettings
from catalog.store import Store

Outcome = Literal["done", "already", "too_late", "too_early", "unknown"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a request, or would come of it.

    Attributes:
        outcome: "unknown" when the customer has no such order, whether or not somebody else has.
        order: the order as it is now, None when unknown.
        until: the last moment the request is or was possible, None when the rule has no date.
    """

    outcome: Outcome
    order: Order | None = None
    until: datetime | None = None


class OrderDesk:
    """Answers for one identified customer at a time; every change asks the database, not memory, for permission."""

    def __init__(self, store: Store, rules: OrderSettings) -> None:
        self._store = store
        self._rules = rules

    def orders(self, customer_id: str) -> list[Order]:
        """The customer's orders, newest first."""
        return self._store.orders(customer_id)

    def order(self, customer_id: str, number: str) -> Order | None:
        """The customer's own order of that number, None for any other number."""
        return self._store.order(customer_id, number.strip().lstrip("#"))

    def may_cancel(self, order: Order) -> Verdict:
        """What `cancel` would answer now; asked before the customer is asked to confirm."""
        if order.state == "cancelled":
            return Verdict("already", order)
        return Verdict("done" if order.state in self._rules.cancel_states else "too_late", order)

    def cancel(self, customer_id: str, number: str) -> Verdict:
        """Cancels one order. Repeating it, even ten times at once, changes the order once."""
        order = self.order(customer_id, number)
        verdict = self.may_cancel(order) if order else Verdict("unknown")
        return self._move(verdict, customer_id, self._rules.cancel_states, "cancelled", "cancelled in the chat")

    def may_return(self, order: Order) -> Verdict:
        """What `request_return` would answer now."""
        if order.state in ("return_requested", "returned"):
            return Verdict("already", order)
        if order.state != "delivered":
            return Verdict("too_late" if order.state == "cancelled" else "too_early", order)
        until = (order.delivered_at or order.placed_at) + timedelta(days=self._rules.return_days)
        # The customer is told a day, so the whole of that day counts.
        return Verdict("done" if now().date() <= until.date() else "too_late", order, until)

    def request_return(self, customer_id: str, number: str, products: Collection[str]) -> Verdict:
        """Asks for the return of an order's `products` (titles, for the people who will read it)."""
        order = self.order(customer_id, number)
        verdict = self.may_return(order) if order else Verdict("unknown")
        detail = "return asked for in the chat: " + ", ".join(sorted(products))
        return self._move(verdict, customer_id, ("delivered",), "return_requested", detail)

    def _move(self, verdict: Verdict, customer_id: str, allowed: Collection[str], to: str, detail: str) -> Verdict:
        if verdict.outcome != "done" or verdict.order is None:
            return verdict
        number = verdict.order.number
        moved = self._store.move_order(
            customer_id, number, allowed=allowed, state=to, actor=f"customer:{customer_id}", detail=detail
        )
        # Not moved means another turn was faster: what it left decides what is said.
        after = self.order(customer_id, number)
        if moved:
            return Verdict("done", after, verdict.until)
        return Verdict("already" if after and after.state == to else "too_late", after, verdict.until)
