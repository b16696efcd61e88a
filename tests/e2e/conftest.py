"""Chromium and the pages of the real shop."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.chat import Chat
from tests.service import RunningShop

#: No background traffic, no sandbox (CI runs as root), and the same pixels on every machine.
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.rasa)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium here; on Debian `apt-get install chromium`, or name one with CHROMIUM=")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor who was never here before."""
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, service: RunningShop) -> Iterator[Page]:
    """The shop's front page; no script of it may fail and no content policy be broken."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    opened.goto(service.address)
    yield opened
    assert not complaints


@pytest.fixture
def chat(page: Page) -> Chat:
    """The widget, opened."""
    opened = Chat(page)
    opened.open()
    return opened
