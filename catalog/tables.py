"""The shop's tables. Money is in minor units, times are UTC, text ids come from the shop's own system."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite drops the zone on the way in, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"time {value!r} has no zone. Allowed: an aware datetime, like datetime.now(UTC).")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Constraints get stable names, so that later migrations can alter them on every database."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


ID = String(64)
MONEY = BigInteger


class CatalogStateRow(Table):
    """One row: `revision` moves with every change to products, images, links, reviews, words or FAQ.

    `goods` is the revision at which anything but the FAQ last moved.
    """

    __tablename__ = "catalog_state"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(BigInteger)
    goods: Mapped[int] = mapped_column(BigInteger, server_default="0")


class ProductRow(Table):
    """`fingerprint` is a hash of all that a feed says about the product; equal = nothing to write."""

    __tablename__ = "products"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    brand: Mapped[str] = mapped_column(Text)
    gender: Mapped[str] = mapped_column(String(32))
    currency: Mapped[str] = mapped_column(String(3))
    url: Mapped[str] = mapped_column(Text)
    visible: Mapped[bool]
    created_at: Mapped[str] = mapped_column(String(32))
    fingerprint: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


def _product_id() -> Mapped[str]:
    return mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)


class ProductCategoryRow(Table):
    __tablename__ = "product_categories"
    product_id: Mapped[str] = _product_id()
    position: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(Text)


class ProductImageRow(Table):
    __tablename__ = "product_images"
    product_id: Mapped[str] = _product_id()
    position: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(String(255))


class PictureRow(Table):
    """A picture that a feed names by its address: `file` is what it is called in the images folder once it is there.

    `state`: "waiting", "here" or "failed"; `next_at`: not before this is it asked for (again).
    """

    __tablename__ = "pictures"
    __table_args__ = (Index("ix_pictures_state_next_at", "state", "next_at"),)
    file: Mapped[str] = mapped_column(String(255), primary_key=True)
    address: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    etag: Mapped[str] = mapped_column(Text)
    modified: Mapped[str] = mapped_column(String(64))
    trouble: Mapped[str] = mapped_column(Text)


class ProductAttributeRow(Table):
    __tablename__ = "product_attributes"
    product_id: Mapped[str] = _product_id()
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    value: Mapped[str] = mapped_column(Text)


class VariantRow(Table):
    __tablename__ = "variants"
    __table_args__ = (CheckConstraint("price_minor >= 0", "price"), CheckConstraint("stock >= 0", "stock"))
    sku: Mapped[str] = mapped_column(ID, primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    price_minor: Mapped[int] = mapped_column(MONEY)
    stock: Mapped[int]
    stock_tracked: Mapped[bool | None]
    list_price_minor: Mapped[int | None] = mapped_column(MONEY)
    size: Mapped[str] = mapped_column(String(64))
    colour: Mapped[str] = mapped_column(String(64))
    image: Mapped[str] = mapped_column(String(255))


class VariantAttributeRow(Table):
    __tablename__ = "variant_attributes"
    sku: Mapped[str] = mapped_column(ForeignKey("variants.sku", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    value: Mapped[str] = mapped_column(Text)


class ReviewRow(Table):
    __tablename__ = "reviews"
    __table_args__ = (CheckConstraint("stars between 1 and 5", "stars"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), index=True)
    stars: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    reviewer: Mapped[str] = mapped_column(String(255))


class LinkRow(Table):
    __tablename__ = "links"
    product_id: Mapped[str] = _product_id()
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    linked_product_id: Mapped[str] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]


class FaqRow(Table):
    """`valid_from` and `valid_until` are the first and last day (ISO 8601) of the entry, null = no end."""

    __tablename__ = "faq"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(String(100))
    link: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[str | None] = mapped_column(String(10))
    valid_until: Mapped[str | None] = mapped_column(String(10))


class FaqParaphraseRow(Table):
    __tablename__ = "faq_paraphrases"
    faq_id: Mapped[str] = mapped_column(ForeignKey("faq.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class CustomerRow(Table):
    __tablename__ = "customers"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(String(320), index=True)


class EventRow(Table):
    """What visitors did. No foreign keys: a stale id in a browser must not lose the event.

    `import_key` is set for events that came from a feed, so that a second import adds nothing. The last five columns
    say where it was, and of what was shown how it came there (catalog/records.py).
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_kind_at", "kind", "at"),
        Index("ix_events_customer_id_at", "customer_id", "at"),
        Index("ix_events_visitor_at", "visitor", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    visitor: Mapped[str] = mapped_column(ID)
    customer_id: Mapped[str | None] = mapped_column(ID)
    product_id: Mapped[str | None] = mapped_column(ID, index=True)
    text: Mapped[str] = mapped_column(Text)
    results: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    import_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    place: Mapped[str | None] = mapped_column(String(32))
    stage: Mapped[str | None] = mapped_column(String(32))
    source: Mapped[str | None] = mapped_column(String(32))
    arm: Mapped[str | None] = mapped_column(String(32))
    propensity: Mapped[float | None] = mapped_column(Double)


class StatementRow(Table):
    """What a customer said of themselves or of their data, the newest counts (catalog/profile/statements.py)."""

    __tablename__ = "statements"
    id: Mapped[int] = mapped_column(primary_key=True)
    visitor: Mapped[str] = mapped_column(ID, index=True)
    customer_id: Mapped[str | None] = mapped_column(ID, index=True)
    subject: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class OrderRow(Table):
    """`state` is what the order counts as; `feed_state` what the last import said of it, null = the same.

    They differ while a change that was asked for in the chat is in force (catalog/desk_tables.py).
    """

    __tablename__ = "orders"
    number: Mapped[str] = mapped_column(ID, primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(32))
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int] = mapped_column(MONEY)
    tracking: Mapped[str] = mapped_column(Text)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    feed_state: Mapped[str | None] = mapped_column(String(32))


class OrderLineRow(Table):
    """A copy of what was bought: it stays true when the product changes or goes."""

    __tablename__ = "order_lines"
    number: Mapped[str] = mapped_column(ForeignKey("orders.number", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(ID)
    product_id: Mapped[str] = mapped_column(ID, index=True)
    title: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    price_minor: Mapped[int] = mapped_column(MONEY)


class OrderAuditRow(Table):
    """One row for every change of an order's state, and who made it."""

    __tablename__ = "order_audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("orders.number", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(128))
    state_before: Mapped[str] = mapped_column(String(32))
    state_after: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(Text)


class SessionRow(Table):
    """A visitor's session; only the hash of its token is kept."""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation: Mapped[str] = mapped_column(ID, index=True)
    customer_id: Mapped[str | None] = mapped_column(ID, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    proof: Mapped[str | None] = mapped_column(String(64))
    proof_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SpentTokenRow(Table):
    """A signed token that may be used once (`jti`), until it ends; only its hash is kept."""

    __tablename__ = "spent_tokens"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    conversation: Mapped[str] = mapped_column(ID)


class TurnRow(Table):
    """What was said in a conversation, as the widget shows it after a reload."""

    __tablename__ = "turns"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(ID, index=True)
    speaker: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    extras: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShopMessageRow(Table):
    """A message a visitor left for the people of the shop; `context` is what the assistant knew, as JSON."""

    __tablename__ = "shop_messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    visitor: Mapped[str] = mapped_column(ID)
    conversation: Mapped[str] = mapped_column(ID)
    contact: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    customer_id: Mapped[str | None] = mapped_column(ID, index=True)
    context: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
