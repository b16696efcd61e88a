"""What customers say of themselves and of their data; what a guest said is theirs after the login."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, or_, select

from catalog.records import Statement
from catalog.store.database import Database
from catalog.store.rows import insert_rows
from catalog.tables import StatementRow


class StatementStore(Database):
    def state(self, visitor: str, customer_id: str | None, *statements: Statement) -> None:
        """Keeps statements; a later one with the same subject is the one that counts."""
        rows = [
            {"visitor": visitor, "customer_id": customer_id, "subject": one.subject, "value": one.value, "at": one.at}
            for one in statements
        ]
        with self.writing() as connection:
            insert_rows(connection, StatementRow, rows)

    def statements(self, visitor: str, customer_id: str | None) -> list[Statement]:
        """What a visitor said, as guest and as customer, oldest first."""
        query = select(StatementRow.subject, StatementRow.value, StatementRow.at).where(_theirs(visitor, customer_id))
        with self.reading() as connection:
            return [Statement(*row) for row in connection.execute(query.order_by(StatementRow.id))]

    def all_said(self, subject: str) -> list[tuple[str, str | None, str]]:
        """What everybody said of one subject, as (visitor, customer id, value), oldest first."""
        query = select(StatementRow.visitor, StatementRow.customer_id, StatementRow.value)
        with self.reading() as connection:
            rows = connection.execute(query.where(StatementRow.subject == subject).order_by(StatementRow.id))
            return [(visitor, customer_id, value) for visitor, customer_id, value in rows]

    def take_back(self, visitor: str, customer_id: str | None, subject: str) -> None:
        """Forgets what was said of one subject."""
        said = delete(StatementRow).where(_theirs(visitor, customer_id), StatementRow.subject == subject)
        with self.writing() as connection:
            connection.execute(said)


def latest_said(connection: Connection, visitor: str, customer_id: str | None, *, subject: str) -> str:
    """What a visitor said last of one subject, "" for nothing."""
    query = select(StatementRow.value).where(_theirs(visitor, customer_id), StatementRow.subject == subject)
    return connection.scalar(query.order_by(StatementRow.id.desc()).limit(1)) or ""


def _theirs(visitor: str, customer_id: str | None) -> Any:
    known = [StatementRow.visitor == visitor] if visitor else []
    known += [StatementRow.customer_id == customer_id] if customer_id is not None else []
    return or_(False, *known)
