"""Who may go next to a few places: everybody in turn, so that one who sends much waits for himself."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager


class BusyError(RuntimeError):
    """Too many wait already; the message may be shown to the customer."""


class FairTurns:
    """`places` at once; the others wait in a queue per `whom`, and the queues take turns.

    Args:
        each: how many of one `whom` may be in and waiting.
        together: how many in all.
    """

    def __init__(self, places: int, *, each: int, together: int) -> None:
        self._free, self._each, self._together = places, each, together
        self._waiting: OrderedDict[str, deque[threading.Event]] = OrderedDict()
        self._present: dict[str, int] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, whom: str) -> Iterator[None]:
        """Waits for a place and holds it. Raises: BusyError at once when too many wait."""
        called = self._join(whom)
        try:
            called.wait()
            yield
        finally:
            self._leave(whom)

    def _join(self, whom: str) -> threading.Event:
        called = threading.Event()
        with self._lock:
            if self._present.get(whom, 0) >= self._each or sum(self._present.values()) >= self._together:
                raise BusyError("Other pictures are still being looked at. Please wait a moment and send it again.")
            self._present[whom] = self._present.get(whom, 0) + 1
            if self._free:
                self._free -= 1
                called.set()
            else:
                self._waiting.setdefault(whom, deque()).append(called)
        return called

    def _leave(self, whom: str) -> None:
        with self._lock:
            self._present[whom] -= 1
            if not self._present[whom]:
                del self._present[whom]
            if not self._waiting:
                self._free += 1
                return
            after, queue = self._waiting.popitem(last=False)
            queue.popleft().set()
            if queue:
                self._waiting[after] = queue  # behind the others
