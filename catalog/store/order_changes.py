"""What customers asked to have changed: kept with everything that has to leave the shop because of it.

The order's state is layered: the change's on top of what the last import said (decision 0006).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from sqlalchemy import Connection, func, insert, select, update

from catalog.desk_tables import OrderChangeRow
from catalog.records import ChangeOutcome, OrderChange, Outgoing, now
from catalog.store.database import Database
from catalog.store.outbox import queue
from catalog.store.rows import insert_rows
from catalog.tables import CustomerRow, OrderAuditRow, OrderRow

FACTS = (
    *("id", "event", "customer_id", "number", "kind", "detail", "feed_state", "state", "at"),
    *("outcome", "note", "closed_at"),
)
#: What an import may say of an order for a change of this kind to be fulfilled.
FULFILLED: Mapping[str, tuple[str, ...]] = {
    "cancel": ("cancelled",),
    "return": ("return_requested", "returned"),
    "exchange": ("exchange_requested", "exchanged"),
}
#: What such a change makes pointless while it waits.
REPLACES: Mapping[str, tuple[str, ...]] = {"cancel": ("items", "address")}

Announce = Callable[[OrderChange], Sequence[Outgoing]]


class OrderChangeStore(Database):
    def request_change(
        self, wanted: OrderChange, *, allowed: Collection[str], actor: str, audit: str, announce: Announce
    ) -> OrderChange | None:
        """Keeps a change, moves the order's state, and queues what `announce` makes of it, all or nothing.

        None when the order is not the customer's, is in a state outside `allowed`, or waits for this very change
        already: of the same request sent ten times at once, one is kept.
        """
        with self.writing() as connection:
            order = _own(connection, wanted)
            if wanted.number and (order is None or order.state not in allowed):
                return None
            if _is_waiting(connection, wanted):
                return None
            fed = (order.feed_state or order.state) if order else ""
            kept = _keep(connection, replace(wanted, feed_state=fed))
            if order:
                _move(connection, kept, order.state, actor, audit)
            queue(connection, announce(kept))
            return kept

    def order_changes(
        self, *, outcome: ChangeOutcome | None = "waiting", customer_id: str = "", number: str = "", limit: int = 100
    ) -> list[OrderChange]:
        """Changes, newest first; of one outcome (None: of all), one customer, one order.

        Raises: ValueError for an unknown outcome.
        """
        if outcome is not None and outcome not in get_args(ChangeOutcome):
            raise ValueError(f"outcome {outcome!r}. Allowed: {', '.join(get_args(ChangeOutcome))}.")
        query = select(OrderChangeRow).order_by(OrderChangeRow.id.desc()).limit(limit)
        query = query.where(OrderChangeRow.outcome == outcome) if outcome else query
        query = query.where(OrderChangeRow.customer_id == customer_id) if customer_id else query
        query = query.where(OrderChangeRow.number == number) if number else query
        with self.reading() as connection:
            return [_change(row) for row in connection.execute(query)]

    def count_waiting_changes(self) -> int:
        with self.reading() as connection:
            return connection.scalar(select(func.count()).where(OrderChangeRow.outcome == "waiting")) or 0

    def fed_states(self, numbers: Collection[str]) -> dict[str, str]:
        """Order number -> what the shop's own system last said of it."""
        query = select(OrderRow.number, OrderRow.feed_state, OrderRow.state).where(OrderRow.number.in_(numbers))
        with self.reading() as connection:
            return {row.number: row.feed_state or row.state for row in connection.execute(query)}

    def close_change(self, change_id: int, outcome: ChangeOutcome, note: str = "", actor: str = "merchant") -> bool:
        """The merchant's word on a waiting change: "done", or "refused", which puts the order back to what the
        shop's system says of it. False when there is no such waiting change."""
        waiting = select(OrderChangeRow).where(OrderChangeRow.id == change_id, OrderChangeRow.outcome == "waiting")
        with self.writing() as connection:
            row = connection.execute(waiting.with_for_update()).first()
            if row is None:
                return False
            _close(connection, [change_id], outcome, note)
            change = _change(row)
            if change.number:
                _note_closing(connection, change, outcome, note, actor)
            return True


def settle(connection: Connection, fed: Mapping[str, str]) -> dict[str, dict[str, str | None]]:
    """Order number -> its `state` and `feed_state`, when the shop's system says the states in `fed`.

    A waiting change stays in force whatever an import says, unless it says that the change was carried out. One
    that the merchant called done stays in force until the shop's system has moved on from where it was asked for.
    """
    query = select(OrderChangeRow).where(OrderChangeRow.number.in_(list(fed)), OrderChangeRow.state != "")
    query = query.where(OrderChangeRow.outcome.in_(("waiting", "done"))).order_by(OrderChangeRow.id)
    latest = {row.number: _change(row) for row in connection.execute(query)}
    fulfilled = [c.id for c in latest.values() if c.outcome == "waiting" and fed[c.number] in FULFILLED[c.kind]]
    _close(connection, fulfilled, "done", "the shop's system says so")
    return {number: _layered(latest.get(number), state) for number, state in fed.items()}


def drop_changes(connection: Connection, number: str) -> None:
    """Takes every change of an order out of force."""
    dropped = update(OrderChangeRow).where(OrderChangeRow.number == number)
    connection.execute(dropped.values(outcome="replaced", closed_at=now()))


def _layered(change: OrderChange | None, fed: str) -> dict[str, str | None]:
    in_force = change is not None and fed not in FULFILLED[change.kind]
    if change is None or not in_force or (change.outcome == "done" and fed != change.feed_state):
        return {"state": fed, "feed_state": None}
    return {"state": change.state, "feed_state": fed}


def _own(connection: Connection, wanted: OrderChange) -> Any:
    """The order's states; its customer's row is held until the transaction ends (SQLite holds the whole database)."""
    connection.execute(select(CustomerRow.id).where(CustomerRow.id == wanted.customer_id).with_for_update())
    query = select(OrderRow.state, OrderRow.feed_state).where(OrderRow.number == wanted.number)
    return connection.execute(query.where(OrderRow.customer_id == wanted.customer_id)).first()


def _waiting(wanted: OrderChange, kinds: Sequence[str]) -> Any:
    own = (OrderChangeRow.customer_id == wanted.customer_id) & (OrderChangeRow.number == wanted.number)
    return own & OrderChangeRow.kind.in_(kinds) & (OrderChangeRow.outcome == "waiting")


def _is_waiting(connection: Connection, wanted: OrderChange) -> bool:
    """Whether a change that leaves the state alone waits already; one that moves it is told by the state itself."""
    if wanted.state:
        return False
    same = select(OrderChangeRow.detail).where(_waiting(wanted, [wanted.kind]))
    return any(detail == json.loads(json.dumps(wanted.detail)) for detail in connection.scalars(same))


def _keep(connection: Connection, wanted: OrderChange) -> OrderChange:
    older = _waiting(wanted, [wanted.kind, *REPLACES.get(wanted.kind, ())])
    connection.execute(update(OrderChangeRow).where(older).values(outcome="replaced", closed_at=now()))
    row = {name: getattr(wanted, name) for name in FACTS if name != "id"}
    added = connection.execute(insert(OrderChangeRow).values(**row).returning(OrderChangeRow.id))
    return replace(wanted, id=int(added.scalar_one()))


def _move(connection: Connection, change: OrderChange, before: str, actor: str, audit: str) -> None:
    after = change.state or before
    if change.state:
        moved = update(OrderRow).where(OrderRow.number == change.number)
        connection.execute(moved.values(state=after, feed_state=change.feed_state))
    _audit(connection, change.number, actor, before, after, audit)


def _note_closing(connection: Connection, change: OrderChange, outcome: str, note: str, actor: str) -> None:
    order = _own(connection, change)
    if order is None:
        return
    after = order.state
    if outcome == "refused" and change.state and order.state == change.state:
        after = order.feed_state or change.feed_state
        back = update(OrderRow).where(OrderRow.number == change.number)
        connection.execute(back.values(state=after, feed_state=None))
    words = f"{change.kind} {outcome}{f': {note}' if note else ''}"
    _audit(connection, change.number, actor, order.state, after, words)


def _audit(connection: Connection, number: str, actor: str, before: str, after: str, detail: str) -> None:
    audit = {"number": number, "at": now(), "actor": actor, "detail": detail}
    insert_rows(connection, OrderAuditRow, [{**audit, "state_before": before, "state_after": after}])


def _close(connection: Connection, ids: Sequence[int], outcome: str, note: str) -> None:
    if ids:
        closed = update(OrderChangeRow).where(OrderChangeRow.id.in_(ids))
        connection.execute(closed.values(outcome=outcome, note=note, closed_at=now()))


def _change(row: Any) -> OrderChange:
    return OrderChange(**{name: getattr(row, name) for name in FACTS})
