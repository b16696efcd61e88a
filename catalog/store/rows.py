"""Small pieces of SQL that the subjects share, written so that every database understands them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, insert, inspect, select, update

from catalog.tables import Table

Row = Mapping[str, Any]
#: The values of some columns of one row, in the order of the columns.
Values = tuple[Any, ...]


def insert_rows(connection: Connection, table: type[Table], rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


class Loader:
    """Writes and finds rows by the million: plain values straight to the driver, a third less work a row.

    Args:
        columns: what `write` takes, in this order; `key`: a unique one of them that need not be the primary one.
    """

    def __init__(self, table: type[Table], columns: Sequence[str], key: str) -> None:
        self._table, self._columns, self._key = table, columns, key

    def write(self, connection: Connection, rows: Iterable[Values]) -> None:
        """Inserts the rows, but for those whose key is there."""
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
        for place, name in enumerate(self._columns if columns else ()):
            if made := self._made(connection, name):
                columns[place] = map(made, columns[place])
        names, marks = ", ".join(self._columns), ", ".join([_mark(connection)] * len(self._columns))
        connection.exec_driver_sql(
            f"INSERT INTO {self._table.__tablename__} ({names}) VALUES ({marks}) ON CONFLICT ({self._key}) DO NOTHING",  # noqa: S608
            list(zip(*columns, strict=True)),
        )

    def known(self, connection: Connection, keys: Sequence[str]) -> set[str]:
        """Those of the keys that are there."""
        marks = ", ".join([_mark(connection)] * len(keys))
        query = f"SELECT {self._key} FROM {self._table.__tablename__} WHERE {self._key} IN ({marks})"  # noqa: S608
        return {key for (key,) in connection.exec_driver_sql(query, tuple(keys))}

    def _made(self, connection: Connection, name: str) -> Callable[[Any], Any] | None:
        """How the database wants a value of this column; None = as it is."""
        return self._table.__table__.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def upsert_rows(connection: Connection, table: type[Table], rows: Sequence[Row]) -> None:
    """Updates the rows whose primary key (one column) is there, inserts the others.

    Not "insert or replace": replacing a product would take its reviews and links along.
    """
    key: ColumnElement[Any] = inspect(table).primary_key[0]
    wanted = [row[key.name] for row in rows]
    there = set(connection.scalars(select(key).where(key.in_(wanted))))
    insert_rows(connection, table, [row for row in rows if row[key.name] not in there])
    old = [{**row, "the_key": row[key.name]} for row in rows if row[key.name] in there]
    if old:
        connection.execute(update(table).where(key == bindparam("the_key")), old)


def delete_where(connection: Connection, column: Any, values: Iterable[Any]) -> None:
    connection.execute(delete(column.class_).where(column.in_(list(values))))


def grouped(connection: Connection, query: Select[*tuple[Any, ...]]) -> dict[Any, list[Any]]:
    """The rows of `query` by their first column; the rest is the value, unwrapped when it is one column."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for first, *rest in connection.execute(query):
        groups[first].append(rest[0] if len(rest) == 1 else tuple(rest))
    return groups
