"""Reads labels in a process of its own: `python -m vision.label_worker NICE`, spoken to as vision.worker is.

In: {"shape"} -> pixels. Out: {"lines": [[text, sure, height], …]}. The networks are opened with the first picture.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import numpy as np

from vision.label import LabelEngine
from vision.worker import run

#: Libraries and networks hold 200 MB, the largest picture 300 more.
MOST_BYTES = 1024 * 1024 * 1024


@cache
def _engine() -> LabelEngine:
    return LabelEngine()


def read_label(head: dict[str, Any], data: bytes) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    pixels = np.frombuffer(data, np.uint8).reshape(head["shape"])
    return {"lines": _engine().read(pixels)}, ()


if __name__ == "__main__":
    run(read_label, MOST_BYTES, nice=int(sys.argv[1]))
