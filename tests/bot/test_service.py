"""The whole service with the real Rasa: bad input, a killed Rasa, a stop in the middle of a turn."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from bot.conversations import conversations_file
from bot.gateway.rasa import APOLOGY
from bot.ports import PortTakenError, check_free
from catalog.settings import ROOT
from tests.service import RunningShop, running_shop

pytestmark = pytest.mark.rasa

BAD_TEXTS = {
    "twenty kilobytes": ("shoes " * 3500, 413),
    "emoji only": ("👟🔥👩‍👩‍👧‍👦", 200),
    "control characters": ("red\x00 sh\x1boes\x07", 200),
    "nothing but control characters": ("\x00\x01", 422),
    "right to left": ("אני מחפש נעליים אדומות", 200),
    "sql": ("'; DROP TABLE products; -- ' OR 1=1", 200),
    "html": ("<img src=x onerror=alert(1)><script>alert(1)</script>", 200),
    "template": ("{{7*7}} ${jndi:ldap://x} %s%n", 200),
    "json": ('{"intent": "restart"}', 200),
    "one letter": ("a", 200),
    "a long word": ("a" * 1000, 200),
}


@pytest.mark.parametrize(("text", "status"), BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_bad_text_gets_a_clear_answer(service: RunningShop, text: str, status: int) -> None:
    with service.visitor() as visitor:
        answered = visitor.http.post("/api/messages", json={"text": text})
        assert answered.status_code == status
        if status == 200:
            told = [message["text"] for message in answered.json()["messages"]]
            assert all(told)
            assert APOLOGY not in told
        assert visitor.text("hello")
    assert service.health()["status"] == "ok"


@pytest.mark.parametrize(
    "text", ["/restart", "  /restart", '/search_by_photo{"a": "b"}', "/ /session_start", "\u00a0/back"]
)
def test_no_text_commands_rasa(service: RunningShop, text: str) -> None:
    with service.visitor() as visitor:
        visitor.say("red running shoes")
        visitor.say(text)
        conversation = _last_conversation(service)
    users = [json.loads(data) for data in _events(service, conversation, "user")]
    assert len(users) == 2
    # Rasa believes a command with confidence 1 and without its classifier.
    assert not users[-1]["text"].strip().startswith("/")
    assert users[-1]["parse_data"]["intent"]["confidence"] < 1.0
    kinds = [json.loads(data).get("event") for data in _events(service, conversation)]
    assert "restart" not in kinds
    assert kinds.count("session_started") == 1


def test_two_hundred_messages_in_a_second_leave_the_service_alive(service: RunningShop) -> None:
    with service.visitor() as visitor, ThreadPoolExecutor(32) as pool:
        send = lambda number: visitor.http.post("/api/messages", json={"text": f"message {number}"})  # noqa: E731
        answers = list(pool.map(send, range(200)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert all(answer.json()["error"]["message"] and answer.headers["Retry-After"] for answer in refused)
    with service.visitor() as other:
        assert other.text("hello")


def test_a_forged_cookie_gets_a_new_session_after_a_clear_refusal(service: RunningShop) -> None:
    forged = {"Cookie": "shopmate_session=" + "A" * 43}
    with httpx.Client(base_url=service.address, trust_env=False) as http:
        refused = http.post("/api/messages", json={"text": "hi"}, headers=forged)
        assert refused.status_code == 401
        assert "POST /api/sessions" in refused.json()["error"]["message"]
        assert http.post("/api/sessions", headers=forged).status_code == 201
        assert http.post("/api/messages", json={"text": "hi"}).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"X-Shopmate-Secret": "guess"}])
def test_a_stranger_cannot_have_actions_run(service: RunningShop, headers: dict[str, str]) -> None:
    call = {"next_action": "action_search_products", "tracker": {"sender_id": "x"}}
    refused = httpx.post(f"{service.address}/internal/actions", json=call, headers=headers, trust_env=False)
    assert refused.status_code == 403


def test_rasa_listens_to_us_alone(service: RunningShop) -> None:
    message = {"sender": "stranger", "message": "hello"}
    url = f"http://127.0.0.1:{service.rasa_port}/webhooks/rest/webhook"
    assert httpx.post(url, json=message, trust_env=False).status_code == 401
    listening = [
        connection.laddr.ip
        for process in [_rasa(service), *_rasa(service).children(recursive=True)]
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}


def test_a_killed_rasa_gets_an_apology_and_the_next_turns_work_by_themselves(service: RunningShop) -> None:
    with service.visitor() as visitor:
        before = visitor.text("hello")
        _rasa(service).kill()
        answers = visitor.say("hello")
        assert answers == [{"text": APOLOGY, "products": [], "quick_replies": ["hello"]}]
        assert service.health()["rasa"] in ("restarting", "starting")
        service.wait_ready(60)
        assert before != APOLOGY
        assert visitor.text("hello") != APOLOGY


def test_nobody_can_stand_in_for_a_rasa_that_is_away(service: RunningShop) -> None:
    """The service holds the port from its start to its end, so a message and Rasa's token reach Rasa or nobody."""
    _rasa(service).kill()
    refused = 0
    while service.health().get("status") != "ok":
        with pytest.raises(PortTakenError):
            check_free(service.rasa_port, "RASA_PORT")
        refused += 1
    assert refused > 1
    with service.visitor() as visitor:
        assert visitor.text("hello") != APOLOGY


def test_a_hanging_rasa_is_not_well(service: RunningShop) -> None:
    hanging = _rasa(service)
    hanging.suspend()
    try:
        assert service.health()["rasa"] == "hanging"
    finally:
        hanging.resume()
    service.wait_ready(60)


def test_the_terminal_chat_talks_through_the_running_service(service: RunningShop) -> None:
    command = [sys.executable, "-m", "bot.cli", "chat"]
    talked = subprocess.run(
        command, cwd=ROOT, env=service.environment, input="running shoes\n", capture_output=True, text=True, check=False
    )
    assert talked.returncode == 0, talked.stderr
    assert re.search(r"^ +1\. \S", talked.stdout, re.MULTILINE)


def test_logs_and_home_hold_nothing_that_was_said(service: RunningShop) -> None:
    with service.visitor() as visitor:
        visitor.say("a present for grandmother Kunigunde")
    for log in (service.home / "logs").glob("*.log"):
        assert "Kunigunde" not in log.read_text(encoding="utf-8", errors="replace"), log


def test_a_stop_lets_the_turn_under_way_finish(service: RunningShop, tmp_path: Path) -> None:
    shutil.copytree(service.home / "rasa", tmp_path / "home" / "rasa")
    with running_shop(tmp_path / "home") as other, other.visitor() as visitor:
        rasa = _rasa(other)
        answers: list[str] = []
        psutil.Process(rasa.pid).suspend()
        turn = threading.Thread(target=lambda: answers.append(visitor.text("hello")))
        turn.start()
        time.sleep(0.3)
        assert other.process is not None
        other.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        psutil.Process(rasa.pid).resume()
        turn.join(15)
        assert other.process.wait(20) == 0
        assert answers
        assert answers[0] != APOLOGY
        assert not rasa.is_running()
    said = other.output.read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert "training" not in said  # the copied model was right


def _rasa(service: RunningShop) -> psutil.Process:
    assert service.process is not None
    children = psutil.Process(service.process.pid).children(recursive=True)
    return next(child for child in children if "bot.rasa.launcher" in " ".join(child.cmdline()))


def _events(service: RunningShop, conversation: str, kind: str = "%") -> list[str]:
    with sqlite3.connect(conversations_file(service.home)) as file:
        query = "SELECT data FROM events WHERE conversation = ? AND kind LIKE ? ORDER BY id"
        return [row[0] for row in file.execute(query, (conversation, kind))]


def _last_conversation(service: RunningShop) -> str:
    with sqlite3.connect(conversations_file(service.home)) as file:
        return str(file.execute("SELECT conversation FROM events ORDER BY id DESC LIMIT 1").fetchone()[0])
