"""Pictures that feeds name by their address: which wait, which are here, which can't be had and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, or_, select, update

from catalog.products import WebPicture
from catalog.records import now
from catalog.store.changes import Plan, plan_by_key
from catalog.store.database import Database
from catalog.store.rows import insert_rows
from catalog.tables import PictureRow, ProductImageRow, VariantRow

WAITING, HERE, FAILED = "waiting", "here", "failed"


@dataclass(frozen=True)
class PictureState:
    """A picture by address as the store knows it; `etag` and `modified` are what its server said of it last."""

    file: str
    address: str
    state: str = WAITING
    tries: int = 0
    etag: str = ""
    modified: str = ""
    trouble: str = ""


FACTS = ("file", "address", "state", "tries", "etag", "modified", "trouble")


class PictureStore(Database):
    def take_pictures(self, *, lease: timedelta, limit: int) -> list[PictureState]:
        """Pictures that are due, for this caller alone until the `lease` is over; those never tried before first.

        A fetcher that dies in between loses nothing: after the lease somebody takes them again.
        """
        moment = now()
        with self.writing() as connection:
            due = select(PictureRow).where(PictureRow.state.in_((WAITING, HERE)), PictureRow.next_at <= moment)
            rows = connection.execute(due.order_by(PictureRow.tries, PictureRow.next_at).limit(limit)).all()
            taken = update(PictureRow).where(PictureRow.file.in_([row.file for row in rows]))
            connection.execute(taken.values(next_at=moment + lease))
        return [_state(row) for row in rows]

    def settle_picture(self, picture: PictureState, next_at: datetime) -> None:
        """Writes down what became of a picture, and when it is looked at again."""
        with self.writing() as connection:
            known = {name: getattr(picture, name) for name in FACTS if name not in ("file", "address")}
            connection.execute(
                update(PictureRow).where(PictureRow.file == picture.file).values(**known, next_at=next_at)
            )

    def count_pictures(self) -> dict[str, int]:
        """State -> how many pictures by address are in it."""
        with self.reading() as connection:
            counted = connection.execute(select(PictureRow.state, func.count()).group_by(PictureRow.state)).tuples()
            return {WAITING: 0, HERE: 0, FAILED: 0, **dict(counted.all())}

    def troubled_pictures(self, *, limit: int | None = None) -> list[PictureState]:
        """Pictures that failed, and those that will be tried again after trouble."""
        query = select(PictureRow).where(or_(PictureRow.state == FAILED, PictureRow.trouble != ""))
        with self.reading() as connection:
            return [_state(row) for row in connection.execute(query.order_by(PictureRow.address).limit(limit))]

    def pictures_not_here(self) -> set[str]:
        """The files that are promised and not there (yet)."""
        with self.reading() as connection:
            return set(connection.scalars(select(PictureRow.file).where(PictureRow.state != HERE)))

    def products_showing(self, files: Sequence[str]) -> dict[str, str]:
        """file -> the id of a product that shows it."""
        images = select(ProductImageRow.file, ProductImageRow.product_id).where(ProductImageRow.file.in_(files))
        variants = select(VariantRow.image, VariantRow.product_id).where(VariantRow.image.in_(files))
        with self.reading() as connection:
            return {file: product for query in (variants, images) for file, product in connection.execute(query)}

    def retry_pictures(self) -> int:
        """Failed pictures, and those that wait for another try, are due at once; how many."""
        with self.writing() as connection:
            again = update(PictureRow).where(or_(PictureRow.state == FAILED, PictureRow.trouble != ""))
            return connection.execute(again.values(state=WAITING, tries=0, next_at=now(), trouble="")).rowcount

    def forget_unshown_pictures(self) -> list[str]:
        """Forgets addresses whose pictures no product shows any more; their files."""
        shown = select(ProductImageRow.file).union(select(VariantRow.image))
        with self.writing() as connection:
            gone = list(connection.scalars(select(PictureRow.file).where(PictureRow.file.not_in(shown))))
            connection.execute(delete(PictureRow).where(PictureRow.file.not_in(shown)))
        return gone


def plan_pictures(connection: Connection, pictures: Iterable[WebPicture]) -> Plan:
    return plan_by_key(connection, pictures, lambda picture: picture.file, _read, _write)


def _read(connection: Connection, files: Sequence[object]) -> dict[object, WebPicture]:
    query = select(PictureRow.file, PictureRow.address).where(PictureRow.file.in_(files))
    return {file: WebPicture(file, address) for file, address in connection.execute(query)}


def _write(connection: Connection, pictures: list[WebPicture]) -> None:
    files = [picture.file for picture in pictures]
    # Another import may have brought them since they were planned.
    there = set(connection.scalars(select(PictureRow.file).where(PictureRow.file.in_(files))))
    fresh = {"state": WAITING, "tries": 0, "etag": "", "modified": "", "trouble": ""}
    moment = now()
    rows = [
        {"file": one.file, "address": one.address, **fresh, "next_at": moment + timedelta(milliseconds=one.place)}
        for one in pictures
        if one.file not in there
    ]
    insert_rows(connection, PictureRow, rows)


def _state(row: object) -> PictureState:
    return PictureState(**{name: getattr(row, name) for name in FACTS})
