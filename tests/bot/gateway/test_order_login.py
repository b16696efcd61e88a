"""Without a login: the order's number, its address and a mailed code; guesses get nowhere and learn nothing."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from bot.gateway.app import create_app
from catalog.desk_tables import LoginCodeRow
from catalog.login_codes import LoginCodes
from catalog.records import Customer, Order, OrderLine, now
from catalog.settings import MailSettings
from catalog.shop import Shop
from tests.bot.conftest import SECRET, Greet
from tests.bot.shelves import KnownRasa, small_shop

KNOWN = {"order": "#sm-1001", "email": "Ana@Example.com"}
UNKNOWN = [
    {"order": "SM-9999", "email": "ana@example.com"},
    {"order": "SM-1001", "email": "ben@example.com"},
]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that can mail, with an order of Ana's."""
    opened = small_shop(tmp_path / "home", address_messages_per_minute=0)
    opened.settings = replace(opened.settings, mail=MailSettings(host="mail.example", shop="desk@shop.example"))
    opened.store.save_customer(Customer("ana", "Ana", "ana@example.com"))
    opened.store.save_customer(Customer("nobody", "No address"))
    for number, customer in (("SM-1001", "ana"), ("SM-1002", "nobody")):
        opened.store.save_order(Order(number, customer, now(), "paid", (OrderLine("s", 1, 100),), "USD", 100))
    yield opened
    opened.close()


@pytest.fixture
def web(shop: Shop) -> Iterator[TestClient]:
    app = create_app(shop.settings, shop, KnownRasa().client(), secret=SECRET, actions=[Greet()])
    with TestClient(app, base_url="http://shop.test") as client:
        yield client


def code_of(shop: Shop) -> str:
    """The code in the last letter."""
    text = message_from_bytes(shop.store.outgoing_waiting()[-1].body).get_payload()
    found = re.search(r"\b\d{6}\b", str(text))
    assert found
    return found.group()


def login(web: TestClient, code: str, **who: str) -> int:
    return web.post("/api/orders/login", json={**KNOWN, **who, "code": code}).status_code


def test_the_mailed_code_opens_the_customer_s_session_once(web: TestClient, shop: Shop) -> None:
    web.post("/api/sessions")
    assert web.post("/api/orders/code", json=KNOWN).json() == {"minutes": 10}
    opened = web.post("/api/orders/login", json={**KNOWN, "code": code_of(shop)})
    assert (opened.status_code, opened.json()["customer"]) == (201, True)
    assert web.get("/api/messages").status_code == 200
    assert login(web, code_of(shop)) == 401


def test_a_new_code_takes_the_place_of_the_old_one(web: TestClient, shop: Shop) -> None:
    web.post("/api/orders/code", json=KNOWN)
    old = code_of(shop)
    web.post("/api/orders/code", json=KNOWN)
    assert old == code_of(shop) or login(web, old) == 401
    assert login(web, code_of(shop)) == 201


def test_a_code_that_ran_out_is_refused(web: TestClient, shop: Shop) -> None:
    web.post("/api/orders/code", json=KNOWN)
    with shop.store.writing() as connection:
        connection.execute(update(LoginCodeRow).values(expires_at=now() - timedelta(seconds=1)))
    assert login(web, code_of(shop)) == 401


@pytest.mark.parametrize("who", UNKNOWN)
def test_nothing_tells_whether_an_order_is_there(web: TestClient, shop: Shop, who: dict[str, str]) -> None:
    known, unknown = (web.post("/api/orders/code", json=asked) for asked in (KNOWN, who))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert len(shop.store.outgoing_waiting()) == 1
    wrong = f"{(int(code_of(shop)) + 1) % 10**6:06}"
    answers = [web.post("/api/orders/login", json={**asked, "code": wrong}) for asked in (KNOWN, who)]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].content == answers[1].content


def test_an_order_whose_customer_has_no_address_can_t_be_opened(shop: Shop) -> None:
    LoginCodes(shop.store, shop.settings).ask("SM-1002", "")
    assert shop.store.outgoing_waiting() == []


def test_ten_thousand_guesses_are_let_in_never(web: TestClient, shop: Shop) -> None:
    codes = LoginCodes(shop.store, shop.settings)
    codes.ask("SM-1001", "ana@example.com")
    right = code_of(shop)
    tried = [f"{guess:06}" for guess in range(10_001) if f"{guess:06}" != right][:10_000]
    assert [codes.customer("SM-1001", "ana@example.com", guess) for guess in tried] == [None] * 10_000
    # Locked: the right one does not open either, and no new one is sent.
    assert login(web, right) == 401
    assert web.post("/api/orders/code", json=KNOWN).status_code == 202
    assert len(shop.store.outgoing_waiting()) == 1


def test_the_lock_opens_after_its_pause_and_the_old_code_stays_worthless(web: TestClient, shop: Shop) -> None:
    web.post("/api/orders/code", json=KNOWN)
    right = code_of(shop)
    for guess in range(5):
        login(web, f"{(int(right) + 1 + guess) % 10**6:06}")
    with shop.store.writing() as connection:
        connection.execute(update(LoginCodeRow).values(locked_until=now() - timedelta(seconds=1)))
    assert login(web, right) == 401
    web.post("/api/orders/code", json=KNOWN)
    assert login(web, code_of(shop)) == 201


def test_a_mailbox_is_not_flooded(web: TestClient, shop: Shop) -> None:
    for _ in range(9):
        assert web.post("/api/orders/code", json=KNOWN).status_code == 202
    assert len(shop.store.outgoing_waiting()) == 5


def test_known_and_unknown_orders_take_the_same_time(shop: Shop) -> None:
    codes = LoginCodes(shop.store, shop.settings)
    spent: dict[str, list[float]] = {"SM-1001": [], "SM-9999": []}
    for round_ in range(300):
        for number, times in spent.items():
            with shop.store.writing() as connection:
                connection.execute(update(LoginCodeRow).values(codes_sent=0, wrong_tries=0, locked_until=None))
            started = time.perf_counter()
            codes.ask(number, "ana@example.com")
            codes.customer(number, "ana@example.com", "no code")
            if round_ >= 20:
                times.append(time.perf_counter() - started)
    known, unknown = (statistics.quantiles(times, n=4) for times in spent.values())
    # The medians differ by less than the middle half of either spreads.
    assert abs(known[1] - unknown[1]) < max(known[2] - known[0], unknown[2] - unknown[0])


def test_a_shop_that_can_t_mail_offers_no_codes(shop: Shop) -> None:
    settings = replace(shop.settings, mail=MailSettings())
    app = create_app(settings, shop, KnownRasa().client(), secret=SECRET, actions=[Greet()])
    with TestClient(app) as client:
        assert client.post("/api/orders/code", json=KNOWN).status_code == 404


@pytest.mark.parametrize("email", ["no address", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused_for_every_order(web: TestClient, email: str) -> None:
    assert web.post("/api/orders/code", json={**KNOWN, "email": email}).status_code == 422
