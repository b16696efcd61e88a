"""The gateway over a real store in a new home, with a Rasa of known answers behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from rasa_sdk import Action

from bot.gateway.app import create_app
from catalog.shop import Shop
from tests.bot.shelves import KnownRasa, small_shop

SECRET = "the-webhook-secret"
CUSTOMER_KEYS = {"new": "n" * 40, "old": "o" * 40}


class Greet(Action):
    def name(self) -> str:
        return "action_greet"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=f"Hello {tracker.sender_id}")
        return []


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = small_shop(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def rasa() -> KnownRasa:
    return KnownRasa()


@pytest.fixture
def web(shop: Shop, rasa: KnownRasa) -> Iterator[TestClient]:
    """A browser on the shop's own pages: it keeps the cookie."""
    app = create_app(shop.settings, shop, rasa.client(), secret=SECRET, actions=[Greet()], customer_keys=CUSTOMER_KEYS)
    with TestClient(app, base_url="http://shop.test") as client:
        yield client


@pytest.fixture
def chat(web: TestClient) -> TestClient:
    """The same browser with a session."""
    assert web.post("/api/sessions").status_code == 201
    return web
