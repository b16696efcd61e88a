"""One line to import what a test wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.feeds import ImportReport, import_feed
from catalog.settings import Settings
from catalog.store import Store
from tests.catalog.feeds.writing import Import


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    folder = tmp_path / "feed"
    folder.mkdir()
    return folder


@pytest.fixture
def run_import(store: Store, settings: Settings, feed: Path) -> Import:
    def run(path: Path | None = None, **options: Any) -> ImportReport:
        return import_feed(store, settings, path or feed, **options)

    return run
