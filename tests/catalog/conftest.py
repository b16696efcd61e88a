"""A real store in an empty home: SQLite, and PostgreSQL where a module asks for both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from catalog.settings import Settings
from catalog.store import Store, open_store
from tests.catalog import postgres

numbers = count(1)


@pytest.fixture(scope="session")
def postgres_home() -> Iterator[str]:
    """A running PostgreSQL; skips where none can be had."""
    if reason := postgres.missing():
        pytest.skip(reason)
    with postgres.server() as home:
        yield home


@pytest.fixture
def postgres_url(postgres_home: str) -> str:
    """The URL of an empty database."""
    import psycopg

    name = f"shop{next(numbers)}"
    with psycopg.connect(f"host={postgres_home} user=shop dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgres.url(postgres_home, name)


@pytest.fixture
def database_url() -> str:
    """Nothing means SQLite in the home; a module that runs on both databases overrides this."""
    return ""


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path / "home", database=database_url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings)
    yield opened
    opened.close()
