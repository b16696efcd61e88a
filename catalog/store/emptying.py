"""Taking out of the shop what was brought in: all of it, or what somebody names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, func, select

from catalog.desk_tables import LoginCodeRow, OrderChangeRow, OutboxRow, ShopWordRow
from catalog.store.customers import whereabouts
from catalog.store.database import Database
from catalog.store.products import bump_revision
from catalog.store.spool import in_batches
from catalog.tables import (
    CustomerRow,
    EventRow,
    FaqParaphraseRow,
    FaqRow,
    LinkRow,
    OrderAuditRow,
    OrderLineRow,
    OrderRow,
    PictureRow,
    ProductAttributeRow,
    ProductCategoryRow,
    ProductImageRow,
    ProductRow,
    ReviewRow,
    SessionRow,
    ShopMessageRow,
    StatementRow,
    Table,
    TurnRow,
    VariantAttributeRow,
    VariantRow,
)

#: What people said, asked for and did.
_SPOKEN = (TurnRow, SessionRow, ShopMessageRow, EventRow, StatementRow, LoginCodeRow)
_BOUGHT = (OrderChangeRow, OutboxRow, OrderAuditRow, OrderLineRow, OrderRow, CustomerRow)
_SOLD = (
    *(LinkRow, ReviewRow, VariantAttributeRow, VariantRow),
    *(ProductAttributeRow, ProductCategoryRow, ProductImageRow, ProductRow, PictureRow),
)


@dataclass(frozen=True)
class Things:
    """Ids of what is in the shop, by kind."""

    products: Collection[str] = field(default_factory=set)
    faq: Collection[str] = field(default_factory=set)
    customers: Collection[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.products or self.faq or self.customers)

    def __str__(self) -> str:
        told = {"products": self.products, "FAQ entries": self.faq, "customers": self.customers}
        return ", ".join(f"{len(ids)} {kind}" for kind, ids in told.items() if ids)


class EmptyingStore(Database):
    def empty(self) -> dict[str, int]:
        """Takes out everything but the shop's own words of the desk; how many rows of each table went."""
        with self.writing() as connection:
            tables: Iterable[type[Table]] = (*_SPOKEN, *_BOUGHT, *_SOLD, FaqParaphraseRow, FaqRow, ShopWordRow)
            gone = {table.__tablename__: connection.execute(delete(table)).rowcount for table in tables}
            bump_revision(connection)
        return gone

    def take_out(self, things: Things) -> None:
        """Takes out these things with all that hangs on them; see `taken_out`."""
        with self.writing() as connection:
            taken_out(connection, things)


def taken_out(connection: Connection, things: Things) -> None:
    """Deletes these things with all that hangs on them, and lets every process know.

    Where no product is left, nobody can have talked of another shop: then what was said and done goes as well.
    """
    for ids in in_batches(things.customers):
        for theirs, condition in whereabouts(connection, ids):
            connection.execute(delete(theirs).where(condition))
    for ids in in_batches(things.products):
        connection.execute(delete(EventRow).where(EventRow.product_id.in_(ids)))
        connection.execute(delete(ProductRow).where(ProductRow.id.in_(ids)))
    for ids in in_batches(things.faq):
        connection.execute(delete(FaqRow).where(FaqRow.id.in_(ids)))
    if not connection.scalar(select(func.count()).select_from(ProductRow)):
        for table in _SPOKEN:
            connection.execute(delete(table))
    bump_revision(connection)
