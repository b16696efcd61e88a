"""The watch over Rasa, tried on a small server that can be killed, hung and started slowly."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from bot import rasa_process
from bot.ports import PortTakenError, check_free, listen
from bot.rasa_process import RasaProcess
from tests.service import free_port

SERVER = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
    def log_message(self, *a): pass
print("serving", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def test_it_is_started_and_stopped(tmp_path: Path) -> None:
    async def scene(server: RasaProcess) -> None:
        assert await server.wait_ready(10)
        assert server.pid is not None

    pid = run(tmp_path, scene)
    assert gone(pid)
    assert "serving" in (tmp_path / "logs" / "rasa.log").read_text()


def test_a_killed_one_comes_back_by_itself(tmp_path: Path) -> None:
    async def scene(server: RasaProcess) -> None:
        assert await server.wait_ready(10)
        first = server.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until(lambda: server.state == "restarting")
        assert await server.wait_ready(10)
        assert server.pid not in (None, first)

    run(tmp_path, scene)


def test_a_hanging_one_is_ended_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa_process, "CHECK_SECONDS", 0.05)
    monkeypatch.setattr(rasa_process, "MISSED_CHECKS", 2)

    async def scene(server: RasaProcess) -> None:
        assert await server.wait_ready(10)
        first = server.pid
        assert first is not None
        os.kill(first, signal.SIGSTOP)
        await until(lambda: server.starts == 2)
        assert await server.wait_ready(10)

    run(tmp_path, scene)


def test_one_that_dies_at_once_is_tried_again_ever_more_slowly(tmp_path: Path) -> None:
    async def scene(server: RasaProcess) -> None:
        started = time.monotonic()
        assert not await server.wait_ready(20)
        assert server.starts == 4
        assert time.monotonic() - started > 3.5  # 1 + 2 + ... seconds of pause

    run(tmp_path, scene, program="import sys; sys.exit('no model')")
    assert "no model" in (tmp_path / "logs" / "rasa.log").read_text()


def test_it_dies_with_a_service_that_is_killed(tmp_path: Path) -> None:
    port = free_port()
    program = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom bot.rasa_process import RasaProcess\n"
        f"async def never(): return False\n"
        f"p = RasaProcess([sys.executable, '-c', {SERVER!r}, '{port}'], {{}}, Path(sys.argv[1]), never)\n"
        "asyncio.run(p.keep_running())"
    )

    async def scene() -> None:
        parent = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(tmp_path / "rasa.log"))
        await until(lambda: not is_free(port))
        parent.kill()
        await parent.wait()
        await until(lambda: is_free(port))
        assert is_free(port), "Rasa outlived its service"

    asyncio.run(scene())


def test_a_port_in_use_is_named_with_the_setting_that_changes_it() -> None:
    with listen("127.0.0.1", 0, "PORT") as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"Port {port} .*RASA_PORT={port + 1}"):
            check_free(port, "RASA_PORT")


def run(folder: Path, scene: Callable[[RasaProcess], Awaitable[None]], program: str = SERVER) -> int:
    """Plays a scene with a watched server; its last process id."""
    port = free_port()
    last = 0

    async def play() -> None:
        nonlocal last
        async with httpx.AsyncClient(timeout=0.5, trust_env=False) as http:

            async def ready() -> bool:
                try:
                    return (await http.get(f"http://127.0.0.1:{port}/")).is_success
                except httpx.HTTPError:
                    return False

            log = folder / "logs" / "rasa.log"
            server = RasaProcess([sys.executable, "-c", program, str(port)], dict(os.environ), log, ready)
            running = asyncio.ensure_future(server.keep_running())
            try:
                await scene(server)
            finally:
                last = server.pid or 0
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                assert server.state == "stopped"

    asyncio.run(play())
    return last


async def until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.02)


def is_free(port: int) -> bool:
    try:
        check_free(port, "PORT")
    except PortTakenError:
        return False
    return True


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa_process, "STOP_SECONDS", 2.0)
