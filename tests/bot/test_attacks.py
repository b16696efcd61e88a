"""Whoever attacks the real service from one address, a visitor of another is served as if nothing happened."""

from __future__ import annotations

import contextlib
import io
import resource
import shutil
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.service import RunningShop, Visitor, running_shop

pytestmark = pytest.mark.rasa

#: What 95 of 100 answers keep under attack; on a machine that is busy with other work, a few times what they take
#: there without one.
MOST_SECONDS, MOST_TIMES = 1.0, 4.0
TURNS = 40
SAID = ("red running shoes under 80", "in blue", "do you ship abroad?", "a waterproof jacket for men")
#: Another address of this machine than everybody else's.
VISITORS_ADDRESS = "127.0.0.7"
#: Threads of an attacker. They share the machine with the service that they attack, and must not be its load.
THREADS = 4

Attack = Callable[[str, threading.Event], None]


@pytest.fixture(scope="module")
def attacked(service: RunningShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A service of its own with the shipped limits: its addresses are used up."""
    home = tmp_path_factory.mktemp("attacked") / "home"
    shutil.copytree(service.home / "rasa", home / "rasa")
    with running_shop(home) as shop:
        yield shop


@pytest.fixture(scope="module")
def quiet_seconds(attacked: RunningShop) -> float:
    """What 95 of 100 answers keep while nobody attacks."""
    visit(attacked)
    return visit(attacked)


def visit(shop: RunningShop) -> float:
    """What 95 of 100 of a visitor's answers keep, in seconds; each has to be one."""
    here = httpx.HTTPTransport(local_address=VISITORS_ADDRESS)
    spent = []
    with httpx.Client(base_url=shop.address, transport=here, timeout=60) as http:
        visitor = Visitor(http)
        visitor.open_session()
        for number in range(TURNS):
            began = time.perf_counter()
            assert visitor.text(SAID[number % len(SAID)])
            spent.append(time.perf_counter() - began)
    return statistics.quantiles(spent, n=20, method="inclusive")[-1]


def dear_messages(address: str, over: threading.Event) -> None:
    """Thousand-character messages of what is slow to read, under ever new sessions and forged addresses."""
    pieces = ("size 29 or ", "no not without ", "a dress and ", "1 - ", "a hundred and ", "for my 5 year old ")
    with httpx.Client(base_url=address, timeout=60) as http:
        for number in range(100_000):
            if over.is_set():
                return
            headers = {"X-Forwarded-For": f"10.0.{number % 250}.7"}
            opened = http.post("/api/sessions", headers=headers)
            http.cookies.clear()
            if opened.status_code == 201:
                headers["Authorization"] = f"Bearer {opened.json()['token']}"
                text = (pieces[number % len(pieces)] * 200)[:1000]
                http.post("/api/messages", json={"text": text}, headers=headers)


def dear_photos(address: str, over: threading.Event) -> None:
    """The slowest pictures that are allowed, and large ones that are not."""
    pictures = (many_scans(2800), large())
    with httpx.Client(base_url=address, timeout=60) as http:
        headers = {"Authorization": f"Bearer {http.post('/api/sessions').json()['token']}"}
        while not over.is_set():
            for picture in pictures:
                http.post("/api/photos", files={"photo": ("a.jpg", picture)}, headers=headers)


def idle_connections(address: str, over: threading.Event) -> None:
    """A crowd that asks nothing, and a slow head now and then."""
    host, _, port = address.removeprefix("http://").partition(":")
    with contextlib.ExitStack() as crowd:
        for _ in range(280):
            with contextlib.suppress(OSError):
                one = crowd.enter_context(socket.create_connection((host, int(port)), timeout=5))
                one.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        over.wait(120)


def sessions_events_and_guesses(address: str, over: threading.Event) -> None:
    """New sessions with views, and guesses of the merchant's key, as many as come through."""
    seen = {"events": [{"kind": "view", "product_id": "none"}] * 50}
    with httpx.Client(base_url=address, timeout=60) as http:
        while not over.is_set():
            opened = http.post("/api/sessions")
            http.cookies.clear()
            token = opened.json().get("token", "none")
            http.post("/api/events", json=seen, headers={"Authorization": f"Bearer {token}"})
            http.get("/api/merchant/messages", headers={"X-Shopmate-Key": "guess"})


def many_scans(side: int) -> bytes:
    """A progressive JPEG whose last scan is repeated: as many passes over as many pixels as are allowed."""
    pixels = np.random.default_rng(7).integers(0, 255, (40, 40, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((side, side)).save(buffer, "JPEG", progressive=True)
    data = buffer.getvalue()
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * 38 + b"\xff\xd9"


def large() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (8000, 8000)).save(buffer, "JPEG", progressive=True)
    return buffer.getvalue()


@pytest.mark.parametrize("attack", [dear_messages, dear_photos, idle_connections, sessions_events_and_guesses])
def test_a_visitor_is_served_in_time_under_an_attack(
    attacked: RunningShop, quiet_seconds: float, attack: Attack
) -> None:
    over = threading.Event()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with ThreadPoolExecutor(THREADS) as pool:
        attackers = [pool.submit(attack, attacked.address, over) for _ in range(THREADS)]
        time.sleep(2)
        try:
            seconds = visit(attacked)
        finally:
            over.set()
        for attacker in attackers:
            attacker.result(120)
    assert seconds <= max(MOST_SECONDS, MOST_TIMES * quiet_seconds), f"{seconds:.2f} s, {quiet_seconds:.2f} without"
    assert attacked.health()["status"] == "ok"
