"""What the shop remembers about people: events, customers, orders, sessions, turns; free of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

EventKind = Literal["view", "search", "question", "shown", "click", "cart", "purchase", "dismiss"]
EVENT_KINDS: tuple[EventKind, ...] = ("view", "search", "question", "shown", "click", "cart", "purchase", "dismiss")


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a visitor did.

    Attributes:
        visitor: the anonymous id of the conversation, "" for history that came with a feed.
        text: the words of a search or of a service question, else "".
        results: how many products a search found, 1 or 0 for an answered or unanswered question.
    """

    kind: EventKind
    visitor: str = ""
    customer_id: str | None = None
    product_id: str | None = None
    text: str = ""
    results: int | None = None
    at: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A wording that found nothing, how often it was asked and when last."""

    kind: EventKind
    text: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """product_id is "" when the shop no longer knows the sku."""

    sku: str
    quantity: int
    price_minor: int
    product_id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """state is one of ORDER_STATES; total_minor includes shipping when the shop says so."""

    number: str
    customer_id: str
    placed_at: datetime
    state: str
    lines: tuple[OrderLine, ...]
    currency: str
    total_minor: int
    tracking: str = ""
    delivered_at: datetime | None = None


ORDER_STATES = ("placed", "paid", "packed", "shipped", "delivered", "cancelled", "return_requested", "returned")


@dataclass(frozen=True, slots=True)
class OrderAudit:
    number: str
    at: datetime
    actor: str
    state_before: str
    state_after: str
    detail: str


@dataclass(frozen=True, slots=True)
class Session:
    conversation: str
    customer_id: str | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; products are the cards as they were shown."""

    speaker: Literal["customer", "shop"]
    text: str
    products: tuple[Mapping[str, Any], ...] = ()
    quick_replies: tuple[str, ...] = ()
    at: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class ShopMessage:
    id: int
    visitor: str
    conversation: str
    contact: str
    text: str
    at: datetime
    closed: bool
