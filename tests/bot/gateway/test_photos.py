"""POST /api/photos: a good photo travels through Rasa; a bad one gets a sentence, and the service lives on."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import httpx
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from catalog.shop import Shop
from tests.bot.shelves import KnownRasa


def jpeg(side: int = 64, **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(target, "JPEG", **options)
    return target.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes whose header promises 60 megapixels."""
    header = struct.pack(">IIBBBBB", 10_000, 6_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1 + 3 * 10_000) * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def polyglot() -> bytes:
    """A JPEG with a zip archive behind it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("payload.txt", "SECRET-TAIL")
    return jpeg() + archive.getvalue()


def send(chat: TestClient, data: bytes, name: str = "photo.jpg", text: str = "") -> httpx.Response:
    response: httpx.Response = chat.post("/api/photos", files={"photo": (name, data)}, data={"text": text})
    return response


def test_a_photo_goes_through_rasa_with_the_words_beside_it(chat: TestClient, rasa: KnownRasa) -> None:
    assert send(chat, jpeg(), text="but in black").status_code == 200
    turn = rasa.seen[-1]
    assert turn["message"] == "/search_by_photo"
    assert len(turn["metadata"]["photo_id"]) == 64
    assert turn["metadata"]["photo_text"] == "but in black"


def test_a_photo_without_words_stands_in_the_history(chat: TestClient) -> None:
    send(chat, jpeg())
    assert chat.get("/api/messages").json()["messages"][0] == {
        "from": "customer",
        "text": "(a photo)",
        "products": [],
        "quick_replies": [],
    }


def test_the_same_photo_is_kept_once_and_without_its_metadata(chat: TestClient, shop: Shop) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at my home"
    for _ in range(2):
        send(chat, jpeg(exif=exif))
    (kept,) = (shop.settings.home / "photos").glob("*.jpg")
    assert b"taken at my home" not in kept.read_bytes()


def test_what_hides_behind_a_photo_is_not_kept(chat: TestClient, shop: Shop) -> None:
    assert send(chat, polyglot()).status_code == 200
    (kept,) = (shop.settings.home / "photos").glob("*.jpg")
    assert b"SECRET-TAIL" not in kept.read_bytes()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"just some words", 422),
        (b"", 422),
        (jpeg(400)[:900], 422),
        (bomb(), 422),
        (b"%PDF-1.7 not a photo", 422),
        (bytes(50 * 2**20), 413),
    ],
    ids=["text", "empty", "cut off", "bomb", "pdf", "50 MB"],
)
def test_a_bad_photo_is_refused_in_a_sentence(
    chat: TestClient, rasa: KnownRasa, shop: Shop, data: bytes, status: int
) -> None:
    response = send(chat, data)
    assert response.status_code == status
    assert len(response.json()["error"]["message"].split()) > 4
    assert rasa.seen == []
    assert not list((shop.settings.home / "photos").glob("*"))
    assert send(chat, jpeg()).status_code == 200, "the service goes on"


def test_a_photo_needs_a_session(web: TestClient) -> None:
    assert send(web, jpeg()).status_code == 401


def test_a_form_without_a_photo_says_what_is_missing(chat: TestClient) -> None:
    response = chat.post("/api/photos", data={"text": "look"})
    assert response.status_code == 422
    assert "photo" in response.json()["error"]["message"]
