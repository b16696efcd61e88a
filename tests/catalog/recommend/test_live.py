"""The live recommender follows the catalogue at once and the crowd on the side."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from catalog.products import Product, Variant
from catalog.recommend.live import KEEP, LiveRecommender
from catalog.records import Event
from catalog.settings import Settings
from catalog.store import open_store

LAMP = Product("lamp", "Lamp", "USD", (Variant("lamp-1", 100, 1),))


def test_the_catalogue_counts_at_once_and_the_crowd_a_little_later(tmp_path: Path) -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    state: Any = SimpleNamespace(goods=1, products={"lamp": LAMP})
    clock = [at]
    store = open_store(Settings(home=tmp_path))
    live = LiveRecommender(store, lambda: state, lambda product_id, limit: [], lambda: clock[0])
    try:
        first = live.current()
        store.record([Event("cart", f"v{number}", product_id="lamp", at=at) for number in range(5)])
        assert live.current() is first, "not read again at every turn"
        clock[0] += KEEP + timedelta(seconds=1)
        assert live.current() is first, "nobody waits for the successor"
        for thread in threading.enumerate():
            if thread.name == "recommender":
                thread.join(10)
        renewed = live.current()
        assert renewed is not first
        assert [hit.product.id for hit in renewed.popular(live.history("new", None), limit=3)] == ["lamp"]
        state.goods = 2
        assert live.current() is not renewed, "a product that is gone must not be offered"
    finally:
        store.close()


def test_the_first_answer_of_a_large_shop_does_not_wait_for_what_everybody_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.recommend.live.AT_FIRST", 4)
    at = datetime(2026, 6, 1, tzinfo=UTC)
    state: Any = SimpleNamespace(goods=1, products={"lamp": LAMP})
    store = open_store(Settings(home=tmp_path))
    store.record([Event("cart", f"v{number}", product_id="lamp", at=at) for number in range(5)])
    live = LiveRecommender(store, lambda: state, lambda product_id, limit: [], lambda: at)
    try:
        first, stranger = live.current(), live.history("new", None)
        assert first.popular(stranger, limit=3) == []
        for thread in threading.enumerate():
            if thread.name == "recommender":
                thread.join(10)
        assert [hit.product.id for hit in live.current().popular(stranger, limit=3)] == ["lamp"]
        assert live.current() is live.current()
    finally:
        live.close()
        store.close()
