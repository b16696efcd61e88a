"""Opening a store makes or mends its tables; two at once do not clash; what cannot be opened says why."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Boolean, DateTime, Engine, Integer, MetaData, create_engine, select, text
from sqlalchemy import Table as Table_
from sqlalchemy.types import TypeEngine

from catalog.settings import Settings
from catalog.store import Store, StoreError, open_store
from catalog.store.database import MIGRATIONS
from catalog.tables import Table


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def test_the_migrations_make_exactly_the_tables_of_the_code(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []


def test_sqlite_runs_with_a_write_ahead_log_and_foreign_keys(store: Store) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("about SQLite alone")
    with store.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 15_000}


def _open(home: Path, url: str, answers: multiprocessing.Queue[str]) -> None:
    try:
        opened = open_store(Settings(home=home, database=url))
        answers.put(str(opened.revision()))
        opened.close()
    except Exception as error:
        answers.put(repr(error))


def test_processes_that_open_a_new_shop_at_once_migrate_it_once(settings: Settings) -> None:
    processes = multiprocessing.get_context("spawn")
    answers = processes.Queue()
    openers = [processes.Process(target=_open, args=(settings.home, settings.database, answers)) for _ in range(4)]
    for opener in openers:
        opener.start()
    found = [answers.get(timeout=60) for _ in openers]
    for opener in openers:
        opener.join()
    assert found == ["0"] * 4


def test_a_database_of_a_newer_program_is_refused_and_left_alone(store: Store, settings: Settings) -> None:
    with store.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError, match=r"'9999'.*newer"):
        open_store(settings)
    with store.reading() as connection:
        assert connection.scalar(text("select version_num from alembic_version")) == "9999"


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    (settings.home / "shop.db").write_bytes(b"not a database, but long enough to be read as one" * 100)
    with pytest.raises(StoreError, match=r"shop.db is damaged.*restore"):
        open_store(settings)


def test_a_database_that_lost_its_bytes_is_not_taken_for_a_new_shop(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    (tmp_path / "shop.db").touch()
    open_store(settings).close()  # as SQLite leaves it when a first start is broken off
    for left in tmp_path.glob("shop.db*"):
        left.unlink()
    (tmp_path / "shop.db").touch()
    settings.index.mkdir()
    (settings.index / "products.npz").touch()
    with pytest.raises(StoreError, match=r"shop.db is empty, 0 bytes.*damaged.*restore"):
        open_store(settings)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "cannot be opened"),
        ("oracle9://x", "cannot be opened"),
        ("sqlite:////nowhere/at/all/shop.db", "can.t be opened"),
    ],
)
def test_a_wrong_database_url_says_what_to_do(tmp_path: Path, url: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as raised:
        open_store(Settings(home=tmp_path, database=url))
    assert "config.yml" in str(raised.value)


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        open_store(Settings(home=tmp_path, database="nodialect://shop:hunter2@db/shop"))
    assert "hunter2" not in str(raised.value)


def _migrated_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _sample(kind: TypeEngine[Any], number: int) -> Any:
    """Some value of a column's type."""
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, DateTime):
        return datetime(2025, 3, number, 12, tzinfo=UTC)
    if isinstance(kind, JSON):
        return {"products": [], "quick_replies": ["Yes"]}
    return number if isinstance(kind, Integer) else f"t{number}"


def _rows(engine: Engine, tables: Sequence[Table_]) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return {table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in tables}


def test_a_shop_kept_from_the_first_version_opens_with_all_that_was_in_it(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    engine = create_engine(settings.database_url)
    _migrated_to(engine, "0001")
    old = MetaData()
    old.reflect(engine)
    tables = [table for table in old.sorted_tables if table.name not in ("alembic_version", "catalog_state")]
    with engine.begin() as connection:
        for table in tables:
            for number in (1, 2) if not table.foreign_keys else (1,):
                row = {column.name: _sample(column.type, number) for column in table.columns}
                connection.execute(table.insert().values(row))
    before = _rows(engine, tables)
    engine.dispose()
    opened = open_store(settings)
    assert all(before.values())
    assert _rows(opened.engine, tables) == before
    assert [entry.question for entry in opened.faq()] == ["t1", "t2"]
    (order,) = opened.orders("t1")
    assert (order.number, order.state) == ("t1", "t1")
    assert opened.shop_messages(only_open=False)[0].text == "t2"
    opened.close()
