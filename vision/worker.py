"""Reads pictures in a process of its own, which may be ended at any moment: `python -m vision.worker`.

On standard input and output, each message is the length of its head and of its body (two 8-byte numbers, network
order), the head as JSON, and the body. In: limits -> the file's bytes. Out: {"shape", "digest"} -> pixels, then the
JPEG; or {"refusal"}. JSON rather than pickle: whoever takes this process over must not get into the one that asks.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import struct
import sys
from typing import IO, Any

_LENGTHS = struct.Struct(">QQ")
#: What the process may hold beside the libraries: the largest allowed picture needs a third of it.
MOST_BYTES = 512 * 1024 * 1024


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


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answers until the other side closes its end, as it also does when it dies."""
    from vision.image import ImageLimits, UnusableImageError, read_image

    while True:
        try:
            head, data = receive(requests)
        except EOFError:
            return
        try:
            image = read_image(data, ImageLimits(**head))
        except UnusableImageError as error:
            send(answers, {"refusal": str(error)})
        else:
            facts = {"shape": image.pixels.shape, "digest": image.digest}
            send(answers, facts, image.pixels.tobytes(), image.jpeg)
            del image
        del data
        _give_memory_back()


def _give_memory_back() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)


def main() -> None:
    # Shoppers who talk come before pictures.
    os.nice(5)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
