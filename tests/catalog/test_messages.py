"""A message has a number, takes along what is known, and says truly how its answer will come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog.messages import MessageDesk, MessageError, as_facts
from catalog.records import Session, Turn, now
from catalog.settings import MailSettings, Settings
from catalog.store import Store

MAIL = MailSettings(host="mail.example", shop="desk@shop.example")


@pytest.fixture
def desk(store: Store, settings: Settings) -> MessageDesk:
    return MessageDesk(store, replace(settings, mail=MAIL))


@pytest.fixture
def silent(store: Store, settings: Settings) -> MessageDesk:
    """A shop whose settings let no e-mail out."""
    return MessageDesk(store, settings)


def talk(store: Store, conversation: str = "talk") -> None:
    at = now()
    store.save_session(f"hash-{conversation}", Session(conversation, None, at, at, at + timedelta(days=1)))
    store.append_turns(conversation, [Turn("customer", "do you repair shoes?"), Turn("shop", "I don't know that.")])


def test_a_message_takes_along_what_the_assistant_knows(desk: MessageDesk, store: Store) -> None:
    talk(store)
    left = desk.leave("talk", "Please call", "+41 61 123 45 67", customer_id="ana", wish="shoes", order="", photo=None)
    (kept,) = store.shop_messages()
    assert kept == left
    assert kept.context == {
        "wish": "shoes",
        "said": ["customer: do you repair shoes?", "shop: I don't know that."],
    }
    assert as_facts(kept, "contact")["customer"] == "ana"


def test_an_address_in_the_message_itself_is_seen(desk: MessageDesk) -> None:
    assert (
        desk.leave("talk", "Do you have it in red? Write to Ana.B@example.com, please.").contact == "Ana.B@example.com"
    )


def test_how_an_answer_comes_is_what_the_settings_let_happen(
    desk: MessageDesk, silent: MessageDesk, store: Store
) -> None:
    talk(store)
    mailed, called = desk.leave("talk", "x", "ana@example.com"), desk.leave("talk", "x", "+41 61 123 45 67")
    nothing, gone = desk.leave("talk", "x"), desk.leave("gone", "x")
    assert [desk.reach(message) for message in (mailed, called, nothing, gone)] == ["mail", "contact", "chat", "nobody"]
    assert silent.reach(mailed) == "contact"


def test_the_shop_is_told_of_a_message_and_its_answer_goes_to_the_shopper_and_into_the_chat(
    desk: MessageDesk, store: Store
) -> None:
    talk(store)
    left = desk.leave("talk", "Do you repair shoes?", "ana@example.com")
    assert desk.answer(left.id, " Yes, we do. ") == "mail"
    to_shop, to_shopper = (one.body.decode() for one in store.outgoing_waiting())
    assert "To: desk@shop.example" in to_shop
    assert "To: ana@example.com" in to_shopper
    assert "Yes, we do." in to_shopper
    assert store.turns("talk")[-1].text == f"An answer to your message {left.id}: Yes, we do."
    answered = desk.message(left.id)
    assert (answered.closed, answered.answer) == (True, "Yes, we do.")
    assert store.shop_messages() == []


def test_without_mail_nothing_is_queued_and_the_answer_waits_in_the_chat(silent: MessageDesk, store: Store) -> None:
    talk(store)
    left = silent.leave("talk", "Do you repair shoes?")
    assert silent.answer(left.id, "Yes") == "chat"
    assert store.outgoing_waiting() == []


def test_an_answer_that_would_reach_nobody_is_refused_and_says_what_to_do(
    desk: MessageDesk, silent: MessageDesk, store: Store
) -> None:
    gone, called = desk.leave("gone", "x"), desk.leave("gone", "x", "+41 61 123 45 67")
    with pytest.raises(MessageError, match="reach nobody"):
        desk.answer(gone.id, "Yes")
    with pytest.raises(MessageError, match=r"call \+41 61 123 45 67"):
        desk.answer(called.id, "Yes")
    with pytest.raises(MessageError, match=r"shop\.mail"):
        silent.answer(desk.leave("gone", "x", "ana@example.com").id, "Yes")
    assert len(store.shop_messages()) == 3


def test_an_unknown_message_or_an_empty_answer_is_told(desk: MessageDesk, store: Store) -> None:
    with pytest.raises(MessageError, match="no message 99"):
        desk.answer(99, "Yes")
    with pytest.raises(MessageError, match="no open message 99"):
        desk.close(99)
    with pytest.raises(MessageError, match="0 characters"):
        desk.answer(desk.leave("talk", "x").id, "  ")
