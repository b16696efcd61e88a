"""Work beside the turns: one thread at a time for one piece of work, ended before the process ends."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Protocol


class Check(Protocol):
    """Called by the work between its steps; raises WorkStopped when it shall end. Fits where a progress bar fits."""

    def __call__(self, *progress: int) -> None: ...


class WorkStopped(BaseException):
    """The work shall end. No Exception, as asyncio.CancelledError is none: nobody may take it for a failure."""


class Background:
    """Runs `work` on the side, at most once at a time.

    Whoever owns it calls close(): a thread that is still inside a native library (ONNX Runtime, faiss) while Python
    shuts down takes the whole process down with SIGABRT.
    """

    def __init__(self, name: str, work: Callable[[Check], None]) -> None:
        self._name, self._work = name, work
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Starts a run, unless one is under way or the work was closed."""
        with self._lock:
            if self._closing.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for the run under way, at most `seconds`; True when none is left."""
        thread = self._thread
        if thread is None:
            return True
        thread.join(seconds)
        return not thread.is_alive()

    def close(self) -> None:
        """Asks the run under way to end at its next step and waits for that; nothing starts afterwards."""
        with self._lock:
            self._closing.set()
        self.wait()

    def _check(self, *_progress: int) -> None:
        if self._closing.is_set():
            raise WorkStopped

    def _run(self) -> None:
        with contextlib.suppress(WorkStopped):
            self._work(self._check)
