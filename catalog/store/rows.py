"""Small pieces of SQL that the subjects share, written so that every database understands them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, insert, inspect, select, update

from catalog.tables import Table

Row = Mapping[str, Any]


def insert_rows(connection: Connection, table: type[Table], rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


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
