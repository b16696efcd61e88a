"""Work that may come to harm, in processes of their own: each may be ended at any moment, and is when it has none."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vision.worker import receive, send

ROOT = Path(__file__).resolve().parent.parent


class ProcessFailedError(RuntimeError):
    """The process died of what it was asked, answered nonsense, or took too long; another one takes its place."""


class Processes:
    """`ask` has it done by a process of `python -m module …`; safe to call from many threads, one process for each.

    Args:
        module: with its arguments.
        idle_seconds: a process without work for so long is ended.
    """

    def __init__(self, module: Sequence[str], idle_seconds: float) -> None:
        self._module, self._idle_seconds = module, idle_seconds
        self._idle: list[_Process] = []
        self._lock = threading.Lock()
        self._closed = False

    def ask(self, head: dict[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """What the process answers within `seconds`. Raises: ProcessFailedError."""
        process = self._take()
        try:
            answer = process.ask(head, body, seconds)
        except BaseException:
            process.end()
            raise
        self._put_back(process)
        return answer

    def close(self) -> None:
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()

    @property
    def pids(self) -> list[int]:
        """Those that wait for work."""
        with self._lock:
            return [process.pid for process in self._idle]

    def _take(self) -> _Process:
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                process.busy()
                if process.lives:
                    return process
        return _Process(self._module)

    def _put_back(self, process: _Process) -> None:
        with self._lock:
            if process.lives and not self._closed:
                process.watch = _later(self._idle_seconds, lambda: self._dismiss(process))
                self._idle.append(process)
                return
        process.end()

    def _dismiss(self, process: _Process) -> None:
        with self._lock:
            if process not in self._idle:
                return
            self._idle.remove(process)
        process.end()


class _Process:
    def __init__(self, module: Sequence[str]) -> None:
        # Nothing of the shop's secrets is in its environment.
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment |= {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", *module],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C in the terminal is the service's, which lets work under way finish
        )
        self.pid = self._process.pid
        self.watch: threading.Timer | None = None

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def ask(self, head: dict[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        deadline = _later(seconds, self._process.kill)
        try:
            send(self._process.stdin, head, body)
            return receive(self._process.stdout)
        except (OSError, EOFError, ValueError) as error:
            raise ProcessFailedError(f"{self._process.args!r} gave no answer: {error}") from error
        finally:
            deadline.cancel()

    def busy(self) -> None:
        """It is no longer waiting to be dismissed."""
        if self.watch:
            self.watch.cancel()

    def end(self) -> None:
        self.busy()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what it did not read any more
                if pipe:
                    pipe.close()


def _later(seconds: float, act: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer
