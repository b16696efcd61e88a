"""Conversations whose turns are timed: with Shopmate over its chat API, with a stock Rasa bot over its REST channel."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx

from bot.gateway.customers import CustomerTokens
from bot.keys import customer_keys
from catalog.settings import load_settings

Turn = Callable[[], object]
#: Turns of one conversation before the next one begins; a shopper's talk is rarely longer.
TURNS_A_CONVERSATION = 10
#: A new shop has looked through its pictures after this long.
PICTURES_SECONDS = 300.0
SEARCHES = (
    "red running shoes under 80",
    "a waterproof jacket for men",
    "black leather bag",
    "something warm for the winter",
    "desk lamp",
    "noise cancelling headphones under 150",
    "gluten free snack",
    "women's jeans in blue",
    "a gift for a coffee lover",
    "yoga mat",
)


class WrongAnswerError(RuntimeError):
    """A turn was answered with something else than it asked for, so its time says nothing."""


class Conversation:
    """One session of the chat API, of a guest or of a customer who logged in.

    Each call is one turn and answers its messages. Raises: WrongAnswerError when they are not what was asked for.
    """

    def __init__(self, client: httpx.Client, address: str, customer_token: str = "") -> None:
        self._client, self._address = client, address
        body = {"customer_token": customer_token} if customer_token else {}
        opened = client.post(f"{address}/api/sessions", json=body).raise_for_status().json()
        self._headers = {"Authorization": f"Bearer {opened['token']}"}

    def search(self, text: str) -> list[dict[str, object]]:
        return _with_cards(self.say(text), text)

    def show(self, photo: bytes) -> list[dict[str, object]]:
        files = {"photo": ("photo.webp", photo)}
        answer = self._client.post(f"{self._address}/api/photos", files=files, headers=self._headers)
        return _with_cards(list(answer.raise_for_status().json()["messages"]), "a photo")

    def ask_about_order(self, text: str) -> list[dict[str, object]]:
        messages = self.say(text)
        if not any("order" in str(message["text"]).lower() for message in messages):
            raise WrongAnswerError(f"{text!r} was answered with {messages}")
        return messages

    def say(self, text: str) -> list[dict[str, object]]:
        answer = self._client.post(f"{self._address}/api/messages", json={"text": text}, headers=self._headers)
        return list(answer.raise_for_status().json()["messages"])


def greetings(client: httpx.Client, address: str) -> Iterator[Turn]:
    """Endless "hello"s to the stock bot."""
    url = f"{address}/webhooks/rest/webhook"
    while True:
        sender = uuid.uuid4().hex
        for _ in range(TURNS_A_CONVERSATION):
            yield partial(_greet, client, url, sender)


def searches(client: httpx.Client, address: str) -> Iterator[Turn]:
    """Endless searches, the same ten in every conversation."""
    while True:
        talk = Conversation(client, address)
        for text in SEARCHES:
            yield partial(talk.search, text)


def recommendations(client: httpx.Client, address: str) -> Iterator[Turn]:
    """Endless asks for a recommendation, each by a guest who has just looked for something."""
    for text in itertools.cycle(SEARCHES):
        talk = Conversation(client, address)
        talk.search(text)
        yield partial(talk.search, "what do you recommend for me?")


def order_questions(client: httpx.Client, address: str, home: Path, customer: str) -> Iterator[Turn]:
    """Endless questions of a demo customer after the last order."""
    settings = load_settings(environ={"SHOPMATE_HOME": str(home)})
    signed = CustomerTokens(customer_keys(home), settings.name).sign(customer, int(time.time()))
    while True:
        talk = Conversation(client, address, signed)
        for _ in range(TURNS_A_CONVERSATION):
            yield partial(talk.ask_about_order, "where is my last order?")


def photos(client: httpx.Client, address: str) -> Iterator[Turn]:
    """Endless photos: the shop's own pictures, one after the other."""
    products = client.get(f"{address}/api/products?limit=40").raise_for_status().json()["products"]
    pictures = [client.get(f"{address}{product['image']}").raise_for_status().content for product in products]
    _wait_for_pictures(client, address, pictures[0])
    for picture in itertools.cycle(pictures):
        talk = Conversation(client, address)
        yield partial(talk.show, picture)


def _wait_for_pictures(client: httpx.Client, address: str, picture: bytes) -> None:
    """A new shop looks through its pictures in the background; until then photos find nothing and turns are slower."""
    until = time.monotonic() + PICTURES_SECONDS
    while True:
        try:
            Conversation(client, address).show(picture)
            return
        except WrongAnswerError:
            if time.monotonic() > until:
                raise
            time.sleep(1)


def _greet(client: httpx.Client, url: str, sender: str) -> None:
    answer = client.post(url, json={"sender": sender, "message": "hello"}).raise_for_status().json()
    if not answer:
        raise WrongAnswerError("the stock bot did not greet")


def _with_cards(messages: list[dict[str, object]], said: str) -> list[dict[str, object]]:
    if not any(message["products"] for message in messages):
        raise WrongAnswerError(f"{said!r} brought no cards: {messages}")
    return messages
