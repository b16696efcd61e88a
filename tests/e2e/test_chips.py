"""What was understood as chips, the question above its answer, and where cards and "this" lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.chat import Chat
from tests.service import RunningShop

WISH = "red running shoes under 80"


@pytest.fixture
def phone(browser: Browser, service: RunningShop) -> Iterator[Chat]:
    """The widget, opened on a narrow screen."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="en-US")
    page = context.new_page()
    page.goto(service.address)
    chat = Chat(page)
    chat.open()
    yield chat
    context.close()


def chips(chat: Chat) -> Locator:
    return chat.panel.get_by_role("group", name="What I understood").get_by_role("button")


def press(chat: Chat, name: str) -> None:
    before = chat.replies.count()
    chat.panel.get_by_role("button", name=name).click()
    chat.answer(before)


def top(place: Locator) -> float:
    box = place.bounding_box()
    assert box
    return box["y"]


def test_a_chip_is_removed_by_keyboard_and_the_focus_goes_on(chat: Chat) -> None:
    narrow = chat.say(WISH)
    expect(chips(chat)).to_have_text([re.compile("running shoes"), re.compile("red"), re.compile(r"under \$80")])
    chat.panel.get_by_role("button", name="Remove: under $80").focus()
    before = chat.replies.count()
    chat.page.keyboard.press("Enter")
    wide = chat.answer(before)
    assert len(wide.cards) > len(narrow.cards)
    expect(chips(chat)).to_have_count(2)
    expect(chips(chat).last).to_be_focused()
    expect(chat.panel.get_by_role("status").filter(has_text="Removed: under $80")).to_have_count(1)
    expect(chat.page.locator("#shopmate .turn.customer").last).to_contain_text("Remove: under $80")


def test_with_the_last_chip_the_line_goes_and_the_field_has_the_focus(chat: Chat) -> None:
    chat.say("tents")
    press(chat, "Remove: tents")
    expect(chips(chat)).to_have_count(0)
    expect(chat.field).to_be_focused()


def test_the_chips_come_back_with_the_page_and_go_with_the_conversation(chat: Chat) -> None:
    chat.say(WISH)
    chat.say("How long does delivery take?")
    expect(chips(chat)).to_have_count(3)
    chat.page.reload()
    expect(chips(chat)).to_have_count(3)
    chat.panel.get_by_role("button", name="Start over").click()
    chat.panel.get_by_role("button", name="Forget it").click()
    expect(chips(chat)).to_have_count(0)


def test_a_chip_stays_when_the_shop_can_not_be_asked(chat: Chat) -> None:
    chat.say(WISH)
    chat.page.context.set_offline(True)
    chat.panel.get_by_role("button", name="Remove: red").click()
    expect(chat.panel.get_by_text("Not sent.")).to_be_visible()
    expect(chips(chat)).to_have_count(3)
    chat.page.context.set_offline(False)
    expect(chips(chat)).to_have_count(2)


def test_nothing_moves_on_a_narrow_screen_when_chips_change(phone: Chat) -> None:
    phone.say("black waterproof jackets for men under 300, not leather, cheapest first")
    line = phone.panel.get_by_role("group", name="What I understood")
    assert chips(phone).count() >= 5
    places = [top(line), top(phone.field)]
    assert (
        phone.page.evaluate("document.querySelector('#shopmate').shadowRoot.querySelector('.log').scrollWidth") <= 360
    )
    press(phone, "Remove: black")
    assert [top(line), top(phone.field)] == places
    box = chips(phone).first.bounding_box()
    assert box
    assert box["height"] >= 24  # WCAG 2.2, target size


@pytest.mark.parametrize("text", [WISH, "I am looking for something to wear. " * 20 + WISH])
def test_the_question_stays_in_view_above_its_answer(phone: Chat, text: str) -> None:
    phone.say("tents")
    phone.say(text)
    question = phone.page.locator("#shopmate .turn.customer .bubble").last
    answer = phone.page.locator("#shopmate .turn.shop .bubble").last
    log = phone.page.locator("#shopmate .log")
    phone.page.wait_for_timeout(600)  # it scrolls smoothly
    asked, answered, view = question.bounding_box(), answer.bounding_box(), log.bounding_box()
    assert asked
    assert answered
    assert view
    assert view["y"] < asked["y"] + asked["height"] < answered["y"]
    assert answered["y"] < view["y"] + view["height"] / 2


def test_a_card_opens_the_variant_that_it_shows(chat: Chat) -> None:
    reply = chat.say(WISH)
    chat.cards.first.get_by_role("link").click()
    chat.page.wait_for_url("**/products/**variant=**")
    expect(chat.page.get_by_role("heading", level=1)).to_have_text(reply.cards[0].title)
    expect(chat.page.get_by_role("radio", name=re.compile("Red|Burgundy"), checked=True)).to_have_count(1)


def test_this_is_the_product_of_the_page(chat: Chat, service: RunningShop) -> None:
    chat.page.goto(f"{service.address}/products/canvas-low-top")
    expect(chat.page.get_by_role("heading", level=1)).to_have_text("Canvas Low Top")
    expect(chat.panel).to_be_visible()  # it was open in this tab
    assert [card.title for card in chat.say("how much is this?").cards] == ["Canvas Low Top"]
