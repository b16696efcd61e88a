"""Customers, and all that the shop knows about one of them: to hand out, and to erase."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, update

from catalog.desk_tables import LoginCodeRow, OrderChangeRow, OutboxRow
from catalog.records import Customer
from catalog.store.changes import Plan, plan_by_key
from catalog.store.database import Database
from catalog.store.rows import upsert_rows
from catalog.tables import (
    CustomerRow,
    EventRow,
    OrderAuditRow,
    OrderLineRow,
    OrderRow,
    SessionRow,
    ShopMessageRow,
    SpentTokenRow,
    StatementRow,
    TurnRow,
)


class CustomerStore(Database):
    def customer(self, customer_id: str) -> Customer | None:
        with self.reading() as connection:
            found = _read(connection, [customer_id])
        return next(iter(found.values()), None)

    def customers(self, *, limit: int = 100, offset: int = 0) -> list[Customer]:
        """Customers by id."""
        query = select(CustomerRow).order_by(CustomerRow.id).limit(limit).offset(offset)
        with self.reading() as connection:
            return [Customer(row.id, row.name, row.email) for row in connection.execute(query)]

    def customer_ids(self) -> set[str]:
        with self.reading() as connection:
            return set(connection.scalars(select(CustomerRow.id)))

    def save_customer(self, customer: Customer) -> None:
        with self.writing() as connection:
            _write(connection, [customer])

    def export_customer(self, customer_id: str | None, visitor: str = "") -> dict[str, list[dict[str, Any]]]:
        """Every row kept about a customer, by table, ready for JSON; empty lists when there is none.

        visitor: a conversation that is theirs as well; without a customer a guest's.
        """
        with self.reading() as connection:
            return {
                table.name: [
                    {name: _plain(value) for name, value in row.items()}
                    for row in connection.execute(select(table).where(condition)).mappings()
                ]
                for table, condition in whereabouts(
                    connection, [] if customer_id is None else [customer_id], [visitor] if visitor else []
                )
            }

    def erase_customer(self, customer_id: str) -> bool:
        """Deletes everything about a customer; False when nothing was known.

        Events stay without name, words and visitor, so that popularity does not jump.
        """
        with self.writing() as connection:
            erased = 0
            for table, condition in whereabouts(connection, [customer_id]):
                if table is EventRow.__table__:
                    blank = update(EventRow).where(condition)
                    blank = blank.values(visitor="", customer_id=None, text="", import_key=None)
                    erased += connection.execute(blank).rowcount
                else:
                    erased += connection.execute(delete(table).where(condition)).rowcount
        return erased > 0


def whereabouts(connection: Connection, ids: Collection[str], talks: Collection[str] = ()) -> list[tuple[Table, Any]]:
    """Each table that may hold facts about these customers, with the condition that finds them; children first.

    talks: further conversations that are theirs.
    """
    sessions = select(SessionRow.conversation).where(SessionRow.customer_id.in_(ids))
    visits = select(EventRow.visitor).where(EventRow.customer_id.in_(ids), EventRow.visitor != "")
    spoken = set(connection.scalars(sessions)) | set(connection.scalars(visits)) | set(talks)
    numbers = select(OrderRow.number).where(OrderRow.customer_id.in_(ids))
    said_by = or_(ShopMessageRow.visitor.in_(ids), ShopMessageRow.customer_id.in_(ids))
    found: list[tuple[Any, Any]] = [
        (TurnRow, TurnRow.conversation.in_(spoken)),
        (ShopMessageRow, or_(ShopMessageRow.conversation.in_(spoken), said_by)),
        (EventRow, or_(EventRow.customer_id.in_(ids), EventRow.visitor.in_(spoken))),
        (StatementRow, or_(StatementRow.customer_id.in_(ids), StatementRow.visitor.in_(spoken))),
        (SpentTokenRow, SpentTokenRow.conversation.in_(spoken)),
        (SessionRow, SessionRow.conversation.in_(spoken)),
        (OrderChangeRow, OrderChangeRow.customer_id.in_(ids)),
        (OutboxRow, OutboxRow.customer_id.in_(ids)),
        (LoginCodeRow, LoginCodeRow.customer_id.in_(ids)),
        (OrderAuditRow, OrderAuditRow.number.in_(numbers)),
        (OrderLineRow, OrderLineRow.number.in_(numbers)),
        (OrderRow, OrderRow.customer_id.in_(ids)),
        (CustomerRow, CustomerRow.id.in_(ids)),
    ]
    return [(row.__table__, condition) for row, condition in found]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if hasattr(value, "isoformat") else value


def plan_customers(connection: Connection, customers: Iterable[Customer]) -> Plan:
    return plan_by_key(connection, customers, lambda customer: customer.id, _read, _write)


def _read(connection: Connection, ids: Sequence[object]) -> dict[object, Customer]:
    rows = connection.execute(select(CustomerRow).where(CustomerRow.id.in_(ids)))
    return {row.id: Customer(row.id, row.name, row.email) for row in rows}


def _write(connection: Connection, customers: list[Customer]) -> None:
    rows = [{"id": customer.id, "name": customer.name, "email": customer.email} for customer in customers]
    upsert_rows(connection, CustomerRow, rows)
