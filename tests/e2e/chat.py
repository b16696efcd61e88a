"""The widget as a customer uses it: open it, say something, look at what came back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

ANSWER_MS = 20_000


@dataclass(frozen=True)
class CardOnScreen:
    """What a product card shows; `price` in major units."""

    title: str
    price: float
    stock: str
    text: str


@dataclass(frozen=True)
class Reply:
    """The newest reply of the shop, words and cards."""

    text: str
    cards: list[CardOnScreen]


class Chat:
    """The widget on `page`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.get_by_role("button", name=re.compile("^Open the shopping assistant"))
        self.panel = page.get_by_role("dialog")
        self.field = page.get_by_role("textbox", name="Write a message")
        self.log = page.get_by_role("log")
        self.replies = page.locator("#shopmate .turn.shop")
        self.cards = page.locator("#shopmate article")

    def open(self) -> None:
        self.launcher.click()
        expect(self.replies.first).to_be_visible()

    def say(self, text: str) -> Reply:
        """Types `text`, sends it with Enter and waits for the answer."""
        before = self.replies.count()
        self.field.fill(text)
        self.field.press("Enter")
        return self.answer(before)

    def answer(self, before: int) -> Reply:
        """The reply that follows the first `before` ones."""
        expect(self.replies.nth(before)).to_be_visible(timeout=ANSWER_MS)
        expect(self.page.locator("#shopmate .typing")).to_be_hidden()
        turns = [self.replies.nth(index) for index in range(before, self.replies.count())]
        words = [turn.locator(".bubble").all_inner_texts() for turn in turns]
        cards = [card_on_screen(card) for turn in turns for card in turn.get_by_role("article").all()]
        return Reply("\n".join(text for texts in words for text in texts), cards)


def card_on_screen(card: Locator) -> CardOnScreen:
    price = re.search(r"[\d,]+(?:\.\d+)?", card.locator(".card-facts strong").inner_text())
    assert price, f"no price on the card {card.inner_text()!r}"
    return CardOnScreen(
        title=card.get_by_role("heading").inner_text(),
        price=float(price[0].replace(",", "")),
        stock=card.locator(".stock").inner_text(),
        text=card.inner_text(),
    )
