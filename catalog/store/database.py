"""One engine for one database: how a store is opened, migrated, read and written."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from catalog.store.troubles import trouble_of

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
BUSY_TIMEOUT_MS = 15_000
IMPORT_CACHE_KIB = 256 * 1024
#: Any fixed number: processes that open the same PostgreSQL database wait for one another on it.
MIGRATION_LOCK = 7_204_113


class StoreError(RuntimeError):
    """The database cannot be used; the message says what to do."""


class Database:
    """Short transactions on a pooled engine; safe to use from many threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the database."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed at the end. On SQLite it takes the write lock at once:
        a transaction that reads first and locks later fails when another process wrote in between."""
        with self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            yield connection

    def scrub(self) -> None:
        """Lets go of the bytes of what was deleted: SQLite keeps them in its log until that is written back.

        Waits for other readers as long as any statement does; what they hold is written back by the next call.
        """
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Room in memory for the indexes that a large import writes all over; SQLite keeps 2 MB by itself."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{IMPORT_CACHE_KIB}")
    try:
        yield
    finally:
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA cache_size = -2000")


def open_engine(url: str) -> Engine:
    """An engine for `url`, migrated to the newest tables.

    Raises: StoreError when the URL is wrong, the database is away, or it is newer than this program.
    """
    try:
        engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), pool_size=10, max_overflow=40)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"database {_shown(url)} cannot be opened: {error}. "
            "Set shop.database in config.yml to a SQLAlchemy URL and install its driver."
        ) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    try:
        migrate(engine)
    except DBAPIError as error:
        engine.dispose()
        told = trouble_of(error) or f"does not answer: {error.orig}."
        raise StoreError(f"database {_shown(url)} {told} shop.database in config.yml can name another.") from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def migrate(engine: Engine) -> None:
    """Brings the tables to the newest revision; processes that open at once take turns."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    if _current(engine, scripts) == scripts.get_current_head():
        return
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _current(engine: Engine, scripts: ScriptDirectory) -> str | None:
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            f"the database stands at revision {current!r}, which this Shopmate does not know: a newer one wrote it. "
            "Start the newer Shopmate, or open a copy of the database made before the update."
        )
    return current


def _shown(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "(not a URL)"


def _prepare_sqlite(engine: Engine) -> None:
    """WAL so that readers never wait, foreign keys, and transactions that begin when we say so."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        _switch_to_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten, not only unlinked: people may ask to be forgotten.
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait its busy timeout for this one switch, so two first openings would clash."""
    for attempt in range(100):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == 99:
                raise
            time.sleep(0.05)
