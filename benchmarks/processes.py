"""The two services that are measured side by side: Shopmate, and the bot that `rasa init` makes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import yaml

#: One machine plays all the shoppers.
NO_LIMITS = {"messages_per_minute": 0, "address_messages_per_minute": 0, "address_photos_per_minute": 0}
ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "benchmarks"


def fresh_home(**settings: dict[str, Any]) -> Path:
    """An empty home that has kept nothing of the last run but the trained dialogue, and no limit on messages.

    `settings` are sections laid over those of config.yml: mail={"host": "127.0.0.1"}.
    """
    home = WORK / "home"
    home.mkdir(parents=True, exist_ok=True)
    for left in home.iterdir():
        if left.name != "rasa":
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    # What reads labels is an extra: measured is what everybody has.
    for section, values in {"service": NO_LIMITS, "photos": {"label": False}, **settings}.items():
        config["shop"].setdefault(section, {}).update(values)
    (home / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return home


@contextmanager
def shopmate(home: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A Shopmate whose assistant answers, on free ports: (address, its process); Rasa is its child."""
    port = free_port()
    env = {
        "SHOPMATE_HOME": str(home),
        "SHOPMATE_CONFIG": str(home / "config.yml"),
        "PORT": str(port),
        "RASA_PORT": str(free_port()),
    }
    address = f"http://127.0.0.1:{port}"
    with _running([str(ROOT / ".venv/bin/shopmate"), "run"], home / "service.out", env) as process:
        wait_until(lambda: httpx.get(f"{address}/health", timeout=5).status_code == 200, process, seconds=900)
        yield address, psutil.Process(process.pid)


@contextmanager
def stock_bot() -> Iterator[str]:
    """The address of an untouched `rasa init` bot, made and trained at the first call and kept."""
    rasa = str(ROOT / ".venv-rasa/bin/rasa")
    folder = WORK / "stock_bot"
    if not list(folder.glob("models/*.tar.gz")):
        folder.mkdir(parents=True, exist_ok=True)
        with (WORK / "stock_bot.log").open("w") as log:
            command = [rasa, "init", "--no-prompt", "--init-dir", str(folder)]
            subprocess.run(command, check=True, stdout=log, stderr=log, env=_environment({}), cwd=folder)
    port = free_port()
    command = [rasa, "run", "--interface", "127.0.0.1", "--port", str(port)]
    with _running(command, WORK / "stock_bot.log", {}, cwd=folder) as process:
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: httpx.get(address, timeout=5).text.startswith("Hello from Rasa"), process, seconds=900)
        yield address


def resident_megabytes(process: psutil.Process) -> float:
    """Resident memory of a process and all its children, in MB of 10^6 bytes."""
    return float(sum(each.memory_info().rss for each in [process, *process.children(recursive=True)])) / 1e6


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: object, process: subprocess.Popen[bytes], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode} before it was ready; see its log")
        try:
            if ready():  # type: ignore[operator]
                return
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.5)
    raise TimeoutError(f"{process.args!r} was not ready within {seconds} s")


@contextmanager
def _running(
    command: list[str], log: Path, environment: dict[str, str], cwd: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, cwd=cwd, env=_environment(environment), start_new_session=True
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _environment(extra: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", **extra}
