"""Rasa as a child process: started, waited for, restarted when it dies, stopped with us."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Awaitable, Callable, Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path

from bot.gateway.logging import logger
from catalog.settings import ROOT

#: A restart follows at once; each further one waits twice as long, until Rasa has stayed up for a while.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, HEALTHY_SECONDS = 0.5, 30.0, 60.0
STOP_SECONDS = 8.0
#: A Rasa that runs but misses this many checks in a row is ended and started again.
CHECK_SECONDS, MISSED_CHECKS = 5.0, 4


def rasa_python() -> Path:
    """The Python of Rasa's environment: RASA_VENV, else .venv-rasa beside the code."""
    return Path(os.environ.get("RASA_VENV") or ROOT / ".venv-rasa") / "bin" / "python"


class RasaProcess:
    """Keeps one Rasa running. `state` is "starting", "ok", "restarting" or "stopped".

    Args:
        command: what starts it; run in the repository's folder and in a process group of its own, so that a
            Ctrl-C in the terminal reaches only us and turns under way can finish.
        ready: whether it answers.
        listening: the socket it is to serve, as file descriptor SHOPMATE_RASA_SOCKET. We hold it for as long as we
            live, so that no other program can ever stand in for Rasa on its port, also while it is trained or restarts.
    """

    def __init__(
        self,
        command: list[str],
        environment: Mapping[str, str],
        log: Path,
        ready: Callable[[], Awaitable[bool]],
        listening: socket.socket | None = None,
    ) -> None:
        self.state = "starting"
        self.starts = 0
        self._command, self._environment, self._ready = command, dict(environment), ready
        self._passed = [listening.fileno()] if listening else []
        if listening:
            self._environment["SHOPMATE_RASA_SOCKET"] = str(listening.fileno())
        self._output = _rotating(log)
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def keep_running(self) -> None:
        """Runs until cancelled; the child is stopped on the way out."""
        pause = FIRST_PAUSE_SECONDS
        try:
            while True:
                started = time.monotonic()
                await self._run_once()
                lived = time.monotonic() - started
                pause = FIRST_PAUSE_SECONDS if lived > HEALTHY_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
                self.state = "restarting"
                logger.warning("rasa ended", extra={"facts": {"seconds": round(lived), "restart_in": pause}})
                await asyncio.sleep(pause)
        finally:
            await asyncio.shield(self._stop())

    async def wait_ready(self, seconds: float) -> bool:
        """True as soon as Rasa answers, False after `seconds` or when it keeps dying."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.starts < 4:
            if self.state == "ok":
                return True
            await asyncio.sleep(0.1)
        return False

    async def _run_once(self) -> None:
        self.starts += 1
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            start_new_session=True,
            preexec_fn=dying_with_parent(),
            pass_fds=self._passed,
        )
        watching = asyncio.ensure_future(self._watch(self._process))
        try:
            assert self._process.stdout is not None
            await self._keep_output(self._process.stdout)
            await self._process.wait()
        finally:
            watching.cancel()

    async def _watch(self, process: Process) -> None:
        """Notices when Rasa first answers, and ends it when it no longer does though it runs."""
        while not await self._ready():
            await asyncio.sleep(0.25)
        self.state = "ok"
        logger.info("rasa ready", extra={"facts": {"start": self.starts}})
        missed = 0
        while missed < MISSED_CHECKS:
            await asyncio.sleep(CHECK_SECONDS)
            missed = 0 if await self._ready() else missed + 1
        logger.error("rasa hangs", extra={"facts": {"pid": process.pid}})
        _signal_group(process.pid, signal.SIGKILL)

    async def _keep_output(self, lines: asyncio.StreamReader) -> None:
        while chunk := await lines.read(65536):
            text = chunk.decode("utf-8", "replace").rstrip("\n")
            self._output.emit(logging.makeLogRecord({"msg": text}))

    async def _stop(self) -> None:
        process, self.state = self._process, "stopped"
        if process is not None and process.returncode is None:
            _signal_group(process.pid, signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                _signal_group(process.pid, signal.SIGKILL)
                await process.wait()
        self._output.close()


def _rotating(log: Path) -> RotatingFileHandler:
    log.parent.mkdir(parents=True, exist_ok=True)
    return RotatingFileHandler(log, maxBytes=5_000_000, backupCount=3, encoding="utf-8")


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)


def dying_with_parent() -> Callable[[], None] | None:
    """What the child does first, so that even a killed service leaves no Rasa behind on its port (Linux only)."""
    if sys.platform != "linux":
        return None
    set_parent_death_signal = 1
    # Loaded before the fork: in the child of a process with threads, loading could wait for a lock for ever.
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(set_parent_death_signal, signal.SIGTERM)
