"""What visitors did, and the questions the shop had no answer to."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, extract, func, insert, or_, select
from sqlalchemy.exc import OperationalError

from catalog.records import EVENT_KINDS, UNDONE, Event, EventKind, Unanswered
from catalog.store.changes import Count, Plan
from catalog.store.database import Database, roomy
from catalog.store.rows import Loader, Values
from catalog.store.spool import Spool, in_batches
from catalog.store.statements import latest_said
from catalog.tables import EventRow, OrderLineRow, OrderRow

logger = logging.getLogger("shopmate")

FACTS = ("kind", "visitor", "customer_id", "product_id", "text", "results", "at")
WHENCE = ("place", "stage", "source", "arm")
COLUMNS = (
    *(getattr(EventRow, name) for name in FACTS),
    *(func.coalesce(getattr(EventRow, name), "") for name in WHENCE),
    EventRow.propensity,
)
INSERT = insert(EventRow)
LOADED = Loader(EventRow, (*FACTS, *WHENCE, "propensity", "import_key"), "import_key")
FORGOTTEN_AT_ONCE = 20_000
#: Events of a feed that are compared and written in one go.
AT_ONCE = 5_000
#: What a key is made of: the text of a dictionary, as it always was.
_TOLD = "{" + ", ".join(f"{name!r}: %r" for name in FACTS)


class Deed(NamedTuple):
    """One event as the crowd's picture needs it, cheap enough for millions; at: seconds since 1970."""

    kind: str
    product: str | None
    who: str
    at: int
    place: str | None
    stage: str | None
    source: str | None


DEED = (
    EventRow.kind,
    EventRow.product_id,
    func.coalesce(EventRow.customer_id, EventRow.visitor),
    extract("epoch", EventRow.at),
    EventRow.place,
    EventRow.stage,
    EventRow.source,
)


class EventStore(Database):
    def record(self, events: Sequence[Event]) -> bool:
        """Keeps the events in one small transaction; well under a millisecond, as turns record several.

        What cannot be kept, on a full disk say, is left out with a line in the log: nobody's answer waits for it.
        Returns: whether they were kept.
        Raises: ValueError for a kind that is not in EVENT_KINDS.
        """
        for event in events:
            check_kind(event.kind)
        if not events:
            return True
        try:
            with self.writing() as connection:
                unwilling = _unwilling(connection, events)
                connection.execute(
                    INSERT, [_row(_nobody_s(event) if event in unwilling else event) for event in events]
                )
        except OperationalError as error:
            logger.error("events not kept", extra={"facts": {"events": len(events), "kind": str(error.orig)[:80]}})
            return False
        return True

    def events(
        self,
        *,
        kinds: Collection[EventKind] = (),
        visitor: str = "",
        customer_id: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> list[Event]:
        """Events, newest first. With a visitor and a customer, what either of the two did."""
        query = select(*COLUMNS).order_by(EventRow.at.desc(), EventRow.id.desc()).limit(limit)
        if kinds:
            query = query.where(EventRow.kind.in_(kinds))
        who = [EventRow.visitor == visitor] if visitor else []
        who += [EventRow.customer_id == customer_id] if customer_id is not None else []
        if who:
            query = query.where(or_(*who))
        if since:
            query = query.where(EventRow.at >= since)
        with self.reading() as connection:
            return [Event(*row) for row in connection.execute(query)]

    def unanswered(self, *, since: datetime | None = None, limit: int = 100) -> list[Unanswered]:
        """Searches and questions that found nothing, the most frequent first; case does not count."""
        words, times, last = func.lower(EventRow.text), func.count(), func.max(EventRow.at)
        query = select(EventRow.kind, words, times, last).where(EventRow.results == 0, EventRow.text != "")
        query = query.where(EventRow.kind.in_(("search", "question"))).group_by(EventRow.kind, words)
        if since:
            query = query.where(EventRow.at >= since)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(times.desc(), last.desc(), words).limit(limit))
            return [Unanswered(*row) for row in rows]

    def delete_events_before(self, moment: datetime) -> int:
        """Forgets old events, some at a time so that no turn waits for it; how many went."""
        old = select(EventRow.id).where(EventRow.kind.in_(EVENT_KINDS), EventRow.at < moment).limit(FORGOTTEN_AT_ONCE)
        gone = 0
        while True:
            with self.writing() as connection:
                some = connection.execute(delete(EventRow).where(EventRow.id.in_(old))).rowcount
            gone += some
            if some < FORGOTTEN_AT_ONCE:
                return gone

    def deeds(self, *, above: int, limit: int) -> tuple[list[Deed], int, int]:
        """What visitors did with products, in the order it came in, the highest id looked at, and how many were.

        Args:
            above: the highest id of the last call, 0 at first; `limit` events after it are looked at.
        """
        next_ones = select(EventRow.id).where(EventRow.id > above).order_by(EventRow.id).limit(limit).subquery()
        query = select(*DEED).where(EventRow.id > above).order_by(EventRow.id)
        with self.reading() as connection:
            highest, looked_at = connection.execute(select(func.max(next_ones.c.id), func.count())).one()
            rows = connection.execute(query.where(EventRow.id <= (highest or 0), EventRow.product_id.is_not(None)))
            return [Deed(*row) for row in rows], highest or above, looked_at

    def purchases(self, *, since: datetime) -> list[Event]:
        """What was bought and kept, by everybody: the lines of orders that stand, and events that no order tells of."""
        in_order = select(OrderRow.number).join(OrderLineRow, OrderLineRow.number == OrderRow.number)
        in_order = in_order.where(
            OrderRow.customer_id == EventRow.customer_id, OrderLineRow.product_id == EventRow.product_id
        )
        told = select(EventRow.product_id, EventRow.customer_id, EventRow.visitor, EventRow.at)
        told = told.where(EventRow.kind == "purchase", EventRow.at >= since, EventRow.product_id.is_not(None))
        ordered = select(OrderLineRow.product_id, OrderRow.customer_id, OrderRow.placed_at).join(OrderRow)
        ordered = ordered.where(
            OrderRow.state.not_in(UNDONE), OrderRow.placed_at >= since, OrderLineRow.product_id != ""
        )
        with self.reading() as connection:
            alone = connection.execute(told.where(~in_order.exists()))
            found = [Event("purchase", who, customer, product, at=at) for product, customer, who, at in alone]
            lines = connection.execute(ordered)
            return found + [Event("purchase", "", customer, product, at=at) for product, customer, at in lines]


def _unwilling(connection: Connection, events: Sequence[Event]) -> set[Event]:
    """The events of people who want nothing learnt of them; what they refuse is kept, for they want that kept."""
    learnt = [event for event in events if event.kind not in ("dismiss", "unlearn")]
    people = {(event.visitor, event.customer_id) for event in learnt}
    said = {who: latest_said(connection, *who, subject="learning") for who in people}
    return {event for event in learnt if said[event.visitor, event.customer_id] == "off"}


def _nobody_s(event: Event) -> Event:
    return replace(event, visitor="", customer_id=None, text=event.text if event.results == 0 else "")


def check_kind(kind: str) -> None:
    if kind not in EVENT_KINDS:
        raise ValueError(f"event kind {kind!r}. Allowed: {', '.join(EVENT_KINDS)}.")


def plan_events(connection: Connection, events: Iterable[Event]) -> Plan:
    """Plans events of a feed; the nth of several equal ones is known again at the next import."""
    count, spool, twins = Count(), Spool[Sequence[Values]](), Counter[str]()
    for batch in in_batches(events, AT_ONCE):
        rows = {_key(event, twins): event for event in batch}
        timed = {key: _timed(key, event) for key, event in rows.items()}
        known = LOADED.known(connection, [*rows, *timed.values()])
        fresh = [(*_values(event), timed[key]) for key, event in rows.items() if known.isdisjoint((key, timed[key]))]
        count.added += len(fresh)
        count.unchanged += len(rows) - len(fresh)
        if fresh:
            spool.append(fresh)

    def write(target: Connection) -> None:
        with roomy(target):
            for batch in spool:
                LOADED.write(target, batch)

    return Plan(count, write)


def _values(event: Event) -> Values:
    told = (event.kind, event.visitor, event.customer_id, event.product_id, event.text, event.results, event.at)
    whence = (event.place or None, event.stage or None, event.source or None, event.arm or None)
    return (*told, *whence, event.propensity)


def _key(event: Event, twins: Counter[str]) -> str:
    # Only what a feed tells: the same file must be known again by the keys of any version.
    told = _TOLD % (event.kind, event.visitor, event.customer_id, event.product_id, event.text, event.results, event.at)
    told += f", 'place': {event.place!r}}}" if event.place else "}"
    digest = hashlib.sha256(told.encode()).hexdigest()[:48]
    twins[digest] += 1
    return f"{digest}-{twins[digest]}"


def _timed(key: str, event: Event) -> str:
    """The key as it is kept: a log comes in order of time, and keys in that order are written to few pages of their
    index. Keys of older versions have no time and are known as they are."""
    digest, _, number = key.partition("-")
    return f"t{int(event.at.timestamp()):010d}-{digest[:40]}-{number}"


def _row(event: Event) -> dict[str, Any]:
    whence = {name: getattr(event, name) or None for name in WHENCE}
    return {name: getattr(event, name) for name in FACTS} | whence | {"propensity": event.propensity}
