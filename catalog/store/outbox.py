"""What is to leave the shop: queued with its cause, handed out to one sender at a time, gone only when it arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from catalog.desk_tables import OutboxRow
from catalog.records import Outgoing, now
from catalog.store.database import Database
from catalog.store.rows import insert_rows

FACTS = ("event", "channel", "body", "customer_id", "id", "tries", "trouble", "at")


class OutboxStore(Database):
    def send_later(self, outgoing: Sequence[Outgoing]) -> None:
        with self.writing() as connection:
            queue(connection, outgoing)

    def take_outgoing(self, *, lease: timedelta, limit: int = 10) -> list[Outgoing]:
        """What is due now, oldest first, for this caller alone until the `lease` is over.

        A sender that dies in between loses nothing: after the lease somebody takes it again.
        """
        moment = now()
        with self.writing() as connection:
            due = select(OutboxRow).where(OutboxRow.sent_at.is_(None), OutboxRow.next_at <= moment)
            rows = connection.execute(due.order_by(OutboxRow.id).limit(limit)).all()
            taken = update(OutboxRow).where(OutboxRow.id.in_([row.id for row in rows]))
            connection.execute(taken.values(next_at=moment + lease, tries=OutboxRow.tries + 1))
        return [Outgoing(**{name: getattr(row, name) for name in FACTS}) for row in rows]

    def outgoing_arrived(self, outgoing_id: int) -> None:
        with self.writing() as connection:
            arrived = update(OutboxRow).where(OutboxRow.id == outgoing_id)
            connection.execute(arrived.values(sent_at=now(), trouble=""))

    def outgoing_failed(self, outgoing_id: int, trouble: str, next_at: datetime) -> None:
        """Says what went wrong and when it is tried again."""
        with self.writing() as connection:
            failed = update(OutboxRow).where(OutboxRow.id == outgoing_id, OutboxRow.sent_at.is_(None))
            connection.execute(failed.values(trouble=trouble[:500], next_at=next_at))

    def outgoing_waiting(self, *, limit: int = 100) -> list[Outgoing]:
        """What has not arrived yet, oldest first."""
        query = select(OutboxRow).where(OutboxRow.sent_at.is_(None)).order_by(OutboxRow.id).limit(limit)
        with self.reading() as connection:
            return [Outgoing(**{name: getattr(row, name) for name in FACTS}) for row in connection.execute(query)]

    def count_outgoing(self) -> int:
        """How much has not arrived yet."""
        with self.reading() as connection:
            return connection.scalar(select(func.count()).where(OutboxRow.sent_at.is_(None))) or 0

    def forget_outgoing_before(self, moment: datetime) -> int:
        """Forgets what arrived before `moment`; how many went."""
        with self.writing() as connection:
            return connection.execute(delete(OutboxRow).where(OutboxRow.sent_at < moment)).rowcount


def queue(connection: Connection, outgoing: Sequence[Outgoing]) -> None:
    """Queues within the transaction of `connection`. What nobody is to get counts as arrived."""
    rows = [
        {
            "event": one.event,
            "channel": one.channel,
            "body": one.body,
            "customer_id": one.customer_id,
            "at": one.at,
            "tries": 0,
            "next_at": one.at,
            "sent_at": one.at if one.channel == "none" else None,
            "trouble": "",
        }
        for one in outgoing
    ]
    insert_rows(connection, OutboxRow, rows)
