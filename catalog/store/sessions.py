"""Sessions, and what was said in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from catalog.records import Session, Turn, now
from catalog.store.database import Database
from catalog.store.rows import insert_rows
from catalog.tables import EventRow, SessionRow, ShopMessageRow, SpentTokenRow, StatementRow, TurnRow

FACTS = ("conversation", "customer_id", "created_at", "last_seen_at", "expires_at", "proof", "proof_until")

#: Asked at every turn, so put together once: that takes longer than SQLite's answer.
OF_TOKEN = select(*(getattr(SessionRow, name) for name in FACTS)).where(
    SessionRow.token_hash == bindparam("token_hash")
)


class SessionStore(Database):
    def save_session(self, token_hash: str, session: Session) -> None:
        """Opens a session. What its conversation did as a guest becomes the customer's, if there is one."""
        row = {"token_hash": token_hash, **{name: getattr(session, name) for name in FACTS}}
        with self.writing() as connection:
            insert_rows(connection, SessionRow, [row])
            if session.customer_id is not None:
                guest = update(EventRow).where(EventRow.visitor == session.conversation)
                guest = guest.where(EventRow.customer_id.is_(None))
                connection.execute(guest.values(customer_id=session.customer_id))
                said = update(StatementRow).where(StatementRow.visitor == session.conversation)
                said = said.where(StatementRow.customer_id.is_(None))
                connection.execute(said.values(customer_id=session.customer_id))

    def session(self, token_hash: str) -> Session | None:
        """The session of a token, ended or not; the caller looks at `expires_at`."""
        with self.reading() as connection:
            row = connection.execute(OF_TOKEN, {"token_hash": token_hash}).first()
        return Session(*row) if row else None

    def touch_session(self, token_hash: str, seen_at: datetime, expires_at: datetime) -> None:
        with self.writing() as connection:
            seen = update(SessionRow).where(SessionRow.token_hash == token_hash)
            connection.execute(seen.values(last_seen_at=seen_at, expires_at=expires_at))

    def spend_token(self, token_hash: str, until: datetime, conversation: str) -> bool:
        """Whether a token that may be used once is used by this conversation now, or was by the same one before."""
        with self.writing() as connection:
            connection.execute(delete(SpentTokenRow).where(SpentTokenRow.until < now()))
            spent = select(SpentTokenRow.conversation).where(SpentTokenRow.hash == token_hash)
            by = connection.scalar(spent)
            if by is None:
                row = {"hash": token_hash, "until": until, "conversation": conversation}
                insert_rows(connection, SpentTokenRow, [row])
            return by in (None, conversation)

    def delete_session(self, token_hash: str) -> None:
        """Ends one token; the conversation stays for the token that carries it on."""
        with self.writing() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))

    def forget_conversation(self, conversation: str) -> None:
        """Deletes a conversation, its sessions and its messages to the shop; its events stay, without name or words."""
        with self.writing() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.conversation == conversation))
            connection.execute(delete(TurnRow).where(TurnRow.conversation == conversation))
            connection.execute(delete(ShopMessageRow).where(ShopMessageRow.conversation == conversation))
            used = update(SpentTokenRow).where(SpentTokenRow.conversation == conversation)
            connection.execute(used.values(conversation=""))
            _blank_events(connection, [conversation])

    def forget_behaviour(self, customer_id: str, moment: datetime) -> None:
        """Deletes what a customer did and said of themselves, in all conversations; the account and its orders stay.

        The one thing kept is when it was asked for: orders of before are learnt from no more (Statement "forgotten").
        """
        with self.writing() as connection:
            theirs = update(EventRow).where(EventRow.customer_id == customer_id)
            connection.execute(theirs.values(visitor="", customer_id=None, text="", import_key=None))
            connection.execute(delete(StatementRow).where(StatementRow.customer_id == customer_id))
            kept = {"subject": "forgotten", "value": moment.isoformat(), "at": moment}
            insert_rows(connection, StatementRow, [{"visitor": "", "customer_id": customer_id, **kept}])

    def conversations(self) -> set[str]:
        """The conversations that have a session, ended or not."""
        with self.reading() as connection:
            return set(connection.scalars(select(SessionRow.conversation)))

    def delete_ended_sessions(self, moment: datetime) -> int:
        """Forgets the conversations whose last session ended before `moment`; how many sessions went."""
        with self.writing() as connection:
            ended = SessionRow.expires_at < moment
            spoken = set(connection.scalars(select(SessionRow.conversation).where(ended)))
            gone = connection.execute(delete(SessionRow).where(ended)).rowcount
            live = set(connection.scalars(select(SessionRow.conversation).where(SessionRow.conversation.in_(spoken))))
            connection.execute(delete(TurnRow).where(TurnRow.conversation.in_(spoken - live)))
            _blank_events(connection, spoken - live)
        return gone

    def append_turns(self, conversation: str, turns: Sequence[Turn]) -> None:
        """Adds messages to a conversation, in their order."""
        with self.writing() as connection:
            write_turns(connection, conversation, turns)

    def is_talked_in(self, conversation: str) -> bool:
        """Whether somebody can still come back to this conversation."""
        with self.reading() as connection:
            open_one = select(SessionRow.token_hash).where(SessionRow.conversation == conversation)
            return connection.scalar(open_one.where(SessionRow.expires_at > now()).limit(1)) is not None

    def turns(self, conversation: str, *, limit: int = 200) -> list[Turn]:
        """The last `limit` messages of a conversation, oldest first."""
        query = select(TurnRow).where(TurnRow.conversation == conversation).order_by(TurnRow.id.desc()).limit(limit)
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return [
            Turn(
                row.speaker,
                row.text,
                tuple(row.extras["products"]),
                tuple(row.extras["quick_replies"]),
                row.at,
                tuple(row.extras["wish"]) if row.extras.get("wish") is not None else None,
            )
            for row in reversed(rows)
        ]


def write_turns(connection: Connection, conversation: str, turns: Sequence[Turn]) -> None:
    rows = [
        {
            "conversation": conversation,
            "speaker": turn.speaker,
            "text": turn.text,
            "extras": {"products": list(turn.products), "quick_replies": list(turn.quick_replies), "wish": turn.wish},
            "at": turn.at,
        }
        for turn in turns
    ]
    insert_rows(connection, TurnRow, rows)


def _blank_events(connection: Connection, conversations: Collection[str]) -> None:
    """Events stay for what is popular, without who and what was said; what a guest said of themselves goes."""
    said = delete(StatementRow).where(StatementRow.visitor.in_(conversations), StatementRow.customer_id.is_(None))
    connection.execute(said)
    connection.execute(update(EventRow).where(EventRow.visitor.in_(conversations)).values(visitor="", text=""))
