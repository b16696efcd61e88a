"""Things waiting to be written: in memory while few, in a nameless temporary file when many."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
MEMORY_BYTES = 32 * 1024 * 1024
BATCH = 500


def in_batches(things: Iterable[Thing], size: int = BATCH) -> Iterator[list[Thing]]:
    """`things` in lists of at most `size`, read as they are asked for."""
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch


class Spool(Generic[Thing]):
    """A queue that keeps a large import out of memory; read any number of times, in order."""

    def __init__(self) -> None:
        # Lives as long as the spool and has no name, so that a killed import leaves nothing behind.
        self._file = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115
        self._count = 0

    def append(self, thing: Thing) -> None:
        pickle.dump(thing, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Thing]:
        self._file.seek(0)
        for _ in range(self._count):
            # These bytes were written by append() in this process, never taken from outside.
            yield pickle.load(self._file)  # noqa: S301

    def batches(self) -> Iterator[list[Thing]]:
        return in_batches(self)
