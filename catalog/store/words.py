"""The shop's own words as rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Delete, delete, select

from catalog.desk_tables import ShopWordRow
from catalog.store.database import Database
from catalog.store.products import bump_revision
from catalog.store.rows import insert_rows
from catalog.words import Word


class WordStore(Database):
    def words(self) -> list[Word]:
        """Every word, by kind and name."""
        query = select(ShopWordRow).order_by(ShopWordRow.kind, ShopWordRow.name)
        with self.reading() as connection:
            return [Word(row.kind, row.name, tuple(row.value)) for row in connection.execute(query)]

    def save_words(self, words: Sequence[Word], *, replace: bool = False) -> None:
        """Adds the words, or puts each in the place of its namesake; with `replace`, of all there are."""
        with self.writing() as connection:
            if replace:
                connection.execute(delete(ShopWordRow))
            for word in words:
                connection.execute(_named(word.kind, word.name))
            rows = [{"kind": word.kind, "name": word.name, "value": list(word.values)} for word in words]
            insert_rows(connection, ShopWordRow, rows)
            bump_revision(connection)

    def delete_word(self, kind: str, name: str) -> bool:
        """False when there was no such word."""
        with self.writing() as connection:
            gone = bool(connection.execute(_named(kind, name)).rowcount)
            if gone:
                bump_revision(connection)
        return gone


def _named(kind: str, name: str) -> Delete:
    return delete(ShopWordRow).where(ShopWordRow.kind == kind, ShopWordRow.name == name)
