"""What leaves the shop arrives: signed, again after a failure, and known again when it comes twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import multiprocessing
import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bot.keys import webhook_secret
from bot.outgoing.mail import MailError, mail_sender
from bot.outgoing.sender import BACK_OFF_SECONDS, Sender, sender_of
from bot.outgoing.webhook import webhook_sender
from catalog.announcing import announced
from catalog.letters import answer_letter, message_letter
from catalog.orders import OrderDesk
from catalog.records import Customer, Order, OrderChange, OrderLine, Outgoing, ShopMessage, now
from catalog.settings import MailSettings, OrderSettings, Settings
from catalog.store import CatalogChange, Store, open_store
from tests.bot.outgoing.receivers import Receiver, mailbox, webhook_receiver
from tests.service import free_port

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
LIVES = 50


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with webhook_receiver() as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(home=tmp_path))
    opened.save_customer(Customer("ana"))
    yield opened
    opened.close()


def event(name: str) -> Outgoing:
    return Outgoing(name, "webhook", json.dumps({"event": name}).encode())


def test_the_webhook_is_signed_so_that_the_receiver_can_check_it(receiver: Receiver) -> None:
    webhook_sender(receiver.url, KEY)(event("change_1"))
    ((headers, body),) = receiver.got
    assert headers["idempotency-key"] == headers["webhook-id"] == "change_1"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    given = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mark = base64.b64encode(hmac.new(b"k" * 32, given, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mark}"


def test_a_failed_delivery_is_tried_again_later_and_says_what_was_wrong(store: Store, receiver: Receiver) -> None:
    receiver.answers = [500, 302]
    store.send_later([event("change_1")])
    sender = Sender(store, {"webhook": webhook_sender(receiver.url, KEY)})
    assert sender.send_due() == 0
    assert sender.send_due() == 0  # not due yet
    (waiting,) = store.outgoing_waiting()
    assert (waiting.tries, waiting.trouble) == (1, "WebhookError: the receiver answered 500")
    for _ in range(2):
        store.outgoing_failed(waiting.id, "", now())
        sender.send_due()
    assert [headers["webhook-id"] for headers, _ in receiver.got] == ["change_1"] * 3
    assert store.outgoing_waiting() == []
    assert sender.send_due() == 0


def test_the_waits_grow_and_nothing_is_ever_given_up() -> None:
    assert list(BACK_OFF_SECONDS) == sorted(BACK_OFF_SECONDS)
    assert BACK_OFF_SECONDS[-1] <= 24 * 3600


def test_one_broken_delivery_does_not_hold_up_the_next(store: Store, receiver: Receiver) -> None:
    receiver.answers = [500]
    store.send_later([event("a"), event("b"), event("c")])
    assert Sender(store, {"webhook": webhook_sender(receiver.url, KEY)}).send_due() == 2
    assert [one.event for one in store.outgoing_waiting()] == ["a"]


def test_two_senders_at_once_take_different_things(store: Store) -> None:
    store.send_later([event(str(number)) for number in range(10)])
    first = store.take_outgoing(lease=timedelta(minutes=1), limit=6)
    second = store.take_outgoing(lease=timedelta(minutes=1), limit=6)
    assert sorted(one.event for one in first + second) == [str(number) for number in range(10)]


def test_what_arrived_is_forgotten_in_time_and_what_did_not_is_kept(store: Store) -> None:
    store.send_later([event("a"), event("b"), Outgoing("c", "none", b"")])
    store.outgoing_arrived(store.outgoing_waiting()[0].id)
    assert store.forget_outgoing_before(now()) == 2
    assert [one.event for one in store.outgoing_waiting()] == ["b"]


def test_an_order_change_reaches_the_webhook_and_the_merchant_s_mailbox(tmp_path: Path, receiver: Receiver) -> None:
    with mailbox(free_port()) as box:
        mail = MailSettings(host="127.0.0.1", port=box.port, security="none", shop="desk@shop.example")
        orders = OrderSettings(webhook=receiver.url, state_names={"cancelled": "Storniert"})
        settings = Settings(home=tmp_path, orders=orders, mail=mail)
        store = open_store(settings)
        store.apply(CatalogChange(customers=[Customer("ana")], orders=[_order("A1")]))
        change = OrderDesk(store, orders, lambda done: announced(settings, done)).cancel("ana", "A1", "too late").change
        assert sender_of(settings, store, KEY).send_due() == 2
        store.close()
    told = json.loads(receiver.got[0][1])
    assert change
    assert (told["type"], told["order"], told["state"], told["state_name"]) == (
        *("order.cancel", "A1", "cancelled"),
        "Storniert",
    )
    assert told["event"] == change.event
    (letter,) = box.letters
    assert letter["To"] == "desk@shop.example"
    assert "A customer wants to cancel order A1" in letter["Subject"]
    assert "reason: too late" in letter.get_content()
    assert f"<{change.event}@shop.example>" == letter["Message-ID"]


def test_a_letter_that_is_turned_away_waits_for_the_next_time(tmp_path: Path, store: Store) -> None:
    with mailbox(free_port()) as box:
        settings = MailSettings(host="127.0.0.1", port=box.port, security="none", shop="desk@shop.example")
        letter = answer_letter(Settings(home=tmp_path, mail=settings), MESSAGE, "Yes, we do.\nÀ bientôt", "message_7")
        store.send_later([letter])
        box.refuses = 1
        sender = Sender(store, {"mail": mail_sender(settings)})
        assert sender.send_due() == 0
        store.outgoing_failed(store.outgoing_waiting()[0].id, "", now())
        assert sender.send_due() == 1
    (sent,) = box.letters
    assert sent["To"] == "ana@example.com"
    assert sent["Reply-To"] == "desk@shop.example"
    assert "À bientôt" in sent.get_content()
    assert "> Do you repair shoes?" in sent.get_content()


MESSAGE = ShopMessage(7, "v", "v", "ana@example.com", "Do you repair shoes?", now(), False)


def test_what_a_shopper_writes_gets_into_no_header(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, mail=MailSettings(host="x", shop="desk@shop.example"))
    evil = replace(MESSAGE, contact="ana@example.com\nBcc: all@example.com", text="x\n\nBcc: y@example.com")
    head = message_letter(settings, evil, "message_7").body.partition(b"\n\n")[0]
    assert b"Bcc" not in head
    assert b"Reply-To: ana@example.com" in head


def test_without_a_server_or_with_an_unknown_security_it_is_said_what_to_set() -> None:
    with pytest.raises(MailError, match=r"shop\.mail\.host"):
        mail_sender(MailSettings())(event("a"))
    with pytest.raises(MailError, match="starttls, tls, none"):
        mail_sender(MailSettings(host="127.0.0.1", security="ssl"))(event("a"))


def test_the_webhook_s_secret_stays_and_may_come_from_the_environment(tmp_path: Path) -> None:
    assert webhook_secret(tmp_path, {}) == webhook_secret(tmp_path, {})
    assert webhook_secret(tmp_path, {"SHOPMATE_WEBHOOK_SECRET": KEY}) == KEY


def _order(number: str) -> Order:
    return Order(number, "ana", now(), "paid", (OrderLine("s", 1, 100, "", "Shirt"),), "USD", 100)


def _cancels_and_sends(home: Path, url: str, ready: Connection) -> None:
    """One life: cancels the orders that are left, one after the other, and sends what that makes."""
    store = open_store(Settings(home=home))

    def tell(change: OrderChange) -> list[Outgoing]:
        return [Outgoing(change.event, "webhook", change.event.encode(), change.customer_id)]

    desk = OrderDesk(store, OrderSettings(), tell)
    sender = Sender(store, {"webhook": webhook_sender(url, KEY)}, lease=timedelta(seconds=0.05))
    orders = desk.orders("ana")
    ready.send("ready")
    for order in orders:
        if order.state == "paid" and desk.cancel("ana", order.number).outcome == "done":
            ready.send(order.number)
        sender.send_due()


def test_killed_at_fifty_moments_the_outbox_loses_nothing_and_repeats_only_under_the_same_key(
    store: Store, tmp_path: Path, receiver: Receiver
) -> None:
    store.apply(CatalogChange(orders=[_order(f"N{number:05}") for number in range(3000)]))
    processes, dice, promised = multiprocessing.get_context("forkserver"), random.Random(7), set[str]()
    processes.set_forkserver_preload(["bot.outgoing.sender", "catalog.orders", "tests.bot.outgoing.test_sending"])
    for _ in range(LIVES):
        here, there = processes.Pipe()
        life = processes.Process(target=_cancels_and_sends, args=(tmp_path, receiver.url, there))
        life.start()
        assert here.recv() == "ready"
        assert here.poll(60)  # each life promises something, however slow the machine is
        time.sleep(dice.uniform(0.0, 0.3))
        assert life.pid
        os.kill(life.pid, signal.SIGKILL)
        life.join()
        there.close()
        promised |= _told(here)
    sender = Sender(store, {"webhook": webhook_sender(receiver.url, KEY)}, lease=timedelta(seconds=0.05))
    until = time.monotonic() + 20
    while store.count_outgoing() and time.monotonic() < until:
        sender.send_due()
        time.sleep(0.02)
    changes = store.order_changes(limit=10_000)
    assert promised <= {change.number for change in changes}
    assert len(promised) >= LIVES
    received = defaultdict(set)
    for headers, body in receiver.got:
        received[headers["idempotency-key"]].add(body)
    assert set(received) == {change.event for change in changes}
    assert all(bodies == {key.encode()} for key, bodies in received.items())


def _told(pipe: Connection) -> set[str]:
    found = set()
    try:
        while pipe.poll():
            found.add(pipe.recv())
    except (EOFError, OSError):
        pass  # killed in the middle of telling: that one was not promised
    return found
