"""Reads pictures in a process of its own, which may be ended at any moment: `python -m vision.worker`.

On standard input and output, each message is the length of its head and of its body (two 8-byte numbers, network
order), the head as JSON, and the body. In: limits -> the file's bytes. Out: {"shape", "digest"} -> pixels, then the
JPEG; or {"refusal"}. JSON rather than pickle: whoever takes this process over must not get into the one that asks.
What reads labels (vision/label_worker.py) is such a process too.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import struct
import sys
from collections.abc import Callable
from typing import IO, Any

_LENGTHS = struct.Struct(">QQ")
#: What the process may hold beside the libraries: the largest allowed picture needs a third of it.
MOST_BYTES = 512 * 1024 * 1024
#: Head and body of a question -> those of its answer.
Work = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], tuple[bytes, ...]]]


def send(pipe: IO[bytes], head: dict[str, Any], *bodies: bytes) -> None:
    text = json.dumps(head).encode()
    pipe.write(_LENGTHS.pack(len(text), sum(len(body) for body in bodies)) + text)
    for body in bodies:
        pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """The next message. Raises: EOFError when the other side is gone."""
    head, body = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    return json.loads(_exactly(pipe, head)), _exactly(pipe, body)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data


def serve(requests: IO[bytes], answers: IO[bytes], work: Work) -> None:
    """Answers until the other side closes its end, as it also does when it dies."""
    while True:
        try:
            head, data = receive(requests)
        except EOFError:
            return
        told, bodies = work(head, data)
        send(answers, told, *bodies)
        del told, bodies
        del data
        _give_memory_back()


def read_picture(head: dict[str, Any], data: bytes) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """The picture in `data` within the limits that `head` tells."""
    from vision.image import ImageLimits, UnusableImageError, read_image

    try:
        image = read_image(data, ImageLimits(**head))
    except UnusableImageError as error:
        return {"refusal": str(error)}, ()
    return {"shape": image.pixels.shape, "digest": image.digest}, (image.pixels.tobytes(), image.jpeg)


def run(work: Work, most_bytes: int, nice: int) -> None:
    """Serves standard input and output behind limits. `nice`: shoppers who talk come before pictures."""
    os.nice(nice)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer, work)


def _give_memory_back() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)


if __name__ == "__main__":
    run(read_picture, MOST_BYTES, nice=5)
