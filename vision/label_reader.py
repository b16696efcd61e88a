"""Labels read beside everything else: in few processes, within a time, and never more than can wait."""

from __future__ import annotations

from vision.image import Pixels
from vision.label import LabelLine
from vision.processes import Processes, ProcessFailedError
from vision.turns import BusyError, FairTurns

__all__ = ["BusyError", "LabelReader", "ProcessFailedError"]

#: Opening the networks and reading takes under four; a busy machine is given time, and no shopper waits so long.
ASK_SECONDS = 120.0
#: A process without work is ended: it holds 280 MB, and opening it anew costs a shopper a second or two.
IDLE_SECONDS = 300.0


class LabelReader:
    """`lines` is vision.label behind a wall; safe to call from many threads, one works at a time.

    Args:
        waiting: how many may be in and waiting.
        nice: how far the process stands back; shoppers who talk come before photos.
    """

    def __init__(
        self,
        waiting: int = 16,
        *,
        nice: int = 5,
        ask_seconds: float = ASK_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._turns = FairTurns(1, each=waiting, together=waiting)
        self._ask_seconds = ask_seconds
        self._processes = Processes(["vision.label_worker", str(nice)], idle_seconds)

    def lines(self, pixels: Pixels) -> tuple[LabelLine, ...]:
        """What stands on the picture [height, width, 3]. Raises: BusyError at once; ProcessFailedError."""
        with self._turns.turn(""):
            head, _ = self._processes.ask({"shape": pixels.shape}, pixels.tobytes(), self._ask_seconds)
        return tuple(LabelLine(str(text), float(sure), float(height)) for text, sure, height in head["lines"])

    def close(self) -> None:
        self._processes.close()

    @property
    def pids(self) -> list[int]:
        """The processes that wait for work."""
        return self._processes.pids
