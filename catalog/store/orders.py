"""Orders: read for their own customer alone; what an import says lies under what the customer asked for since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from catalog.desk_tables import OrderChangeRow
from catalog.records import SENT_BACK, UNDONE, Bought, Order, OrderAudit, OrderLine
from catalog.store.changes import Plan, plan_by_key
from catalog.store.database import Database
from catalog.store.order_changes import drop_changes, settle
from catalog.store.rows import delete_where, grouped, insert_rows, upsert_rows
from catalog.tables import OrderAuditRow, OrderLineRow, OrderRow

FACTS = ("number", "customer_id", "placed_at", "state", "currency", "total_minor", "tracking", "delivered_at")
LINE_FACTS = ("sku", "quantity", "price_minor", "product_id", "title")


class OrderStore(Database):
    def orders(self, customer_id: str, *, limit: int | None = None) -> list[Order]:
        """A customer's orders, newest first."""
        query = select(OrderRow.number).where(OrderRow.customer_id == customer_id)
        query = query.order_by(OrderRow.placed_at.desc(), OrderRow.number.desc()).limit(limit)
        with self.reading() as connection:
            numbers = list(connection.scalars(query))
            found = _read(connection, numbers)
        return [found[number] for number in numbers]

    def order(self, customer_id: str, number: str) -> Order | None:
        """The customer's own order, however its letters are written; None for another's as for one that isn't there."""
        own = select(OrderRow.number).where(OrderRow.customer_id == customer_id)
        with self.reading() as connection:
            stored = connection.scalar(own.where(func.lower(OrderRow.number) == number.lower()))
            return _read(connection, [stored])[stored] if stored else None

    def save_order(self, order: Order) -> None:
        """Puts the order into exactly this state: what was asked for before no longer counts."""
        with self.writing() as connection:
            drop_changes(connection, order.number)
            _write(connection, [order])

    def order_audit(self, number: str) -> list[OrderAudit]:
        """Every move of an order, oldest first."""
        query = select(OrderAuditRow).where(OrderAuditRow.number == number).order_by(OrderAuditRow.id)
        with self.reading() as connection:
            return [
                OrderAudit(row.number, row.at, row.actor, row.state_before, row.state_after, row.detail)
                for row in connection.execute(query)
            ]

    def bought(
        self, customer_id: str | None = None, *, since: datetime | None = None, limit: int | None = None
    ) -> list[Bought]:
        """What was ordered, by one customer or by all, newest first.

        What was cancelled or sent back is not `kept`; of a return asked for in the chat, only what it names.
        """
        facts = (*(OrderRow.number, OrderRow.state, OrderRow.customer_id), OrderLineRow.product_id, OrderLineRow.sku)
        query = select(*facts, OrderRow.placed_at).join(OrderLineRow, OrderLineRow.number == OrderRow.number)
        query = query.where(OrderLineRow.product_id != "").order_by(OrderRow.placed_at.desc()).limit(limit)
        if customer_id is not None:
            query = query.where(OrderRow.customer_id == customer_id)
        if since:
            query = query.where(OrderRow.placed_at >= since)
        with self.reading() as connection:
            rows = connection.execute(query).all()
            gone = _sent_back(connection, {number for number, state, *_ in rows if state in SENT_BACK})
        return [
            Bought(who, product, sku, at, sku not in gone[number] if number in gone else state not in UNDONE)
            for number, state, who, product, sku, at in rows
        ]

    def baskets(self) -> list[tuple[str, ...]]:
        """The product ids of each order that stands, for "bought together"."""
        query = select(OrderLineRow.number, OrderLineRow.product_id).join(OrderRow)
        query = query.where(OrderRow.state.not_in(UNDONE), OrderLineRow.product_id != "")
        with self.reading() as connection:
            found = grouped(connection, query.order_by(OrderLineRow.number, OrderLineRow.position))
        return [tuple(dict.fromkeys(products)) for products in found.values()]


def _sent_back(connection: Connection, numbers: Collection[str]) -> Mapping[str, set[str]]:
    """Order -> the skus that its customer asked to send back; an order whose feed alone told of it is missing."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    query = select(OrderChangeRow.number, OrderChangeRow.detail).where(OrderChangeRow.kind == "return")
    query = query.where(OrderChangeRow.number.in_(numbers), OrderChangeRow.outcome.in_(("waiting", "done")))
    for number, detail in connection.execute(query) if numbers else ():
        found[number].update(line["sku"] for line in detail["lines"])
    return found


def plan_orders(connection: Connection, orders: Iterable[Order]) -> Plan:
    return plan_by_key(connection, orders, lambda order: order.number, _read_fed, _write)


def _read_fed(connection: Connection, numbers: Sequence[object]) -> dict[object, Order]:
    """The orders as the last import told them, without what was asked for in the chat since."""
    return _read(connection, numbers, as_fed=True)


def _read(connection: Connection, numbers: Sequence[object], *, as_fed: bool = False) -> dict[object, Order]:
    columns = [getattr(OrderLineRow, name) for name in LINE_FACTS]
    query = select(OrderLineRow.number, *columns).where(OrderLineRow.number.in_(numbers))
    lines = grouped(connection, query.order_by(OrderLineRow.number, OrderLineRow.position))
    rows = connection.execute(select(OrderRow).where(OrderRow.number.in_(numbers)))
    return {
        row.number: Order(
            lines=tuple(OrderLine(*line) for line in lines.get(row.number, ())),
            **_facts(row, as_fed=as_fed),
        )
        for row in rows
    }


def _facts(row: Any, *, as_fed: bool) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in FACTS}
    return facts | {"state": row.feed_state} if as_fed and row.feed_state else facts


def _write(connection: Connection, orders: list[Order]) -> None:
    """Writes what the shop's system says; what a customer asked for in the chat stays on top of it."""
    states = settle(connection, {order.number: order.state for order in orders})
    facts = [{name: getattr(order, name) for name in FACTS} for order in orders]
    upsert_rows(connection, OrderRow, [{**row, **states[row["number"]]} for row in facts])
    delete_where(connection, OrderLineRow.number, [order.number for order in orders])
    numbered = [(order.number, place, line) for order in orders for place, line in enumerate(order.lines)]
    rows = [
        {"number": number, "position": place, **{name: getattr(line, name) for name in LINE_FACTS}}
        for number, place, line in numbered
    ]
    insert_rows(connection, OrderLineRow, rows)
