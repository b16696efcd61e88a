"""The store: everything the shop keeps, behind one object. No SQL leaves this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from catalog.settings import DATABASE, Settings
from catalog.store.changes import CatalogChange, ChangeCounts, Count, Plan
from catalog.store.customers import CustomerStore, plan_customers
from catalog.store.database import StoreError, open_engine
from catalog.store.emptying import EmptyingStore, Things, taken_out
from catalog.store.events import EventStore, plan_events
from catalog.store.faq import FaqStore, plan_faq
from catalog.store.health import HealthStore
from catalog.store.login_codes import LoginCodeStore
from catalog.store.messages import MessageStore
from catalog.store.opinions import plan_links, plan_reviews
from catalog.store.order_changes import OrderChangeStore
from catalog.store.orders import OrderStore, plan_orders
from catalog.store.outbox import OutboxStore
from catalog.store.pictures import PictureStore, plan_pictures
from catalog.store.products import ProductStore, bump_revision, plan_products
from catalog.store.sessions import SessionStore
from catalog.store.statements import StatementStore
from catalog.store.words import WordStore

__all__ = ["CatalogChange", "ChangeCounts", "Count", "Store", "StoreError", "open_store"]


#: The kinds that a running service must take in when they move.
CATALOGUE_KINDS = ("products", "reviews", "links", "faq")


class Store(
    ProductStore,
    FaqStore,
    EventStore,
    StatementStore,
    CustomerStore,
    OrderStore,
    OrderChangeStore,
    OutboxStore,
    SessionStore,
    MessageStore,
    WordStore,
    LoginCodeStore,
    PictureStore,
    EmptyingStore,
    HealthStore,
):
    """One shop's database. Every method is one transaction and may be called from any thread."""

    def apply(
        self,
        change: CatalogChange,
        *,
        dry_run: bool = False,
        approve: Callable[[ChangeCounts], None] = lambda _counts: None,
        instead_of: Things | None = None,
    ) -> ChangeCounts:
        """Writes what differs, all or nothing, and tells how much; a dry run only tells.

        approve: sees the counts before anything is written, and raises where that shall not be.
        instead_of: what goes out in the same transaction, and is not counted; a dry run leaves it out of account.
        Reviews, links and orders must name products and customers that are stored or in `change`.
        """
        if instead_of and not dry_run:
            with self.writing() as connection:
                taken_out(connection, instead_of)
                plans = _plans(connection, change)
                approve(counts := _counts(plans))
                _write(connection, plans)
            return counts
        with self.reading() as connection:
            plans = _plans(connection, change)
        approve(counts := _counts(plans))
        if not dry_run and any(count.written for count in counts.values()):
            with self.writing() as connection:
                _write(connection, plans)
        return counts


def _plans(connection: Connection, change: CatalogChange) -> dict[str, Plan]:
    return {
        "products": plan_products(connection, change.products, replaces=change.replace),
        "pictures": plan_pictures(connection, change.pictures),
        "reviews": plan_reviews(connection, change.reviews),
        "links": plan_links(connection, change.links),
        "faq": plan_faq(connection, change.faq),
        "customers": plan_customers(connection, change.customers),
        "orders": plan_orders(connection, change.orders),
        "events": plan_events(connection, change.events),
    }


def _counts(plans: Mapping[str, Plan]) -> ChangeCounts:
    return {kind: plan.count for kind, plan in plans.items()}


def _write(connection: Connection, plans: Mapping[str, Plan]) -> None:
    for plan in plans.values():
        plan.write(connection)
    moved = {kind for kind in CATALOGUE_KINDS if plans[kind].count.written}
    if moved:
        bump_revision(connection, faq_alone=moved == {"faq"})


def open_store(settings: Settings) -> Store:
    """The shop's store, its home created and its tables brought up to date.

    Raises: StoreError when the database is wrong, away, or written by a newer Shopmate.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"home {settings.home} cannot be made: {error.strerror}. Set SHOPMATE_HOME to a folder you may write."
        ) from error
    if _was_emptied(settings):
        raise StoreError(
            f"{settings.home / DATABASE} is empty, 0 bytes, in a home that was in use: it is damaged. "
            "'shopmate restore FILE' puts a backup back; remove the file to begin with an empty shop."
        )
    return Store(open_engine(settings.database_url))


def _was_emptied(settings: Settings) -> bool:
    """Whether the home's own database lost all its bytes after it had been read into an index."""
    file = settings.home / DATABASE
    log = file.with_name(f"{DATABASE}-wal")
    is_empty = file.exists() and not file.stat().st_size and not (log.exists() and log.stat().st_size)
    return not settings.database and is_empty and settings.index.is_dir() and any(settings.index.iterdir())
