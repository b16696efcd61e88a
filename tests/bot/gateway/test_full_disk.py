"""A disk that takes nothing more: conversations go on, the trouble is told, and all is kept once there is room."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from bot.gateway import health, journal
from catalog.shop import Shop
from catalog.store import Store
from tests.bot.shelves import KnownRasa


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Every write fails as SQLite does on a full disk, until `undo()`."""

    def writing(self: Store) -> Any:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(journal, "AGAIN_SECONDS", 0.05)
    monkeypatch.setattr(Store, "writing", writing)
    return monkeypatch


def test_a_turn_is_answered_and_kept_when_there_is_room_again(
    chat: TestClient, shop: Shop, rasa: KnownRasa, full: pytest.MonkeyPatch
) -> None:
    assert chat.post("/api/messages", json={"text": "one"}).json()["messages"][0]["text"] == "one"
    full.undo()
    until = time.monotonic() + 10
    while len(told := chat.get("/api/messages").json()["messages"]) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert [turn["text"] for turn in told] == ["one", "one"]


def test_what_is_not_kept_is_said(chat: TestClient, full: pytest.MonkeyPatch) -> None:
    looked = chat.post("/api/events", json={"events": [{"kind": "view", "product_id": "shirt"}]})
    assert looked.json() == {"kept": 0}


def test_a_session_that_cannot_be_kept_is_refused_with_what_to_do(web: TestClient, full: pytest.MonkeyPatch) -> None:
    refused = web.post("/api/sessions")
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "database_away"
    assert refused.headers["Retry-After"]
    full.undo()
    assert web.post("/api/sessions").status_code == 201


def test_health_tells_a_disk_that_is_nearly_full(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LOW_DISK_BYTES", 2**62)
    failing = web.get("/health")
    assert failing.status_code == 503
    assert failing.json()["failing"] == ["disk"]
