"""What the C library does with memory that nobody holds any more: kept for later by default, once for every thread."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any

#: M_ARENA_MAX of glibc's mallopt.
ARENAS = -8


def share_one_heap() -> None:
    """Lets all threads allocate from one heap: the interpreter's lock keeps them from meeting there anyway."""
    _call("mallopt", ARENAS, 1)


def give_memory_back() -> None:
    """Returns what start-up or a rebuild left free to the system."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    """Other C libraries than glibc have neither function, and need neither."""
    function: Callable[..., Any] | None = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    if function:
        function(*arguments)
