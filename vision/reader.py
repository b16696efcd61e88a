"""Strangers' pictures, read where they can do no harm: in few processes with limits on time and memory.

One decoder that hangs, leaks or is taken over costs one process, which is ended and replaced.
"""

from __future__ import annotations

import contextlib
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np

from vision.image import ImageLimits, SafeImage, UnusableImageError
from vision.image_limits import check_length
from vision.turns import BusyError, FairTurns
from vision.worker import receive, send

__all__ = ["BusyError", "ImageReader"]

ROOT = Path(__file__).resolve().parent.parent
#: The slowest allowed picture takes under two on one core; a machine under load is given time.
DECODE_SECONDS = 10.0
#: A process without work is ended: it holds 60 MB.
IDLE_SECONDS = 60.0
WAITING_EACH, WAITING_TOGETHER = 4, 16


class ImageReader:
    """`read` is vision.image.read_image behind a wall; safe to call from many threads.

    Args:
        processes: how many work at once; one on a machine of up to three cores, which also has a shop to serve.
    """

    def __init__(
        self,
        processes: int = 0,
        *,
        decode_seconds: float = DECODE_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
        waiting_each: int = WAITING_EACH,
        waiting_together: int = WAITING_TOGETHER,
    ) -> None:
        places = processes or min(2, max(1, (os.cpu_count() or 1) // 2))
        self._turns = FairTurns(places, each=waiting_each, together=waiting_together)
        self._decode_seconds, self._idle_seconds = decode_seconds, idle_seconds
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed = False

    def read(self, data: bytes, limits: ImageLimits | None = None, *, whom: str = "") -> SafeImage:
        """The picture in `data`. `whom`: who sent it, so that one who sends many waits behind the others.

        Raises: UnusableImageError; BusyError at once when too many pictures wait already.
        """
        limits = limits or ImageLimits()
        check_length(data, limits)
        with self._turns.turn(whom):
            worker = self._take()
            try:
                image = worker.read(data, limits, self._decode_seconds)
            except UnusableImageError:
                self._put_back(worker)
                raise
            except BaseException:
                worker.end()
                raise
            self._put_back(worker)
            return image

    def close(self) -> None:
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    @property
    def pids(self) -> list[int]:
        """The processes that wait for work."""
        with self._lock:
            return [worker.pid for worker in self._idle]

    def _take(self) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                worker.busy()
                if worker.lives:
                    return worker
        return _Worker()

    def _put_back(self, worker: _Worker) -> None:
        with self._lock:
            if worker.lives and not self._closed:
                worker.watch = _later(self._idle_seconds, lambda: self._dismiss(worker))
                self._idle.append(worker)
                return
        worker.end()

    def _dismiss(self, worker: _Worker) -> None:
        with self._lock:
            if worker not in self._idle:
                return
            self._idle.remove(worker)
        worker.end()


class _Worker:
    """One process of vision.worker."""

    def __init__(self) -> None:
        # Nothing of the shop's secrets is in its environment.
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment |= {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "vision.worker"],
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

    def read(self, data: bytes, limits: ImageLimits, seconds: float) -> SafeImage:
        """Raises: UnusableImageError, also when the process dies of the picture or takes longer than `seconds`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        deadline = _later(seconds, self._process.kill)
        try:
            send(self._process.stdin, asdict(limits), data)
            head, body = receive(self._process.stdout)
        except (OSError, EOFError, ValueError) as error:
            raise UnusableImageError("This picture can't be opened with safe means; send another.") from error
        finally:
            deadline.cancel()
        if "refusal" in head:
            raise UnusableImageError(str(head["refusal"]))
        shape = tuple(int(length) for length in head["shape"])
        size = math.prod(shape)
        pixels = np.frombuffer(body, np.uint8, size).reshape(shape)
        return SafeImage(pixels, body[size:], str(head["digest"]))

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
