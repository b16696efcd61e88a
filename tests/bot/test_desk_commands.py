"""The desk in the terminal: what it lists, what it closes, and how it ends when something is not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from catalog.faq_desk import FaqError
from catalog.messages import MessageDesk, MessageError
from catalog.orders import OrderDesk
from catalog.records import Customer, Event, Order, OrderLine, now
from catalog.settings import OrderSettings, Settings
from catalog.store import Store, open_store
from catalog.words import WordsError


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("SHOPMATE_HOME", str(tmp_path))
    opened = open_store(Settings(home=tmp_path))
    yield opened
    opened.close()


def shopmate(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_an_open_message_is_listed_with_its_context_until_it_is_closed(store: Store, tmp_path: Path) -> None:
    number = MessageDesk(store, Settings(home=tmp_path)).leave("v", "It [flickers]", "ana@x.example", wish="lamp").id
    listed = shopmate("messages").output
    assert all(text in listed for text in ("It [flickers]", "ana@x.example", "wish: lamp"))
    assert json.loads(shopmate("messages", "--json").stdout)["reach"] == "contact"
    assert shopmate("messages", "close", str(number)).exit_code == 0
    assert "no open message" in shopmate("messages").output
    assert "(closed)" in shopmate("messages", "--all").output
    assert isinstance(shopmate("messages", "close", str(number)).exception, MessageError)


def test_a_change_is_listed_with_what_the_shop_says_and_refused(store: Store) -> None:
    store.save_customer(Customer("ana"))
    store.save_order(Order("A1", "ana", now(), "paid", (OrderLine("s", 1, 100),), "USD", 100))
    OrderDesk(store, OrderSettings()).cancel("ana", "A1", "too late")
    listed = shopmate("orders", "changes").output
    assert "cancel of order A1" in listed
    assert "the shop's system says paid" in listed
    assert shopmate("orders", "changes", "refuse", "1", "--note", "sent").exit_code == 0
    assert "Nothing waits" in shopmate("orders", "changes").output
    assert "(refused)" in shopmate("orders", "changes", "--all").output
    assert shopmate("orders", "changes", "done", "1").exit_code == 1


@pytest.mark.models
def test_what_was_asked_in_vain_is_listed_and_made_an_entry(store: Store) -> None:
    store.record([Event("question", "v", None, None, text, 0) for text in ("Do you repair shoes?", "repair my shoes")])
    group = json.loads(shopmate("unanswered", "--json").stdout)
    assert group["times"] == 2
    added = shopmate("faq", "add", "--from", group["group"], "--answer", "Yes.")
    assert added.exit_code == 0, added.output
    (entry,) = store.faq()
    assert {entry.question, *entry.paraphrases} == set(group["texts"])
    assert "Nothing was asked in vain" in shopmate("unanswered").output
    assert shopmate("faq", "add", "--from", "none", "--answer", "x").exit_code == 2


def test_what_can_t_be_done_says_so(store: Store) -> None:
    assert isinstance(shopmate("faq", "remove", "none").exception, FaqError)
    assert isinstance(shopmate("words", "remove", "synonym", "x").exception, WordsError)
    assert isinstance(shopmate("words", "set", "pin", "lamp", "none").exception, WordsError)
    assert shopmate("faq", "add", "--question", "x").exit_code == 2
    assert shopmate("faq", "edit", "none").exit_code == 2
