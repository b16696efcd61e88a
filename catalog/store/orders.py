"""Orders: read for their own customer alone, moved by one guarded statement, every move on record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, func, select, update

from catalog.records import Order, OrderAudit, OrderLine, now
from catalog.store.changes import Plan, plan_by_key
from catalog.store.database import Database
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
        with self.writing() as connection:
            _write(connection, [order])

    def move_order(
        self, customer_id: str, number: str, *, allowed: Collection[str], state: str, actor: str, detail: str = ""
    ) -> bool:
        """Puts the customer's own order into `state` if it is in one of `allowed`, with an audit row.

        False when it is not, or no longer: of the same request sent ten times at once, one is True.
        """
        with self.writing() as connection:
            own = select(OrderRow.state).where(OrderRow.number == number, OrderRow.customer_id == customer_id)
            before = connection.scalar(own)
            if before is None or before not in allowed:
                return False
            guarded = update(OrderRow).where(OrderRow.number == number, OrderRow.state == before)
            if connection.execute(guarded.values(state=state)).rowcount != 1:
                return False
            audit = {"number": number, "at": now(), "actor": actor, "detail": detail}
            insert_rows(connection, OrderAuditRow, [{**audit, "state_before": before, "state_after": state}])
            return True

    def order_audit(self, number: str) -> list[OrderAudit]:
        """Every move of an order, oldest first."""
        query = select(OrderAuditRow).where(OrderAuditRow.number == number).order_by(OrderAuditRow.id)
        with self.reading() as connection:
            return [
                OrderAudit(row.number, row.at, row.actor, row.state_before, row.state_after, row.detail)
                for row in connection.execute(query)
            ]

    def baskets(self) -> list[tuple[str, ...]]:
        """The product ids of each order that was not cancelled, for "bought together"."""
        query = select(OrderLineRow.number, OrderLineRow.product_id).join(OrderRow)
        query = query.where(OrderRow.state != "cancelled", OrderLineRow.product_id != "")
        with self.reading() as connection:
            found = grouped(connection, query.order_by(OrderLineRow.number, OrderLineRow.position))
        return [tuple(dict.fromkeys(products)) for products in found.values()]


def plan_orders(connection: Connection, orders: Iterable[Order]) -> Plan:
    return plan_by_key(connection, orders, lambda order: order.number, _read, _write)


def _read(connection: Connection, numbers: Sequence[object]) -> dict[object, Order]:
    columns = [getattr(OrderLineRow, name) for name in LINE_FACTS]
    query = select(OrderLineRow.number, *columns).where(OrderLineRow.number.in_(numbers))
    lines = grouped(connection, query.order_by(OrderLineRow.number, OrderLineRow.position))
    rows = connection.execute(select(OrderRow).where(OrderRow.number.in_(numbers)))
    return {
        row.number: Order(
            lines=tuple(OrderLine(*line) for line in lines.get(row.number, ())),
            **{name: getattr(row, name) for name in FACTS},
        )
        for row in rows
    }


def _write(connection: Connection, orders: list[Order]) -> None:
    upsert_rows(connection, OrderRow, [{name: getattr(order, name) for name in FACTS} for order in orders])
    delete_where(connection, OrderLineRow.number, [order.number for order in orders])
    numbered = [(order.number, place, line) for order in orders for place, line in enumerate(order.lines)]
    rows = [
        {"number": number, "position": place, **{name: getattr(line, name) for name in LINE_FACTS}}
        for number, place, line in numbered
    ]
    insert_rows(connection, OrderLineRow, rows)
