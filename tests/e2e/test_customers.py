"""A customer in the browser: a photo, the login of the demo shop, an order, a reason on a card."""

from __future__ import annotations

import time

import httpx
import pytest
from playwright.sync_api import expect

from catalog.settings import ROOT, load_settings
from catalog.store import open_store
from tests.e2e.chat import Chat, Reply
from tests.service import RunningShop

PHOTOS = ROOT / "catalog" / "demo" / "photos"
ANA = "C0001"


@pytest.fixture(scope="module")
def _photos_ready(service: RunningShop) -> None:
    """The shop has looked through its own pictures and takes photos."""
    until = time.monotonic() + 180
    files = {"photo": ("photo.jpg", (PHOTOS / "photo-01.jpg").read_bytes(), "image/jpeg")}
    with service.visitor() as visitor:
        while "still looking" in visitor.http.post("/api/photos", files=files).text:
            assert time.monotonic() < until, "the pictures were not ready after three minutes"
            time.sleep(1)
    assert httpx.get(f"{service.address}/api/shop", trust_env=False).json()["photos"]


def send_photo(chat: Chat, name: str) -> Reply:
    before = chat.replies.count()
    with chat.page.expect_file_chooser() as chooser:
        chat.panel.get_by_role("button", name="Add a photo").click()
    chooser.value.set_files(PHOTOS / name)
    expect(chat.panel.get_by_role("button", name="Remove the photo")).to_be_visible()
    chat.panel.get_by_role("button", name="Send").click()
    return chat.answer(before)


def shop_as(chat: Chat, name: str) -> None:
    """Chooses a customer in the demo page's own login."""
    with chat.page.expect_response("**/api/sessions"):
        chat.page.get_by_label("Shop as").select_option(label=name)


def order_states(service: RunningShop, customer_id: str) -> dict[str, str]:
    store = open_store(load_settings(environ=service.environment))
    states = {order.number: order.state for order in store.orders(customer_id)}
    store.close()
    return states


@pytest.mark.usefixtures("_photos_ready")
def test_a_photo_finds_its_product_and_words_narrow_it(chat: Chat) -> None:
    found = send_photo(chat, "photo-01.jpg")
    assert "Tempo 3 Running Shoe" in [card.title for card in found.cards]
    expect(chat.page.get_by_role("img", name="Photo you sent")).to_be_visible()
    cheap = chat.say("under 60")
    assert cheap.cards
    assert all(card.price <= 60 for card in cheap.cards)
    second = cheap.cards[1].title
    assert [card.title for card in chat.say("the second one").cards] == [second]


@pytest.mark.usefixtures("_photos_ready")
def test_a_photo_stands_in_the_history_with_what_it_found(chat: Chat) -> None:
    found = send_photo(chat, "photo-11.jpg")
    assert found.cards
    chat.page.reload()
    expect(chat.cards).to_have_count(len(found.cards))
    expect(chat.page.locator("#shopmate .turn.customer .bubble")).to_contain_text("(a photo)")
    assert chat.say("under 200").cards, "the photo is still narrowed after a reload"


def test_ana_cancels_her_order_after_a_question(chat: Chat, service: RunningShop) -> None:
    chat.say("where is my order?")
    expect(chat.replies.last).to_contain_text("logged in")
    shop_as(chat, "Ana Ferro")
    number = next(number for number, state in order_states(service, ANA).items() if state == "placed")
    told = chat.say(f"where is order {number}?")
    assert number in told.text
    assert all(f"from order {number}" in card.text for card in told.cards)
    before = chat.replies.count()
    chat.panel.get_by_role("button", name=f"Cancel order {number}").click()
    assert chat.answer(before).text.removeprefix("The shop said:").strip().startswith(f"Shall I cancel order {number}")
    assert order_states(service, ANA)[number] == "placed"
    before = chat.replies.count()
    chat.panel.get_by_role("button", name="Yes, cancel it").click()
    assert f"Order {number} is cancelled." in chat.answer(before).text
    assert order_states(service, ANA)[number] == "cancelled"
    assert chat.say("show me headphones").cards


def test_the_next_customer_and_the_guest_see_nothing_of_it(chat: Chat) -> None:
    shop_as(chat, "Ana Ferro")
    mine = chat.say("what did I order last?")
    assert mine.cards
    shop_as(chat, "a guest")
    expect(chat.log).not_to_contain_text(mine.cards[0].title)
    assert "logged in" in chat.say("what did I order last?").text


def test_a_recommendation_card_carries_its_reason(chat: Chat) -> None:
    chat.say("running shoes")
    seen = chat.say("tell me more about the first one").cards[0].title
    cards = chat.say("recommend me something").cards
    assert cards
    assert all(seen != card.title for card in cards)
    assert any(seen in card.text and ("because you" in card.text or "often bought" in card.text) for card in cards)
