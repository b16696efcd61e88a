"""The widget without a mouse and without a screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.e2e.chat import Chat
from tests.service import RunningShop

FOCUSED = """() => {
  let active = document.activeElement;
  while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active.getAttribute("aria-label") || active.innerText;
}"""


def focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Presses Tab until the focus is on what starts with `name`."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"Tab does not lead to {name!r}; it ended on {focused(page)!r}")


def test_a_whole_journey_needs_only_the_keyboard(page: Page) -> None:
    chat = Chat(page)
    expect(chat.launcher).to_be_visible()
    tab_to(page, "Open the shopping assistant")
    page.keyboard.press("Enter")
    expect(chat.replies.first).to_be_visible()
    assert focused(page) == "Write a message"
    page.keyboard.type("red running shoes under 80")
    page.keyboard.press("Enter")
    reply = chat.answer(1)
    page.keyboard.press("Shift+Tab")  # from the field back into the suggestions and the cards
    of_a_card = {f"Tell me more about {card.title}" for card in reply.cards}
    for _ in range(40):
        if focused(page) in of_a_card:
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    assert focused(page) == f"Tell me more about {reply.cards[0].title}"
    page.keyboard.press("ArrowRight")
    assert focused(page) == f"Tell me more about {reply.cards[1].title}"
    page.keyboard.press("Enter")
    assert reply.cards[1].title in chat.answer(2).text
    page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    assert focused(page).startswith("Open the shopping assistant")


def test_shift_enter_starts_a_line_and_an_input_method_keeps_its_enter(chat: Chat) -> None:
    chat.field.fill("first")
    chat.field.press("Shift+Enter")
    chat.field.press_sequentially("second")
    assert chat.field.input_value() == "first\nsecond"
    chat.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert chat.field.input_value() == "first\nsecond"
    expect(chat.page.locator("#shopmate .turn.customer")).to_have_count(0)


def test_new_replies_are_announced_and_cards_are_told_in_words(chat: Chat) -> None:
    expect(chat.log).to_have_attribute("aria-live", "polite")
    chat.say("red running shoes under 80")
    card = chat.cards.first
    expect(card).to_have_accessible_name(card.get_by_role("heading").inner_text())
    # A row of cards would drown the sentence that names them.
    expect(chat.page.locator("#shopmate .carousel").last).to_have_attribute("aria-live", "off")


def test_a_reply_that_comes_while_the_panel_is_closed_is_counted(chat: Chat) -> None:
    chat.field.fill("red running shoes under 80")
    chat.field.press("Enter")
    chat.field.press("Escape")
    expect(chat.page.get_by_role("button", name="Open the shopping assistant, 1 new")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(browser: Browser, service: RunningShop, scheme: str) -> None:
    # Without motion: a panel that is still fading in has the contrast of a ghost.
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(service.address)
    page.wait_for_selector("#grid li")
    chat = Chat(page)
    shelves = Axe().run(page)
    chat.open()
    chat.say("red running shoes under 80")
    chat.say("compare the first two")
    chat.panel.get_by_role("button", name="Start over").click()
    conversation = Axe().run(page)
    page.goto(f"{service.address}/products/tempo-3-running-shoe")
    page.wait_for_selector("#product h1")
    product = Axe().run(page)
    page.close()
    for results in (shelves, conversation, product):
        # Axe's own report cannot write down what lies in a shadow root.
        assert [(found["id"], found["nodes"]) for found in results.response["violations"]] == []


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (640, 360)])
def test_on_a_small_or_strongly_zoomed_screen_everything_is_in_reach(
    browser: Browser, service: RunningShop, width: int, height: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(service.address)
    chat = Chat(page)
    chat.open()
    chat.say("red running shoes under 80")
    for part in (
        chat.field,
        chat.panel.get_by_role("button", name="Close"),
        chat.panel.get_by_role("button", name="Send"),
    ):
        expect(part).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert chat.panel.evaluate("panel => panel.scrollWidth") <= width
    page.close()
