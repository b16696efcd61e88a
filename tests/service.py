"""A real service for tests: its own home, free ports, real Rasa, started as `shopmate run` starts it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot.rasa_process import rasa_python
from catalog.settings import ROOT

START_SECONDS = 300.0


class RunningShop:
    """`shopmate run` as a child process; `visitor()` opens a session as the widget does.

    Args:
        settings: laid over the shop's section of config.yml: {"service": {"messages_per_minute": 0}}.
    """

    def __init__(self, home: Path, settings: Mapping[str, Any] | None = None) -> None:
        self.home, self.port, self.rasa_port = home, free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        ours = {"SHOPMATE_HOME": str(home), "PORT": str(self.port), "RASA_PORT": str(self.rasa_port)}
        self.environment = {**os.environ, **ours, "SHOPMATE_CONFIG": str(_config(home, settings or {}))}
        self.output = home / "run.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "run"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Returns when page, database and Rasa work. Raises: AssertionError with what the service said."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process is not None and self.process.poll() is None:
            if self.health().get("status") == "ok":
                return
            time.sleep(0.2)
        log = self.home / "logs" / "rasa.log"
        rasa = log.read_text(encoding="utf-8", errors="replace")[-3000:] if log.exists() else ""
        raise AssertionError(f"not ready: {self.health()}\n{self.output.read_text(encoding='utf-8')}\n{rasa}")

    def health(self) -> dict[str, Any]:
        try:
            return dict(httpx.get(f"{self.address}/health", timeout=5, trust_env=False).json())
        except (httpx.HTTPError, ValueError):
            return {}

    def stop(self, number: int = signal.SIGTERM, seconds: float = 30.0) -> int:
        """The service's exit status after the signal."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def shopmate(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of the command line in this shop's home."""
        command = [sys.executable, "-m", "bot.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    @contextlib.contextmanager
    def visitor(self) -> Iterator[Visitor]:
        with httpx.Client(base_url=self.address, timeout=60.0, trust_env=False) as http:
            visitor = Visitor(http)
            visitor.open_session()
            yield visitor


class Visitor:
    """Somebody with a session; `say` answers with the messages of the shop."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.token = ""

    def open_session(self, customer_token: str = "") -> None:
        body = {"customer_token": customer_token} if customer_token else {}
        self.token = self.http.post("/api/sessions", json=body).raise_for_status().json()["token"]

    def say(self, text: str) -> list[dict[str, Any]]:
        return self.post({"text": text})

    def post(self, message: dict[str, str]) -> list[dict[str, Any]]:
        """Sends a message as the API takes it: text or a chip to be removed."""
        response = self.http.post("/api/messages", json=message)
        assert response.status_code == 200, response.text
        return list(response.json()["messages"])

    def show(self, photo: Path, text: str = "") -> list[dict[str, Any]]:
        """Sends a photo, with `text` beside it."""
        files = {"photo": (photo.name, photo.read_bytes(), "image/jpeg")}
        response = self.http.post("/api/photos", data={"text": text}, files=files)
        assert response.status_code == 200, response.text
        return list(response.json()["messages"])

    def text(self, text: str) -> str:
        """All that the shop says to `text`, as one string."""
        return "\n".join(message["text"] for message in self.say(text))


@contextlib.contextmanager
def running_shop(home: Path, settings: Mapping[str, Any] | None = None) -> Iterator[RunningShop]:
    service = RunningShop(home, settings)
    service.start()
    try:
        service.wait_ready()
        yield service
    finally:
        if service.process is not None and service.process.poll() is None:
            service.process.terminate()
            try:
                service.process.wait(30)
            except subprocess.TimeoutExpired:
                service.process.kill()
                service.process.wait()


def rasa_is_missing() -> str:
    """Why no test can talk to Rasa on this machine, "" when it can."""
    return "" if rasa_python().exists() else f"{rasa_python()} is not there; `make setup` builds Rasa's environment"


def _config(home: Path, settings: Mapping[str, Any]) -> Path:
    """The repository's config.yml with other settings of the shop, in the home it is for."""
    home.mkdir(parents=True, exist_ok=True)
    known = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    shop = known.setdefault("shop", {})
    # What reads labels would be busy with the shop's pictures while others are tested.
    for name, value in {"photos": {"label": False}, **settings}.items():
        shop[name] = {**shop.get(name, {}), **value} if isinstance(value, Mapping) else value
    path = home / "config.yml"
    path.write_text(yaml.safe_dump(known, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])
