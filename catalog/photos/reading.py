"""The labels of shoppers' photos, read from the moment they come in, so that a turn seldom waits and never long."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTimeError
from threading import Lock
from typing import NamedTuple

from vision.image import Pixels
from vision.label import LabelLine
from vision.label_reader import LabelReader

logger = logging.getLogger(__name__)

#: So long after it was begun a label is waited for: what is read later counts at the next turn.
PATIENCE_SECONDS = 2.5
#: Photos whose labels wait to be read; with more than `_AHEAD` in front nobody waits for one.
_WAITING, _AHEAD = 16, 2
#: Photos whose labels are remembered: a customer narrows the same photo in words several times.
_REMEMBERED = 64


class _Begun(NamedTuple):
    lines: Future[tuple[LabelLine, ...]]
    at: float


class PhotoLabels:
    """Labels by photo and turn; without a reader there are none."""

    def __init__(self, reader: LabelReader | None) -> None:
        self._reader = reader
        self._pool = ThreadPoolExecutor(1, "labels")
        self._begun: OrderedDict[tuple[str, int], _Begun] = OrderedDict()
        self._lock = Lock()

    @property
    def on(self) -> bool:
        return self._reader is not None

    def begin(self, photo_id: str, pixels: Pixels, turn: int = 0) -> None:
        """Reads the label on the side; where too many wait it is left unread."""
        if self._reader is None:
            return
        with self._lock:
            if (photo_id, turn) in self._begun or len(self._unread()) >= _WAITING:
                return
            lines = self._pool.submit(self._reader.lines, pixels)
            self._begun[photo_id, turn] = _Begun(lines, time.monotonic())
            while len(self._begun) > _REMEMBERED:
                self._begun.popitem(last=False)

    def lines(self, photo_id: str, pixels: Pixels, turn: int, *, wait: bool) -> Sequence[LabelLine]:
        """What stands on the photo in this turn; () when nothing does, or it is not read yet.

        wait: until PATIENCE_SECONDS have gone by since it was begun.
        """
        self.begin(photo_id, pixels, turn)
        with self._lock:
            begun = self._begun.get((photo_id, turn))
            ahead = self._unread()
        if begun is None or (begun in ahead[_AHEAD:] and not begun.lines.running()):
            return ()
        left = begun.at + PATIENCE_SECONDS - time.monotonic()
        try:
            return begun.lines.result(max(0.0, left) if wait else 0.0)
        except (NotInTimeError, CancelledError):
            return ()
        except Exception as error:
            logger.warning("a photo's label is not read: %s", error)
            return ()

    def forget(self, photo_id: str) -> None:
        with self._lock:
            for key in [key for key in self._begun if key[0] == photo_id]:
                self._begun.pop(key).lines.cancel()

    def close(self) -> None:
        """Ends the process that reads, and with it what is being read."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._reader:
            self._reader.close()
        self._pool.shutdown(wait=True)

    def _unread(self) -> list[_Begun]:
        return [begun for begun in self._begun.values() if not begun.lines.done()]
