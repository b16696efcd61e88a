"""The widget on a shop's own page, which lives on another origin than the service."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext, expect

from bot.gateway.customers import CustomerTokens
from bot.keys import customer_keys
from catalog.settings import load_settings
from tests.e2e.chat import Chat
from tests.service import RunningShop, free_port

#: A shop whose own style would wreck a widget without a shadow.
PAGE = """<!doctype html><html lang="en"><title>Another shop</title>
<style>
  * {{ color: red !important; font-size: 40px !important }}
  button, article {{ display: none }}
  div {{ float: left }}
</style>
<h1>Another shop</h1>
<script src="{address}/widget.js" data-title="Ask Mina" data-position="left" data-accent="gold"
  data-text-send="Off it goes" async></script>
"""


def serve_page(port: int, html: str, token: Callable[[], str] = str) -> ThreadingHTTPServer:
    """A shop's own server: its page everywhere, and at /chat-token what `token` says."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_token = self.path == "/chat-token"
            self.send_response(200)
            self.send_header("Content-Type", "text/plain" if is_token else "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((token() if is_token else html).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextmanager
def closing_down(server: ThreadingHTTPServer) -> Iterator[None]:
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def elsewhere(service: RunningShop, embedding_port: int) -> Iterator[str]:
    """The address of a page on an origin that the service allows."""
    with closing_down(serve_page(embedding_port, PAGE.format(address=service.address))):
        yield f"http://localhost:{embedding_port}/"


def test_the_chat_works_without_any_cookie_and_survives_a_reload(
    context: BrowserContext, elsewhere: str, service: RunningShop
) -> None:
    page = context.new_page()
    page.goto(elsewhere)
    chat = Chat(page)
    chat.open()
    reply = chat.say("red running shoes under 80")
    assert reply.cards
    assert context.cookies() == []
    token = page.evaluate(f"localStorage.getItem('shopmate:{service.address}:session')")
    assert len(token) >= 32
    page.reload()
    expect(chat.cards).to_have_count(len(reply.cards))


def test_a_customer_s_session_is_renewed_by_the_page_and_the_conversation_goes_on(
    context: BrowserContext, service: RunningShop, embedding_port: int
) -> None:
    tokens, asked = CustomerTokens(customer_keys(service.home), load_settings(environ=service.environment).name), []

    def token() -> str:
        asked.append(time.time())
        return tokens.sign("C0001", int(time.time()))

    page_s_own = f'<script data-customer-token="{token()}" data-customer-token-url="/chat-token" '
    html = PAGE.format(address=service.address).replace("<script ", page_s_own)
    with closing_down(serve_page(embedding_port, html, token)):
        page = context.new_page()
        page.goto(f"http://localhost:{embedding_port}/")
        chat = Chat(page)
        chat.open()
        first = chat.say("show all my orders").text
        assert "logged in" not in first
        with closing(sqlite3.connect(service.home / "shop.db", timeout=15)) as database, database:
            database.execute(
                "UPDATE sessions SET proof_until = '2000-01-01 00:00:00.000000' WHERE customer_id = 'C0001'"
            )
        assert chat.say("show all my orders").text == first
        assert len(asked) == 2
        page.reload()
        expect(page.locator("#shopmate .turn.customer .bubble")).to_have_count(2)  # of one conversation


def test_the_shop_s_style_stays_outside_and_its_settings_count(context: BrowserContext, elsewhere: str) -> None:
    page = context.new_page()
    page.goto(elsewhere)
    chat = Chat(page)
    chat.open()
    expect(chat.panel).to_have_accessible_name("Ask Mina")
    expect(chat.panel.get_by_role("button", name="Off it goes")).to_be_visible()
    assert chat.field.evaluate("field => getComputedStyle(field).fontSize") == "16px"
    box = chat.panel.bounding_box()
    assert box
    assert box["x"] < 100
    chat.say("hello")
    bubble = page.locator("#shopmate .customer .bubble").last
    assert bubble.evaluate("bubble => getComputedStyle(bubble).color") == "rgb(0, 0, 0)"  # black on gold, not white


def test_pictures_and_links_of_cards_lead_to_the_service(
    context: BrowserContext, elsewhere: str, service: RunningShop
) -> None:
    page = context.new_page()
    page.goto(elsewhere)
    chat = Chat(page)
    chat.open()
    chat.say("red running shoes under 80")
    link = chat.cards.first.get_by_role("link")
    assert (link.get_attribute("href") or "").startswith(f"{service.address}/products/")
    assert link.get_attribute("target") == "_blank"


def test_a_page_the_shop_does_not_list_can_show_the_widget_but_not_talk(
    context: BrowserContext, service: RunningShop
) -> None:
    port = free_port()
    with closing_down(serve_page(port, PAGE.format(address=service.address))):
        page = context.new_page()
        page.goto(f"http://localhost:{port}/")
        chat = Chat(page)
        chat.open()
        chat.field.fill("hello")
        chat.field.press("Enter")
        expect(chat.panel).to_contain_text("Not sent. This page is not allowed to use the shop's chat.", timeout=20_000)
