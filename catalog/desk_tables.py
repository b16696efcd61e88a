"""The tables of the shop's desk: what waits for the merchant, what goes out, and the shop's own words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.tables import ID, Table, UtcDateTime


class OrderChangeRow(Table):
    """What a customer asked to have changed; it waits until the merchant says that it is done or refuses it.

    `feed_state` is what the shop's own system said of the order when the change was asked for, and `state` what the
    order counts as while the change is in force ("" when it leaves the state alone).
    """

    __tablename__ = "order_changes"
    __table_args__ = (Index("ix_order_changes_customer_id_number", "customer_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(64), unique=True)
    customer_id: Mapped[str] = mapped_column(ID)
    number: Mapped[str] = mapped_column(ID, index=True)
    kind: Mapped[str] = mapped_column(String(32))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    feed_state: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(16), index=True)
    note: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutboxRow(Table):
    """What is to leave the shop, kept with the change that caused it and sent until the other side has it.

    `event` names it for the receiver: whoever gets it twice knows it by that. `body` is what goes out, byte for byte.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_sent_at_next_at", "sent_at", "next_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(16))
    customer_id: Mapped[str | None] = mapped_column(ID, index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble: Mapped[str] = mapped_column(Text)


class ShopWordRow(Table):
    """One thing the merchant told the assistant about the shop's own words; `kind` says what the value means."""

    __tablename__ = "shop_words"
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class LoginCodeRow(Table):
    """A one-time code that was asked for; of an order nobody has, too, so that both take the same work.

    `subject` is the hash of the order number and address asked with; only a hash of the code is kept.
    """

    __tablename__ = "login_codes"
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    customer_id: Mapped[str | None] = mapped_column(ID, index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    wrong_tries: Mapped[int]
    codes_sent: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
