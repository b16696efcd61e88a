"""What the shop remembers about people: events, customers, orders, sessions, turns; free of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

#: "dismiss" turns a product away; "unlearn" says that nothing shall be concluded from having turned to it.
EventKind = Literal["view", "search", "question", "shown", "click", "cart", "purchase", "like", "dismiss", "unlearn"]
EVENT_KINDS: tuple[EventKind, ...] = (
    *("view", "search", "question", "shown", "click"),
    *("cart", "purchase", "like", "dismiss", "unlearn"),
)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a visitor did.

    Attributes:
        visitor: the anonymous id of the conversation, "" for history that came with a feed.
        text: the words of a search or of a service question, else "".
        results: how many products a search found, 1 or 0 for an answered or unanswered question.
        place: where it was: "chat/recommend", "page/similar", or what the shop's page said; "" = unknown.
        stage: of a recommendation: how much was known of the visitor, "new", "some" or "much".
        source, propensity: of a recommendation: the source that proposed it, and how likely (0..1) it was to be the
            first choice; None = nothing was left to chance.
        arm: of a recommendation: which side of a comparison the visitor was on, "" = there was none.
    """

    kind: EventKind
    visitor: str = ""
    customer_id: str | None = None
    product_id: str | None = None
    text: str = ""
    results: int | None = None
    at: datetime = field(default_factory=now)
    place: str = ""
    stage: str = ""
    source: str = ""
    arm: str = ""
    propensity: float | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a customer said of themselves ("size" is "M") or of their data ("learning" is "off")."""

    subject: str
    value: str
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


ORDER_STATES = (
    *("placed", "paid", "packed", "shipped", "delivered"),
    *("cancelled", "return_requested", "returned", "exchange_requested", "exchanged"),
)

#: What was ordered and not kept: nobody's liking.
SENT_BACK = ("return_requested", "returned")
UNDONE = ("cancelled", *SENT_BACK)


@dataclass(frozen=True, slots=True)
class Bought:
    """One product of an order; `kept` is False when it was cancelled or sent back."""

    customer_id: str
    product_id: str
    sku: str
    at: datetime
    kept: bool = True


ChangeKind = Literal["cancel", "return", "exchange", "items", "address", "default_address"]
ChangeOutcome = Literal["waiting", "done", "refused", "replaced"]


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What a customer asked to have changed, and what became of it.

    Attributes:
        event: what the change is called outside, in the webhook; unguessable and never used twice.
        number: the order's; "" for a change of the customer's default address.
        detail: what exactly, ready for JSON; its keys by kind stand in docs/merchant.md.
        feed_state: what the shop's own system last said of the order when this was asked for.
        state: what the order counts as while the change is in force, "" when it leaves the state alone.
        note: what the merchant said when it was closed.
    """

    id: int
    event: str
    customer_id: str
    number: str
    kind: ChangeKind
    detail: Mapping[str, Any]
    feed_state: str
    state: str
    at: datetime
    outcome: ChangeOutcome = "waiting"
    note: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something that has to reach somebody outside; `event` is the same however often it is sent.

    Attributes:
        channel: "webhook" (body: JSON), "mail" (body: a whole e-mail), "none" (nobody is to get it).
        customer_id: whose data the body holds, None = nobody's.
        tries: how often it was sent so far; trouble: what went wrong the last time.
    """

    event: str
    channel: Literal["webhook", "mail", "none"]
    body: bytes
    customer_id: str | None = None
    id: int = 0
    tries: int = 0
    trouble: str = ""
    at: datetime = field(default_factory=now)


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
    #: What showed who this is: the id of the key that signed, "code" for a one-time code, "" for a guest.
    proof: str = ""
    #: When that proof ends, and the session's knowledge of who this is with it.
    proof_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """Who somebody is, how that was shown, and until when it holds; `once`: an id that may be used one time."""

    customer: str
    by: str
    until: datetime
    once: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation.

    Attributes:
        products: the cards as they were shown.
        wish: the chips of what was then understood, None where nothing was said of it.
    """

    speaker: Literal["customer", "shop"]
    text: str
    products: tuple[Mapping[str, Any], ...] = ()
    quick_replies: tuple[str, ...] = ()
    at: datetime = field(default_factory=now)
    wish: tuple[Mapping[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True)
class ShopMessage:
    """A message to the people of the shop; `id` is its case number.

    Attributes:
        contact: an e-mail address or phone number, "" when none was left.
        context: what the assistant knew: "wish", "products", "order", "photo", "said"; a key is missing when unknown.
    """

    id: int
    visitor: str
    conversation: str
    contact: str
    text: str
    at: datetime
    closed: bool
    customer_id: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    answer: str = ""
    answered_at: datetime | None = None
