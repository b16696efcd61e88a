"""What customers of the shop did, as histories to learn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.recommend.history import History
from catalog.recommend.live import SIGNALS
from catalog.recommend.sequence.histories import Histories, sequence_of
from catalog.records import Bought, Event
from catalog.store import Store

#: A shorter history has nothing to learn from beside the two products that are held out of it.
FEWEST_PRODUCTS = 4


@dataclass(frozen=True)
class Behaviour:
    """histories: one a customer or guest; newest: when each of them last did something, in the same order."""

    histories: Histories
    newest: tuple[datetime, ...]


def behaviour_in(store: Store, products: Iterable[str]) -> Behaviour:
    """What the store holds, without what was to be forgotten and those who want nothing learnt from them."""
    events, bought, unwilling = deeds_in(store)
    return behaviour_of(events, bought, products, unwilling)


def deeds_in(store: Store) -> tuple[list[Event], list[Bought], set[str]]:
    """What everybody did and bought, without what was to be forgotten, and who wants nothing learnt from them."""
    learning = _latest(store, "learning")
    unwilling = {person for person, value in learning.items() if value == "off"}
    forgotten = {person: datetime.fromisoformat(value) for person, value in _latest(store, "forgotten").items()}
    events = [
        event
        for event in store.events(kinds=SIGNALS)
        if event.at >= forgotten.get(event.customer_id or event.visitor, event.at)
    ]
    bought = [line for line in store.bought() if line.at >= forgotten.get(line.customer_id, line.at)]
    return events, bought, unwilling


def _latest(store: Store, subject: str) -> dict[str, str]:
    """What everybody said last of one subject, by customer, or by visitor while they are a guest."""
    return {customer or visitor: value for visitor, customer, value in store.all_said(subject)}


def behaviour_of(
    events: Iterable[Event], bought: Sequence[Bought], products: Iterable[str], unwilling: Iterable[str] = ()
) -> Behaviour:
    """Histories over `products`; what a guest did before the login is the customer's.

    What counts is what counts when the visitor is served (catalog/recommend/history.py).
    """
    known, held = dict.fromkeys(products), list(events)
    customers = {event.visitor: event.customer_id for event in held if event.visitor and event.customer_id}
    done: defaultdict[str, list[Event]] = defaultdict(list)
    for event in held:
        if event.product_id in known:
            done[event.customer_id or customers.get(event.visitor) or event.visitor].append(event)
    orders: defaultdict[str, list[Bought]] = defaultdict(list)
    for line in bought:
        if line.product_id in known:
            orders[line.customer_id].append(line)
    found: list[tuple[list[str], datetime]] = []
    for person in sorted((done.keys() | orders.keys()) - set(unwilling)):
        newest = max([*(event.at for event in done[person]), *(line.at for line in orders[person])])
        sequence = sequence_of(History(done[person], newest, orders[person]))
        if len(sequence) >= FEWEST_PRODUCTS:
            found.append((sequence, newest))
    return Behaviour(Histories.of((sequence for sequence, _ in found), known), tuple(at for _, at in found))
