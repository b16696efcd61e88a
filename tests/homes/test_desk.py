"""A home with a merchant's desk in full use, opened by today's code: see desk/README.md."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.gateway.visitors import digest
from bot.keys import webhook_secret
from bot.outgoing.sender import Sender
from bot.outgoing.webhook import signed, webhook_sender
from catalog.feeds import import_feed
from catalog.messages import MessageDesk
from catalog.settings import Settings
from catalog.store import Store, open_store
from catalog.words import ShopWords
from tests.bot.outgoing.receivers import webhook_receiver

DESK = Path(__file__).parent / "desk"
TOKENS: dict[str, str] = json.loads((DESK / "sessions.json").read_text(encoding="utf-8"))
#: Order -> what it counts as while its change waits.
STATES = {
    "8001": "cancelled",
    "8002": "paid",
    "8003": "return_requested",
    "8004": "exchange_requested",
    "8005": "paid",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy; what is committed is never opened."""
    return Path(shutil.copytree(DESK, tmp_path / "home"))


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = open_store(Settings(home=home))
    yield opened
    opened.close()


def states(store: Store) -> dict[str, str]:
    return {order.number: order.state for customer in ("K1", "K2") for order in store.orders(customer)}


def test_messages_are_as_they_were_and_can_be_answered(store: Store, home: Path) -> None:
    desk = MessageDesk(store, Settings(home=home))
    (open_one,) = store.shop_messages()
    assert (open_one.id, open_one.contact) == (1, "guest@example.com")
    assert open_one.text == "Do you also sell skates? My daughter needs size 36."
    assert open_one.context["said"]
    assert (desk.message(2).closed, desk.message(2).answer) == (True, "We will.")
    assert desk.answer(1, "We do, from size 33 on.") == "chat"
    assert "An answer to your message 1" in store.turns(open_one.conversation, limit=100)[-1].text


def test_every_change_still_waits_and_an_import_of_the_old_states_undoes_none(store: Store, home: Path) -> None:
    before = store.order_changes()
    kinds = Counter(change.kind for change in before)
    assert kinds == Counter(("cancel", "return", "exchange", "items", "address", "default_address"))
    assert states(store) == STATES
    assert import_feed(store, Settings(home=home), home / "people").exit_code == 0
    assert states(store) == STATES
    assert store.order_changes() == before


def test_what_had_not_arrived_goes_out_under_its_old_key_and_signature(store: Store, home: Path) -> None:
    events = {change.event for change in store.order_changes()}
    assert {one.event for one in store.outgoing_waiting()} == events
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE outbox SET next_at = '2026-11-29 00:00:00'")
    secret = webhook_secret(home)
    with webhook_receiver() as receiver:
        Sender(store, {"webhook": webhook_sender(receiver.url, secret)}).send_due()
    assert {headers["webhook-id"] for headers, _ in receiver.got} == events
    for headers, body in receiver.got:
        wanted = signed(secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
        assert headers["webhook-signature"] == wanted["webhook-signature"]
    assert store.count_outgoing() == 0


def test_the_shop_s_answers_and_words_are_as_they_were(store: Store) -> None:
    entries = {entry.id: entry for entry in store.faq()}
    repairs = entries["do-you-repair-shoes"]
    assert repairs.paraphrases == ("can you fix my boots",)
    assert repairs.link == "https://shop.example/repairs"
    assert not entries["is-there-a-christmas-market"].is_valid(date(2026, 12, 25))
    words = ShopWords.of(store.words())
    assert words.synonyms == {"trainers": ("running shoes",)}
    assert words.sizes == {"8.5": ("42",)}
    assert words.occasions == {"parkrun": ("running shoes",)}
    assert (words.pins, words.hides) == ({"running shoes": ("glide",)}, {"running shoes": ("swift",)})
    assert words.boosts == {"shoe": ("trot",)}
    assert words.hours == {"mon": ("09:00-12:00", "13:00-18:00"), "2036-12-25": ()}
    assert words.welcome == "Welcome to the corner shop."


def test_what_was_asked_in_vain_and_who_asked_are_known(store: Store) -> None:
    assert {one.text for one in store.unanswered()} == {"do you engrave names?", "unicorn saddles"}
    for token in TOKENS.values():
        session = store.session(digest(token))
        assert session is not None
        assert store.turns(session.conversation, limit=100)
