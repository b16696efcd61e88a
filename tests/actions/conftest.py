"""The corner shop of tests/data with its real store, filters, vocabulary and reader, ranked by words alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from catalog.catalogue import build_catalogue
from catalog.feeds import import_feed
from catalog.settings import ROOT, Settings
from catalog.shop import Shop
from catalog.store import open_store
from tests.actions.talk import Talk
from tests.actions.word_encoder import WordEncoder

FEED = ROOT / "tests" / "data" / "corner_shop"


@pytest.fixture(scope="session")
def corner_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settings = Settings(home=tmp_path_factory.mktemp("corner"))
    store = open_store(settings)
    report = import_feed(store, settings, FEED)
    assert report.exit_code == 0, report.text()
    encoder = WordEncoder()
    shop = Shop(settings, store, partial(build_catalogue, settings, store, encoder))
    yield shop
    shop.close()


@pytest.fixture
def talk(corner_shop: Shop) -> Talk:
    return Talk(corner_shop)
