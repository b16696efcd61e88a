"""Messages left for the people of the shop, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, insert, select, update

from catalog.records import Outgoing, ShopMessage, Turn, now
from catalog.store.database import Database
from catalog.store.outbox import queue
from catalog.store.sessions import write_turns
from catalog.tables import ShopMessageRow

FACTS = ("visitor", "conversation", "contact", "text", "at", "customer_id")


class MessageStore(Database):
    def leave_message(
        self, message: ShopMessage, announce: Callable[[ShopMessage], Sequence[Outgoing]] = lambda _message: ()
    ) -> ShopMessage:
        """Keeps a message, and what `announce` makes of it once it has its number."""
        facts = {name: getattr(message, name) for name in FACTS}
        with self.writing() as connection:
            added = insert(ShopMessageRow).values(**facts, context=dict(message.context), closed_at=None)
            kept = replace(message, id=int(connection.execute(added.returning(ShopMessageRow.id)).scalar_one()))
            queue(connection, announce(kept))
        return kept

    def shop_messages(self, *, only_open: bool = True, limit: int = 100) -> list[ShopMessage]:
        """Messages to the shop, newest first."""
        query = select(ShopMessageRow).order_by(ShopMessageRow.id.desc()).limit(limit)
        if only_open:
            query = query.where(ShopMessageRow.closed_at.is_(None))
        with self.reading() as connection:
            return [_message(row) for row in connection.execute(query)]

    def shop_message(self, number: int) -> ShopMessage | None:
        with self.reading() as connection:
            row = connection.execute(select(ShopMessageRow).where(ShopMessageRow.id == number)).first()
        return _message(row) if row else None

    def count_open_messages(self) -> int:
        with self.reading() as connection:
            return connection.scalar(select(func.count()).where(ShopMessageRow.closed_at.is_(None))) or 0

    def answer_message(
        self, message: ShopMessage, text: str, outgoing: Sequence[Outgoing], said: Sequence[Turn]
    ) -> None:
        """Keeps the answer, closes the message and sends the answer on its ways, all or nothing."""
        moment = now()
        answered = update(ShopMessageRow).where(ShopMessageRow.id == message.id)
        with self.writing() as connection:
            connection.execute(answered.values(answer=text, answered_at=moment, closed_at=moment))
            queue(connection, outgoing)
            write_turns(connection, message.conversation, said)

    def close_message(self, message_id: int) -> bool:
        """Marks a message as dealt with; False when it was already, or is unknown."""
        open_one = update(ShopMessageRow).where(ShopMessageRow.id == message_id, ShopMessageRow.closed_at.is_(None))
        with self.writing() as connection:
            return connection.execute(open_one.values(closed_at=now())).rowcount == 1


def _message(row: Any) -> ShopMessage:
    return ShopMessage(
        id=row.id,
        **{name: getattr(row, name) for name in FACTS},
        closed=bool(row.closed_at),
        context=row.context or {},
        answer=row.answer or "",
        answered_at=row.answered_at,
    )
