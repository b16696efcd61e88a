"""A home of the first version, opened by today's code: see first/README.md."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.gateway.visitors import digest
from bot.keys import customer_keys, is_merchant_key
from catalog.records import now
from catalog.settings import Settings
from catalog.shop import open_shop
from catalog.store import Store, open_store
from nlu.wish import Wish
from tests.service import RunningShop, Visitor, running_shop

FIRST = Path(__file__).parent / "first"
TOKENS: dict[str, str] = json.loads((FIRST / "sessions.json").read_text(encoding="utf-8"))
KEPT = ("shop.db", "conversations.db", "customer.key", "merchant.key.sha256")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy; what is committed is never opened."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in KEPT:
        shutil.copyfile(FIRST / name, folder / name)
    return folder


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = open_store(Settings(home=home))
    yield opened
    opened.close()


def revision(home: Path) -> str:
    engine = create_engine(f"sqlite:///{home / 'shop.db'}")
    with engine.connect() as connection:
        found = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    engine.dispose()
    return found


def test_it_is_a_home_of_the_first_tables_and_opening_it_brings_it_to_today_s(home: Path) -> None:
    assert revision(home) == "0001"
    open_store(Settings(home=home)).close()
    assert revision(home) > "0001"


def test_nothing_of_it_is_lost(store: Store) -> None:
    assert len(store.products()) == 18
    assert len(store.faq()) == 5
    assert {customer.name for customer in store.customers()} == {"Mira Holt", "Jonas Weil"}
    assert [order.number for order in store.orders("K1")] == ["7001"]
    (message,) = store.shop_messages()
    assert message.text == "Do you also mend shoes? The sole of mine has come off."
    for token in TOKENS.values():
        session = store.session(digest(token))
        assert session is not None
        assert store.turns(session.conversation, limit=50)


def test_its_keys_are_still_its_keys(home: Path) -> None:
    before = (home / "customer.key").read_text(encoding="utf-8").strip()
    assert before in customer_keys(home).values()
    assert not is_merchant_key(home, "another")
    assert (home / "merchant.key.sha256").read_bytes() == (FIRST / "merchant.key.sha256").read_bytes()


@pytest.mark.models
def test_search_sells_from_it(home: Path) -> None:
    shop = open_shop(Settings(home=home))
    try:
        found = shop.search.search(Wish(words="running shoe", price_max_minor=6000), limit=5)
        assert found.hits[0].product.title == "Trot Running Shoe"
    finally:
        shop.close()


@pytest.fixture
def reopened(home: Path, service: RunningShop) -> Iterator[RunningShop]:
    """The copy, served by today's code and Rasa, as if its visitors had been away for a moment only."""
    # The model depends on the code alone; the session's own shop has it.
    shutil.copytree(service.home / "rasa", home / "rasa")
    store = open_store(Settings(home=home))
    for token in TOKENS.values():
        session = store.session(digest(token))
        assert session is not None
        store.delete_session(digest(token))
        store.save_session(digest(token), replace(session, expires_at=now() + timedelta(days=1)))
    store.close()
    with running_shop(home) as shop:
        yield shop


@pytest.mark.rasa
@pytest.mark.models
def test_the_visitors_of_then_go_on_talking(reopened: RunningShop) -> None:
    with reopened.visitor() as visitor:
        _become(visitor, "guest")
        # Last asked, in the first version: red running shoes under 60.
        assert _titles(visitor.say("only in red please")) == ["Trot Running Shoe"]
        assert "working days" in visitor.text("how long does delivery take?")
    with reopened.visitor() as visitor:
        # She was asked what to pass on, and left without a word.
        _become(visitor, "K1")
        assert visitor.text("show me black shoes").strip()
        assert "7001" in visitor.text("where is my order 7001?")
    said = (reopened.home / "logs" / "rasa.log").read_text(encoding="utf-8")
    assert "Traceback" not in said


def _become(visitor: Visitor, name: str) -> None:
    visitor.http.cookies.clear()
    visitor.http.headers["Authorization"] = f"Bearer {TOKENS[name]}"


def _titles(messages: list[dict[str, object]]) -> list[str]:
    return [card["title"] for message in messages for card in message.get("products", [])]  # type: ignore[attr-defined]
