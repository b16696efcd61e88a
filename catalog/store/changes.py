"""What an import wants changed, what it changed, and the plan between the two.

A change is applied in two steps: first everything is read and compared with the database, without a
lock and as a stream; then only the differences are written, in one short transaction. So a large
import neither fills the memory nor keeps the running service from writing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from catalog.products import FaqEntry, Link, Product, Review, WebPicture
from catalog.records import Customer, Event, Order
from catalog.store.spool import Spool, in_batches

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class CatalogChange:
    """New and changed facts. The iterables are read once, in this order, and may be generators.

    Attributes:
        reviews, links: the complete set of every product they name; that product's others are removed.
        pictures: those that the products show and that have to be fetched.
        replace: hide the products that `products` does not name.
    """

    products: Iterable[Product] = ()
    pictures: Iterable[WebPicture] = ()
    reviews: Iterable[Review] = ()
    links: Iterable[Link] = ()
    faq: Iterable[FaqEntry] = ()
    customers: Iterable[Customer] = ()
    orders: Iterable[Order] = ()
    events: Iterable[Event] = ()
    replace: bool = False


@dataclass
class Count:
    """How many rows of one kind an import touched; `hidden` counts removed reviews and links too.

    `absent`: products shown in the shop that the feed does not name; `examples` are ids of some of them.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    hidden: int = 0
    absent: int = field(default=0, compare=False)
    examples: tuple[str, ...] = field(default=(), compare=False)

    @property
    def written(self) -> int:
        return self.added + self.changed + self.hidden

    def note(self, *, is_new: bool, is_same: bool) -> None:
        if is_new:
            self.added += 1
        elif is_same:
            self.unchanged += 1
        else:
            self.changed += 1


#: Kind ("products", "reviews", …) -> its count.
ChangeCounts = Mapping[str, Count]


@dataclass
class Plan:
    """The differences of one kind: how many, and how to write them."""

    count: Count
    write: Callable[[Connection], None] = field(repr=False)


def plan_by_key(
    connection: Connection,
    things: Iterable[Thing],
    key: Callable[[Thing], Hashable],
    stored: Callable[[Connection, list[Hashable]], Mapping[Hashable, Thing]],
    write: Callable[[Connection, list[Thing]], None],
) -> Plan:
    """Plans the things whose stored twin, found by key, is missing or different."""
    count, spool = Count(), Spool[Thing]()
    for batch in in_batches(things):
        before = stored(connection, [key(thing) for thing in batch])
        for thing in batch:
            twin = before.get(key(thing))
            count.note(is_new=twin is None, is_same=twin == thing)
            if twin != thing:
                spool.append(thing)

    def write_all(target: Connection) -> None:
        for batch in spool.batches():
            # The last of two things with one key wins, as it would have one by one.
            write(target, list({key(thing): thing for thing in batch}.values()))

    return Plan(count, write_all)
