"""What Rasa keeps of a conversation, and how it forgets one."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path


def conversations_file(home: Path) -> Path:
    """The file that bot/rasa/tracker_store.py writes."""
    return home / "conversations.db"


def forget_conversations(home: Path, conversations: Iterable[str]) -> None:
    """Deletes them from Rasa's file; a Rasa that runs notices and drops what it holds in memory."""
    with _opened(home) as file:
        if file is not None:
            _forget(file, conversations)


def forget_other_conversations(home: Path, kept: Collection[str]) -> int:
    """Deletes all conversations but those in `kept`; how many went."""
    with _opened(home) as file:
        if file is None:
            return 0
        known = {name for (name,) in file.execute("SELECT DISTINCT conversation FROM events")}
        _forget(file, known - set(kept))
        return len(known - set(kept))


def _forget(file: sqlite3.Connection, conversations: Iterable[str]) -> None:
    with file:
        file.executemany("DELETE FROM events WHERE conversation = ?", [(name,) for name in conversations])
    # The words would stay in the log until somebody writes it back.
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@contextlib.contextmanager
def _opened(home: Path) -> Iterator[sqlite3.Connection | None]:
    """Rasa's file, None while there is nothing in it. What is deleted through it is overwritten."""
    if not conversations_file(home).exists():
        yield None
        return
    with contextlib.closing(sqlite3.connect(conversations_file(home), timeout=15)) as file:
        file.execute("PRAGMA secure_delete = ON")
        has_table = file.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone()
        yield file if has_table else None
