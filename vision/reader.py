"""Strangers' pictures, read where they can do no harm: in few processes with limits on time and memory.

One decoder that hangs, leaks or is taken over costs one process, which is ended and replaced.
"""

from __future__ import annotations

import math
import os
from dataclasses import asdict

import numpy as np

from vision.image import ImageLimits, SafeImage, UnusableImageError
from vision.image_limits import check_length
from vision.processes import Processes, ProcessFailedError
from vision.turns import BusyError, FairTurns

__all__ = ["BusyError", "ImageReader"]

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
        self._decode_seconds = decode_seconds
        self._processes = Processes(["vision.worker"], idle_seconds)

    def read(self, data: bytes, limits: ImageLimits | None = None, *, whom: str = "") -> SafeImage:
        """The picture in `data`. `whom`: who sent it, so that one who sends many waits behind the others.

        Raises: UnusableImageError, also when the process dies of the picture or takes too long; BusyError at once
        when too many pictures wait already.
        """
        limits = limits or ImageLimits()
        check_length(data, limits)
        with self._turns.turn(whom):
            try:
                head, body = self._processes.ask(asdict(limits), data, self._decode_seconds)
            except ProcessFailedError as error:
                raise UnusableImageError("This picture can't be opened with safe means; send another.") from error
        if "refusal" in head:
            raise UnusableImageError(str(head["refusal"]))
        shape = tuple(int(length) for length in head["shape"])
        size = math.prod(shape)
        pixels = np.frombuffer(body, np.uint8, size).reshape(shape)
        return SafeImage(pixels, body[size:], str(head["digest"]))

    def close(self) -> None:
        self._processes.close()

    @property
    def pids(self) -> list[int]:
        """The processes that wait for work."""
        return self._processes.pids
