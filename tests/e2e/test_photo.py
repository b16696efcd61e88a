"""Choosing a photo: what leaves the browser is small, upright and a JPEG. Finding by it is tested elsewhere."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, Request, Route, expect

from tests.e2e.chat import Chat
from tests.service import RunningShop

TURNED_RIGHT = 6  # EXIF: the camera was held upright, the pixels lie on their side


def photo_file(width: int, height: int, orientation: int = 1) -> FilePayload:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(data, "JPEG", exif=exif)
    return {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


@pytest.fixture
def photo_chat(page: Page, service: RunningShop) -> Chat:
    """The widget of a shop that takes photos."""

    def with_photos(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"photos": True})

    page.route("**/api/shop", with_photos)
    page.reload()
    chat = Chat(page)
    chat.open()
    return chat


def uploaded(chat: Chat, act: Callable[[], None]) -> tuple[Request, Image.Image]:
    """The request that `act` causes and the picture in its form."""
    answer = {"messages": [{"text": "Got it.", "products": [], "quick_replies": []}]}
    chat.page.route("**/api/photos", lambda route: route.fulfill(json=answer))
    with chat.page.expect_request("**/api/photos") as sent:
        act()
    body = sent.value.post_data_buffer or b""
    return sent.value, Image.open(io.BytesIO(body[body.index(b"\xff\xd8\xff") :]))


def choose(chat: Chat, file: FilePayload) -> None:
    chat.page.locator("#shopmate input[type=file]").set_input_files(file)
    expect(chat.panel.get_by_role("button", name="Remove the photo")).to_be_visible()


def test_a_large_photo_leaves_small_and_upright_with_its_words(photo_chat: Chat) -> None:
    choose(photo_chat, photo_file(3000, 2000, TURNED_RIGHT))
    photo_chat.field.fill("but in black")
    request, picture = uploaded(photo_chat, lambda: photo_chat.field.press("Enter"))
    assert picture.format == "JPEG"
    assert picture.size == (1067, 1600)
    assert dict(picture.getexif()) == {}
    assert b"but in black" in (request.post_data_buffer or b"")
    expect(photo_chat.page.get_by_role("img", name="Photo you sent")).to_be_visible()
    expect(photo_chat.log).to_contain_text("Got it.")


def test_a_photo_can_be_taken_back_before_it_is_sent(photo_chat: Chat) -> None:
    choose(photo_chat, photo_file(300, 200))
    photo_chat.panel.get_by_role("button", name="Remove the photo").click()
    expect(photo_chat.page.locator("#shopmate .shelf")).to_be_hidden()
    expect(photo_chat.panel.get_by_role("button", name="Send")).to_have_attribute("aria-disabled", "true")


def test_a_photo_can_be_pasted_and_dropped(photo_chat: Chat) -> None:
    make = """(kind) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
      canvas.getContext("2d").fillRect(0, 0, 40, 30);
      const transfer = new DataTransfer();
      return new Promise((done) => canvas.toBlob((blob) => {
        transfer.items.add(new File([blob], "p.png", { type: "image/png" }));
        const how = { clipboardData: transfer, dataTransfer: transfer, bubbles: true, cancelable: true };
        done(kind === "paste" ? new ClipboardEvent("paste", how) : new DragEvent("drop", how));
      }));
    }"""
    remove = photo_chat.panel.get_by_role("button", name="Remove the photo")
    for kind, target in (("paste", photo_chat.field), ("drop", photo_chat.panel)):
        event = photo_chat.page.evaluate_handle(make, kind)
        target.evaluate("(node, event) => node.dispatchEvent(event)", event)
        expect(remove).to_be_visible()
        remove.click()


def test_what_is_no_picture_is_refused_in_words(photo_chat: Chat) -> None:
    note: FilePayload = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"hello"}
    photo_chat.page.locator("#shopmate input[type=file]").set_input_files(note)
    expect(photo_chat.panel).to_contain_text("Only a picture can be sent here.")


def test_the_photo_button_is_there_only_when_the_shop_takes_photos(page: Page, service: RunningShop) -> None:
    def without_photos(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"photos": False})

    page.route("**/api/shop", without_photos)
    page.reload()
    chat = Chat(page)
    chat.open()
    expect(chat.panel.get_by_role("button", name="Add a photo")).to_be_hidden()
