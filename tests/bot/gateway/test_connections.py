"""Idle, slow and very many connections leave room for everybody else."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from bot.gateway.proxies import Proxies
from catalog.settings import ROOT, SettingsError

#: A server like the shop's (bot/service.py), with an app that answers at once; {setup} changes its limits.
SERVER = """
import sys, uvicorn
from bot.gateway import connections
from bot.ports import listen
{setup}
async def app(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({{"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}})
    await send({{"type": "http.response.body", "body": b"ok"}})
opened = uvicorn.Config(app, lifespan="off", log_level="critical", http=connections.guarded({proxies}))
listening = listen("127.0.0.1", 0, "PORT")
print(listening.getsockname()[1], flush=True)
uvicorn.Server(opened).run(sockets=[listening])
"""


@contextmanager
def server(setup: str = "", proxies: str = "lambda _: False", descriptors: int | None = None) -> Iterator[int]:
    """The port of a running server; `descriptors`: as many may it open."""

    def limited() -> None:
        if descriptors:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    script = SERVER.format(setup=setup, proxies=proxies)
    running = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, preexec_fn=limited)
    try:
        assert running.stdout is not None
        yield int(running.stdout.readline())
    finally:
        running.kill()
        running.wait()


def is_served(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/", timeout=5).text == "ok"


def is_closed(connection: socket.socket, within: float) -> bool:
    """Whether the other side ends the connection in this time."""
    connection.settimeout(within)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def test_1100_idle_connections_under_1024_descriptors_leave_the_service_working() -> None:
    with server(descriptors=1024, proxies="lambda _: True") as port, ExitStack() as crowd:
        for _ in range(1100):
            crowd.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
        started = time.monotonic()
        assert all(is_served(port) for _ in range(20))
        assert time.monotonic() - started < 10


def test_a_crowd_of_one_address_is_thinned_from_its_oldest_idle_member() -> None:
    with server("connections.Crowd.__init__.__defaults__ = (3, lambda _: False)") as port, ExitStack() as crowd:
        first, *others = (crowd.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(4))
        assert is_closed(first, within=5)
        assert not any(is_closed(one, within=0.1) for one in others)


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_request_that_never_ends_is_dropped(sent: bytes) -> None:
    with server("connections.HEAD_SECONDS = connections.BODY_SECONDS = 0.5") as port:
        with socket.create_connection(("127.0.0.1", port)) as slow:
            slow.sendall(sent)
            assert is_closed(slow, within=5)
        assert is_served(port)


def test_a_connection_between_two_requests_may_wait_as_long_as_it_is_kept_alive() -> None:
    with server("connections.HEAD_SECONDS = 0.5") as port, httpx.Client() as browser:
        assert browser.get(f"http://127.0.0.1:{port}/").text == "ok"
        time.sleep(1.0)
        assert browser.get(f"http://127.0.0.1:{port}/").text == "ok"


def test_only_named_proxies_are_believed() -> None:
    proxies = Proxies(["127.0.0.1", "10.0.0.0/8", "fd00::/8"])
    assert all(proxies.trusts(address) for address in ("127.0.0.1", "10.9.8.7", "fd00::1"))
    assert not any(proxies.trusts(address) for address in ("127.0.0.2", "192.0.2.1", "::1", "", "unknown"))
    with pytest.raises(SettingsError, match=r"proxy\.example"):
        Proxies(["proxy.example"])
