"""The corner shop of tests/data, opened with its real store, index and sentence encoder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.feeds import import_feed
from catalog.settings import ROOT, Settings, models_folder
from catalog.shop import Shop, open_shop
from catalog.store import open_store
from tests.actions.talk import Talk

FEED = ROOT / "tests" / "data" / "corner_shop"


@pytest.fixture(scope="session")
def corner_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    if not (models_folder() / "minilm").exists():
        pytest.skip("the sentence encoder is not prepared (make setup)")
    settings = Settings(home=tmp_path_factory.mktemp("corner"))
    store = open_store(settings)
    report = import_feed(store, settings, FEED)
    store.close()
    assert report.exit_code == 0, report.text()
    shop = open_shop(settings)
    yield shop
    shop.close()


@pytest.fixture
def talk(corner_shop: Shop) -> Talk:
    return Talk(corner_shop)
