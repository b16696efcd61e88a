"""The service questions the shop answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select

from catalog.products import FaqEntry
from catalog.store.changes import Plan, plan_by_key
from catalog.store.database import Database
from catalog.store.products import bump_revision
from catalog.store.rows import delete_where, grouped, insert_rows, upsert_rows
from catalog.tables import FaqParaphraseRow, FaqRow

FACTS = ("id", "question", "answer", "topic")
MAY_BE_NULL = ("link", "valid_from", "valid_until")


class FaqStore(Database):
    def faq(self) -> list[FaqEntry]:
        """Every entry, by id."""
        with self.reading() as connection:
            return list(_read(connection, None).values())

    def save_faq(self, *entries: FaqEntry) -> None:
        """Adds the entries, or puts each in the place of the one with its id; live at the next turn."""
        with self.writing() as connection:
            _write(connection, list(entries))
            bump_revision(connection, faq_alone=True)

    def delete_faq(self, entry_id: str) -> bool:
        """False when there was no such entry."""
        with self.writing() as connection:
            gone = connection.execute(delete(FaqRow).where(FaqRow.id == entry_id)).rowcount
            if gone:
                bump_revision(connection, faq_alone=True)
        return bool(gone)


def plan_faq(connection: Connection, entries: Iterable[FaqEntry]) -> Plan:
    return plan_by_key(connection, entries, lambda entry: entry.id, _read, _write)


def _read(connection: Connection, ids: Sequence[object] | None) -> dict[object, FaqEntry]:
    query = select(FaqRow).order_by(FaqRow.id)
    others_query = select(FaqParaphraseRow.faq_id, FaqParaphraseRow.text)
    others = grouped(connection, others_query.order_by(FaqParaphraseRow.faq_id, FaqParaphraseRow.position))
    rows = connection.execute(query if ids is None else query.where(FaqRow.id.in_(ids)))
    return {
        row.id: FaqEntry(
            paraphrases=tuple(others.get(row.id, ())),
            **{name: getattr(row, name) for name in FACTS},
            **{name: getattr(row, name) or "" for name in MAY_BE_NULL},
        )
        for row in rows
    }


def _write(connection: Connection, entries: list[FaqEntry]) -> None:
    rows = [{name: getattr(entry, name) for name in FACTS + MAY_BE_NULL} for entry in entries]
    upsert_rows(connection, FaqRow, rows)
    delete_where(connection, FaqParaphraseRow.faq_id, [entry.id for entry in entries])
    others = [(entry.id, *numbered) for entry in entries for numbered in enumerate(entry.paraphrases)]
    insert_rows(
        connection, FaqParaphraseRow, [{"faq_id": id_, "position": place, "text": text} for id_, place, text in others]
    )
