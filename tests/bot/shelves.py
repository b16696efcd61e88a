"""A small shop on a real database, and Rasas with known answers, for the tests of the gateway."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from bot.gateway.rasa import RasaClient
from bot.gateway.wire import NoAnswerError
from catalog.catalogue import build_catalogue
from catalog.products import Product, Variant
from catalog.settings import ServiceSettings, Settings
from catalog.shop import Shop
from catalog.store import CatalogChange, open_store
from tests.actions.word_encoder import WordEncoder

SHIRT = Product(
    id="shirt",
    title="Linen Shirt",
    currency="USD",
    variants=(Variant("shirt-m", 4990, 3, "M", "White"), Variant("shirt-l", 5490, 0, "L", "White")),
    categories=("Men/Clothing/Shirts",),
    images=("shirt front.webp",),
)
MUG = Product("mug 1/2", "Stone Mug", "USD", (Variant("mug-1", 1200, 5),), categories=("Home/Kitchen/Mugs",))
SECRET_PRODUCT = Product("hidden", "Not yet", "USD", (Variant("h-1", 100, 1),), categories=("Home",), visible=False)


def small_shop(home: Path, **service: Any) -> Shop:
    """A shop with two visible products, read by the tests' small encoder."""
    settings = Settings(home=home, name="Test shop", service=ServiceSettings(**service))
    store = open_store(settings)
    store.apply(CatalogChange(products=[SHIRT, MUG, SECRET_PRODUCT]))
    encoder = WordEncoder()
    return Shop(settings, store, partial(build_catalogue, settings, store, encoder))


class KnownRasa:
    """Answers over HTTP as Rasa's REST channel does; `answer` may be replaced, `seen` holds what it was sent."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], Any] = lambda turn: [{"recipient_id": "x", "text": turn["message"]}]
        self.pause_seconds = 0.0
        self.running = self.most_running = 0
        self.alive = True

    def client(self, token: str = "rasa-token") -> RasaClient:
        return RasaClient("http://rasa.test", wire=_KnownWire(self, token))

    async def hear(self, turn: dict[str, Any]) -> Any:
        self.seen.append(turn)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await asyncio.sleep(self.pause_seconds)
        self.running -= 1
        answered = self.answer(turn)
        return answered


class _KnownWire:
    """Leads to a KnownRasa, which answers JSON, or with the status or the text of a httpx.Response."""

    def __init__(self, rasa: KnownRasa, token: str) -> None:
        self._rasa, self._token = rasa, token

    async def ask(
        self, method: str, path: str, message: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> Any:
        if not self._rasa.alive:
            raise NoAnswerError("refused")
        if method == "GET":
            return {"status": "ok"}
        if self._token != "rasa-token":
            raise NoAnswerError("status 401")
        answered = await self._rasa.hear(json.loads(json.dumps(message)))
        if isinstance(answered, httpx.Response):
            if answered.is_error:
                raise NoAnswerError(f"status {answered.status_code}")
            return answered.json()
        return answered

    async def close(self) -> None:
        pass
