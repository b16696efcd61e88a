"""Who asks to be forgotten is: the proof reads the bytes of every file of the home."""

from __future__ import annotations

import base64
import contextlib
import io
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from bot.conversations import conversations_file
from bot.gateway.texts import CARD, clean_text
from bot.gateway.visitors import digest
from bot.privacy import erase, export, forget_the_swept
from catalog.records import Customer, Event, Session, Turn, now
from catalog.shop import Shop
from tests.bot.shelves import KnownRasa

WORDS = "a-teal-umbrella-for-zelda"


@pytest.fixture
def rasas_file(shop: Shop) -> Iterator[sqlite3.Connection]:
    """Rasa's conversations, held open and in WAL as its tracker store does."""
    with contextlib.closing(sqlite3.connect(conversations_file(shop.settings.home), check_same_thread=False)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, conversation TEXT, kind TEXT, at REAL, data TEXT)")
        file.commit()
        yield file


def heard(file: sqlite3.Connection, conversation: str, text: str) -> None:
    with file:
        file.execute("INSERT INTO events (conversation, kind, at, data) VALUES (?, 'user', 0, ?)", (conversation, text))


def traces(home: Path, *words: str) -> list[str]:
    """Which files of the home hold one of the words, in their bytes or their name."""
    found = []
    for path in home.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found += [f"{path.name}: {word}" for word in words if word.encode() in data or word in path.name]
    return found


def jpeg(colour: str = "teal") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def send_photo(chat: TestClient, colour: str = "teal") -> None:
    assert chat.post("/api/photos", files={"photo": ("a.jpg", jpeg(colour))}).status_code == 200


def test_a_forgotten_guest_leaves_no_byte(
    chat: TestClient, shop: Shop, rasa: KnownRasa, rasas_file: sqlite3.Connection
) -> None:
    chat.post("/api/messages", json={"text": WORDS})
    send_photo(chat)
    conversation = rasa.seen[0]["sender"]
    heard(rasas_file, conversation, WORDS)
    shop.store.record([Event("search", conversation, None, None, WORDS, 0)])
    shop.messages.leave(conversation, WORDS, "zelda@example.com")
    chat.get("/api/messages")
    home = shop.settings.home
    assert traces(home, WORDS, conversation)
    assert list((home / "photos").glob("*.jpg"))
    assert chat.delete("/api/sessions").status_code == 204
    assert traces(home, WORDS, conversation, "zelda@example.com") == []
    assert list((home / "photos").glob("*.jpg")) == []


def test_who_agrees_in_the_chat_is_forgotten_after_the_turn_that_said_so(
    chat: TestClient, shop: Shop, rasa: KnownRasa, rasas_file: sqlite3.Connection
) -> None:
    def answer(turn: dict[str, Any]) -> list[dict[str, Any]]:
        heard(rasas_file, turn["sender"], turn["message"])  # as Rasa keeps it, at the end of its turn
        return [{"text": "Deleted.", "custom": {"forget": True}}]

    chat.post("/api/messages", json={"text": WORDS})
    rasa.answer = answer
    said = chat.post("/api/messages", json={"text": f"yes, {WORDS}"})
    assert said.json()["messages"][0]["text"] == "Deleted."
    assert "forget" not in said.json()["messages"][0]
    assert traces(shop.settings.home, WORDS, rasa.seen[0]["sender"]) == []
    assert chat.post("/api/messages", json={"text": "hello"}).status_code == 401


def test_an_erased_customer_leaves_no_byte_even_of_sessions_swept_before(
    shop: Shop, rasas_file: sqlite3.Connection
) -> None:
    store, home = shop.store, shop.settings.home
    store.save_customer(Customer("cust-zelda", "Zelda Zimt", "zelda@example.com"))
    past = now() - timedelta(days=9)
    for name, end in (("swept-talk", past), ("open-talk", now() + timedelta(days=1))):
        store.save_session(digest(name), Session(name, "cust-zelda", past, past, end))
        store.append_turns(name, [Turn("customer", WORDS)])
        heard(rasas_file, name, WORDS)
    store.record([Event("search", "open-talk", "cust-zelda", None, WORDS, 1)])
    store.delete_ended_sessions(now())
    shop.photo_store.save(jpeg(), conversation="open-talk")
    (photo,) = export(shop.settings, "cust-zelda")["photos"]
    assert Path(photo["file"]).exists()
    assert erase(shop.settings, "cust-zelda")
    assert traces(home, WORDS, "cust-zelda", "Zelda Zimt", "zelda@example.com", "open-talk", "swept-talk") == []
    assert not Path(photo["file"]).exists()


def test_rasas_events_go_with_the_sessions_they_belong_to(shop: Shop, rasas_file: sqlite3.Connection) -> None:
    moment = now()
    for name in ("live", "gone"):
        shop.store.save_session(digest(name), Session(name, None, moment, moment, moment + timedelta(hours=1)))
        heard(rasas_file, name, f"words of {name}")
    shop.store.delete_session(digest("gone"))
    assert forget_the_swept(shop.settings.home, shop.store) == 1
    assert traces(shop.settings.home, "words of gone") == []
    assert traces(shop.settings.home, "words of live")


def test_a_visitor_takes_along_all_that_is_kept_and_nothing_that_logs_in(chat: TestClient) -> None:
    assert chat.post("/api/sessions").status_code == 201
    assert chat.post("/api/messages", json={"text": WORDS}).status_code == 200
    send_photo(chat)
    answer = chat.get("/api/my-data")
    assert "my-data.json" in answer.headers["Content-Disposition"]
    kept = answer.json()
    assert WORDS in {turn["text"] for turn in kept["turns"]}
    (photo,) = kept["photos"]
    with Image.open(io.BytesIO(base64.b64decode(photo["base64"]))) as image:
        assert image.size == (64, 64)
    (session,) = kept["sessions"]
    assert not [name for name in session if "hash" in name]
    chat.cookies.clear()
    assert chat.get("/api/my-data").status_code == 401


def test_a_photo_that_two_people_sent_stays_for_the_other(shop: Shop) -> None:
    photos = shop.photo_store
    (photo_id,) = {photos.save(jpeg(), conversation=name) for name in ("one", "two")}
    photos.forget("one")
    assert photos.load(photo_id).digest
    photos.forget("two")
    assert list((shop.settings.home / "photos").rglob(f"*{photo_id}*")) == []


def test_a_turn_under_way_is_finished_before_its_conversation_is_forgotten(
    chat: TestClient, shop: Shop, rasa: KnownRasa
) -> None:
    rasa.pause_seconds = 0.4
    with ThreadPoolExecutor(2) as pool:
        said = pool.submit(chat.post, "/api/messages", json={"text": WORDS})
        while not rasa.running:
            time.sleep(0.01)
        late = threading.Timer(0.1, lambda: chat.post("/api/messages", json={"text": f"{WORDS} again"}))
        late.start()
        assert chat.delete("/api/sessions").status_code == 204
        assert said.result().status_code == 200
        late.join()
    assert len(rasa.seen) == 1
    assert traces(shop.settings.home, WORDS) == []


@pytest.mark.parametrize(
    "number",
    ["3782 822463 10005", "4111 1111 1111 1111", "4111-1111-1111-1111", "5555555555554444", "4111.1111.1111.1111"],
)
def test_a_card_number_is_masked_before_anything_sees_it(
    chat: TestClient, shop: Shop, rasa: KnownRasa, number: str
) -> None:
    chat.post("/api/messages", json={"text": f"can I pay with {number}?"})
    chat.get("/api/messages")
    assert rasa.seen[0]["message"] == f"can I pay with {CARD}?"
    assert traces(shop.settings.home, number) == []


@pytest.mark.parametrize(
    "text",
    ["order 1001", "4111 1111 1111 1112", "tracking 9400111899223197428490", "call +49 30 123456789", "4006381333931"],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert clean_text(text, limit=100) == text
