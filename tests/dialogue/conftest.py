"""Customers who talk to the demo shop through the real Rasa."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.service import RunningShop, Visitor


class Customer:
    """Says something and looks at the last answer as a whole."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self.text = ""
        self.products: list[dict[str, object]] = []
        self.quick_replies: list[str] = []
        self.chips: list[str] = []

    def say(self, text: str) -> Customer:
        return self._heard(self._visitor.say(text))

    def remove(self, chip: str) -> Customer:
        """Takes one part of what was understood away."""
        return self._heard(self._visitor.post({"remove": chip}))

    def show(self, photo: Path, text: str = "") -> Customer:
        """Sends a photo, with words beside it if any."""
        return self._heard(self._visitor.show(photo, text))

    def _heard(self, messages: list[dict[str, Any]]) -> Customer:
        self.text = "\n".join(message["text"] for message in messages)
        self.products = [product for message in messages for product in message["products"]]
        self.quick_replies = [reply for message in messages for reply in message["quick_replies"]]
        self.chips = [chip["id"] for message in messages for chip in message.get("wish") or ()]
        priced = [title for title in self.titles if f"{title} (" in self.text]
        assert len(priced) < 2, "what stands on the cards is listed in the text as well"
        return self

    @property
    def titles(self) -> list[str]:
        return [str(product["title"]) for product in self.products]

    @property
    def prices(self) -> list[float]:
        return [float(str(product["price"])) for product in self.products]


@pytest.fixture
def customer(service: RunningShop) -> Iterator[Customer]:
    with service.visitor() as visitor:
        yield Customer(visitor)
