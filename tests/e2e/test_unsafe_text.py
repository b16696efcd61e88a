"""What a shop or a customer writes is shown as text, whatever it looks like."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from catalog.products import FaqEntry, Product, Variant
from catalog.settings import load_settings
from catalog.store import open_store
from catalog.store.changes import CatalogChange
from tests.e2e.chat import Chat
from tests.service import RunningShop

TITLE = '<img src=x onerror="window.broken=1"> Zorbing Ball'
ANSWER = (
    "Polish it [here](javascript:window.broken=2), see [our page](/care) or https://example.com/zorbing. "
    "Not https://bank.example@evil.example/login but [your bank](https://bank.example/in). "
    "<b>Never</b> iron it. <script>window.broken=3</script>"
)


@pytest.fixture(scope="module")
def _hostile_shop(service: RunningShop) -> None:
    """A product and a service text with HTML and scripts in them, laid into the shop while it serves.

    An import would have taken the markup out; the widget must not count on that.
    """
    variant = Variant("zorb-1", price_minor=1200, stock=3)
    product = Product(
        "zorbing-ball",
        TITLE,
        "USD",
        (variant,),
        description=TITLE,
        categories=("Toys/Zorbing Balls",),
        url="javascript:window.broken=4",
    )
    entry = FaqEntry("pewter-care", "How do I polish pewter mugs?", ANSWER)
    store = open_store(load_settings(environ=service.environment))
    store.apply(CatalogChange(products=[product], faq=[entry]))
    store.close()
    wait_until_noticed(service)


def wait_until_noticed(service: RunningShop) -> None:
    """A turn that asks the shop makes it look for changes; it goes on with the old catalogue while it builds."""
    store = open_store(load_settings(environ=service.environment))
    products = sum(product.visible for product in store.products())
    store.close()
    with service.visitor() as visitor:
        until = time.monotonic() + 60
        while service.health()["products"] != products:
            assert time.monotonic() < until, "the service did not notice the change"
            visitor.say("mugs")
            time.sleep(0.5)


@pytest.mark.usefixtures("_hostile_shop")
def test_html_in_a_product_title_is_shown_as_text(chat: Chat) -> None:
    chat.say("zorbing ball")
    card = chat.cards.filter(has_text="Zorbing Ball").first
    expect(card.get_by_role("heading")).to_contain_text("Zorbing Ball")
    expect(card.get_by_role("heading").locator("img")).to_have_count(0)
    expect(card.get_by_role("link")).to_have_count(0)  # its address is a script
    assert chat.page.evaluate("window.broken") is None


@pytest.mark.usefixtures("_hostile_shop")
def test_a_link_in_a_shop_text_is_clickable_only_when_it_is_safe(chat: Chat) -> None:
    chat.say("How do I polish pewter mugs?")
    reply = chat.replies.last
    expect(reply).to_contain_text("[here](javascript:window.broken=2)")
    expect(reply).to_contain_text("<b>Never</b> iron it. <script>")
    addresses = [link.get_attribute("href") for link in reply.get_by_role("link").all()]
    assert addresses == [f"{chat.page.url.rstrip('/')}/care", "https://example.com/zorbing", "https://bank.example/in"]
    expect(reply).to_contain_text("your bank (bank.example).")
    assert chat.page.evaluate("window.broken") is None


def test_html_and_right_to_left_text_of_the_customer_are_shown_as_written(chat: Chat) -> None:
    written = '<img src=x onerror="window.broken=5"> حذاء أحمر'
    chat.say(written)
    bubble = chat.page.locator("#shopmate .turn.customer .bubble").last
    expect(bubble).to_contain_text(written)
    assert chat.page.evaluate("window.broken") is None


@pytest.mark.usefixtures("_hostile_shop")
def test_the_demo_shop_shows_html_in_a_title_as_text(chat: Chat, service: RunningShop) -> None:
    chat.page.goto(f"{service.address}/products/zorbing-ball")
    expect(chat.page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert chat.page.evaluate("window.broken") is None
