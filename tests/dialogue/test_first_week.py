"""A merchant's first week on the real service: every promise made in the chat is kept."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from bot.outgoing.webhook import signed
from catalog.records import now
from tests.bot.outgoing.receivers import Mailbox, Receiver, mailbox, webhook_receiver
from tests.service import RunningShop, free_port, rasa_is_missing, running_shop

pytestmark = pytest.mark.rasa
Found = TypeVar("Found")
ORDER = {
    "number": "70001", "customer_id": "C0001", "placed_at": "2026-11-01T10:00:00+00:00", "state": "paid",
    "lines": [{"sku": "none", "quantity": 1, "price": 19.0}],
}  # fmt: skip


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    with mailbox(free_port()) as opened:
        yield opened


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with webhook_receiver() as opened:
        yield opened


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory, box: Mailbox, receiver: Receiver) -> Iterator[RunningShop]:
    if missing := rasa_is_missing():
        pytest.skip(missing)
    mail = {"host": "127.0.0.1", "port": box.port, "security": "none", "shop": "desk@shop.example"}
    settings = {"mail": mail, "orders": {"webhook": receiver.url}}
    with running_shop(tmp_path_factory.mktemp("week"), settings) as shop:
        yield shop


def soon(look: Callable[[], Found]) -> Found:
    """What `look` finds, as soon as it finds something."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError("nothing was found in 30 seconds")


def test_a_message_comes_in_a_mail_goes_out_and_the_answer_comes_back(week: RunningShop, box: Mailbox) -> None:
    with week.visitor() as visitor:
        visitor.say("I want to talk to a person")
        visitor.say("Do you give discounts for schools? We need forty backpacks by May.")
        said = visitor.text("teacher@example.com")
        number = int(re.search(r"number (\d+)", said)[1])  # type: ignore[index]
        assert "Their answer will come to teacher@example.com" in said
        told = soon(lambda: [letter for letter in box.letters if letter["To"] == "desk@shop.example"])
        assert "forty backpacks" in told[0].get_content()
        assert told[0]["Reply-To"] == "teacher@example.com"
        assert "forty backpacks" in week.shopmate("messages").stdout
        answered = week.shopmate("messages", "answer", str(number), "Yes, ten per cent from twenty pieces on.")
        assert answered.returncode == 0, answered.stderr
        back = soon(lambda: [letter for letter in box.letters if letter["To"] == "teacher@example.com"])
        assert "ten per cent" in back[0].get_content()
        assert "ten per cent" in visitor.http.get("/api/messages").text
    assert "forty backpacks" not in week.shopmate("messages").stdout


def test_what_was_asked_in_vain_becomes_an_entry_that_answers_the_next_one(week: RunningShop) -> None:
    question, answer = "Can you engrave a name on it?", "We engrave up to twelve letters for five dollars."
    with week.visitor() as visitor:
        assert answer not in visitor.text(question)
        listed = week.shopmate("unanswered", "--json").stdout.splitlines()
        (group,) = [row for row in map(json.loads, listed) if question.lower() in row["texts"]]
        added = week.shopmate("faq", "add", "--from", group["group"], "--answer", answer)
        assert added.returncode == 0, added.stderr
        assert answer in visitor.text(question)
    assert question.lower() not in week.shopmate("unanswered", "--json").stdout


def test_a_cancelled_order_stays_cancelled_and_the_webhook_takes_it_once(
    week: RunningShop, receiver: Receiver, tmp_path: Path
) -> None:
    receiver.answers = [500, 503]
    (tmp_path / "orders.jsonl").write_text(json.dumps(ORDER) + "\n", encoding="utf-8")
    products = (Path(__file__).parents[2] / "catalog/demo/products.jsonl").read_text(encoding="utf-8")
    (tmp_path / "products.jsonl").write_text(products, encoding="utf-8")
    assert week.shopmate("import", str(tmp_path)).returncode == 0
    with week.visitor() as visitor:
        visitor.open_session(week.shopmate("token", "--customer", "C0001").stdout.strip())
        assert "Shall I cancel" in visitor.text("cancel order 70001")
        assert "cancelled" in visitor.text("yes")
        assert week.shopmate("import", str(tmp_path)).returncode == 0
        assert "cancelled" in visitor.text("where is order 70001")
    took = soon(lambda: receiver.got[2:])
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    headers, body = took[0]
    secret = week.shopmate("orders", "secret").stdout.strip()
    at = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signed(secret, headers["webhook-id"], at, body)["webhook-signature"]
    assert json.loads(body)["type"] == "order.cancel"
    time.sleep(2)
    assert len(receiver.got) == 3
    waiting = week.shopmate("orders", "changes", "--json").stdout.splitlines()
    (change,) = [row for row in map(json.loads, waiting) if row["order"] == "70001"]
    assert change["shop_says"] == "paid"
    assert week.shopmate("orders", "changes", "done", str(change["change"])).returncode == 0
    assert week.shopmate("orders", "changes", "--json").stdout == ""


def test_other_goods_and_addresses_are_asked_for_in_words_and_wait_for_the_merchant(
    week: RunningShop, tmp_path: Path
) -> None:
    shoe = {"sku": "tempo-3-running-shoe-red-42", "quantity": 1, "price": 89.0}
    sent = {"state": "delivered", "placed_at": f"{now() - timedelta(days=5)}", "delivered_at": f"{now()}"}
    orders = [{**ORDER, "number": "70002", **sent, "lines": [shoe]}, {**ORDER, "number": "70003", "lines": [shoe]}]
    (tmp_path / "orders.jsonl").write_text("".join(json.dumps(order) + "\n" for order in orders), encoding="utf-8")
    products = (Path(__file__).parents[2] / "catalog/demo/products.jsonl").read_text(encoding="utf-8")
    (tmp_path / "products.jsonl").write_text(products, encoding="utf-8")
    assert week.shopmate("import", str(tmp_path)).returncode == 0
    with week.visitor() as visitor:
        visitor.open_session(week.shopmate("token", "--customer", "C0001").stdout.strip())
        for wish in (
            "i want to exchange the tempo running shoe of order 70002 for one in size 43",
            "please change the shoe in order 70003 to black",
            "order 70003 should go to 14 Willow Row, Bath BA1 2AB instead",
            "my home address has changed, it is now 14 Willow Row, Bath BA1 2AB",
        ):
            assert "Shall I ask" in visitor.text(wish), wish
            visitor.say("yes")
    listed = week.shopmate("orders", "changes", "--json").stdout.splitlines()
    waiting = {row["type"]: row["detail"] for row in map(json.loads, listed)}
    assert waiting["order.exchange"]["swaps"][0]["new_sku"] == "tempo-3-running-shoe-red-43"
    assert waiting["order.items"]["swaps"][0]["new_sku"] == "tempo-3-running-shoe-black-42"
    assert waiting["order.address"] == waiting["customer.default_address"]
    assert waiting["order.address"]["address"] == "14 Willow Row, Bath BA1 2AB"


def test_a_broken_shop_is_restored_while_it_is_served(week: RunningShop, tmp_path: Path) -> None:
    file = str(tmp_path / "shop.tar.gz")
    assert week.shopmate("backup", file).returncode == 0
    before = {entry["id"] for entry in _faq(week)}
    for entry in sorted(before)[:2]:
        week.shopmate("faq", "remove", entry)
    assert len(_faq(week)) == len(before) - 2
    assert week.shopmate("restore", file, "--yes").returncode == 0
    assert {entry["id"] for entry in _faq(week)} == before
    with week.visitor() as visitor:
        assert visitor.say("show me running shoes")[0]["products"]
    assert week.health()["status"] == "ok"
    page = httpx.head(f"{week.address}/", trust_env=False)
    assert page.status_code == 200


def _faq(week: RunningShop) -> list[dict[str, str]]:
    return [json.loads(line) for line in week.shopmate("faq", "list", "--json").stdout.splitlines()]
