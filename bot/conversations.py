"""What Rasa keeps of a conversation, and how it forgets one."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path


def conversations_file(home: Path) -> Path:
    """The file that bot/rasa/tracker_store.py writes."""
    return home / "conversations.db"


def forget_conversations(home: Path, conversations: Iterable[str]) -> None:
    """Deletes them from Rasa's file; a Rasa that runs notices and drops what it holds in memory."""
    if not conversations_file(home).exists():
        return
    with contextlib.closing(sqlite3.connect(conversations_file(home), timeout=15)) as file, file:
        if file.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone():
            file.executemany("DELETE FROM events WHERE conversation = ?", [(name,) for name in conversations])
