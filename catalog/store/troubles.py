"""What to do about what SQLite can say that is no fault of a program."""

from __future__ import annotations

import sqlite3

#: By its first result code (sqlite.org/rescode.html).
_TOLD = {
    sqlite3.SQLITE_CORRUPT: "is damaged. 'shopmate restore FILE' puts a backup back.",
    sqlite3.SQLITE_NOTADB: "is damaged: it is no SQLite file. 'shopmate restore FILE' puts a backup back.",
    sqlite3.SQLITE_FULL: "can't grow: the disk is full. Make room and try again; nothing half written was kept.",
    sqlite3.SQLITE_IOERR: "can't be read or written. Is the disk full, or was the folder moved or deleted?",
    sqlite3.SQLITE_READONLY: "can't be written. Give this user the right to it, or set SHOPMATE_HOME=./other.",
    sqlite3.SQLITE_CANTOPEN: "can't be opened. Was its folder moved or deleted, or can't this user write there?",
}


def trouble_of(error: BaseException) -> str:
    """The end of a sentence that begins with the database's name, "" for an error that is not SQLite's.

    SQLAlchemy's error may be around it.
    """
    return _TOLD.get(getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) & 0xFF, "")
