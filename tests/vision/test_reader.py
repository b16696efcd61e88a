"""Strangers' pictures: the same answer as without the wall, and nobody waits for an attacker."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.vision.pictures import encoded, scene
from vision.image import UnusableImageError, read_image
from vision.reader import BusyError, ImageReader
from vision.turns import FairTurns

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def reader() -> Iterator[ImageReader]:
    opened = ImageReader(1)
    yield opened
    opened.close()


def many_scans(side: int, scans: int) -> bytes:
    """A progressive JPEG whose last scan is repeated."""
    data = encoded(scene(side, side), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * scans + b"\xff\xd9"


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_behind_the_wall_a_picture_is_the_same(reader: ImageReader, kind: str) -> None:
    read_image(encoded(scene(), "PNG"))  # lets Pillow learn HEIF
    data = encoded(scene(), kind)
    here, there = read_image(data), reader.read(data)
    assert np.array_equal(here.pixels, there.pixels)
    assert (here.jpeg, here.digest) == (there.jpeg, there.digest)


@pytest.mark.parametrize("data", [b"", b"words", encoded(scene(), "JPEG")[:500], bytes(11 * 2**20)])
def test_a_refusal_is_the_same_sentence(reader: ImageReader, data: bytes) -> None:
    with pytest.raises(UnusableImageError) as here:
        read_image(data)
    with pytest.raises(UnusableImageError) as there:
        reader.read(data)
    assert str(here.value) == str(there.value)


def test_a_process_is_used_again_and_ended_when_idle() -> None:
    reader = ImageReader(1, idle_seconds=0.5)
    reader.read(encoded(scene(), "PNG"))
    (pid,) = reader.pids
    reader.read(encoded(scene(), "PNG"))
    assert reader.pids == [pid]
    until = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(pid)
    assert reader.pids == []


def test_a_killed_process_costs_one_picture_at_most(reader: ImageReader) -> None:
    reader.read(encoded(scene(), "PNG"))
    os.kill(reader.pids[0], 9)
    time.sleep(0.1)
    assert reader.read(encoded(scene(), "PNG")).pixels.shape == (120, 160, 3)


def test_a_picture_that_takes_too_long_is_given_up() -> None:
    reader = ImageReader(1, decode_seconds=0.05)
    with pytest.raises(UnusableImageError):
        reader.read(encoded(scene(5000, 4900), "PNG", compress_level=1))
    reader.close()


@linux
def test_the_process_ends_with_the_one_that_asked() -> None:
    code = (
        "from vision.reader import ImageReader; import io, os; from PIL import Image; b = io.BytesIO();"
        "Image.new('RGB', (64, 64)).save(b, 'PNG'); r = ImageReader(1); r.read(b.getvalue());"
        "print(r.pids[0], flush=True); os.kill(os.getpid(), 9)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    pid, until = int(told.stdout), time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
@linux
def test_the_largest_allowed_picture_is_bounded_and_its_memory_given_back(reader: ImageReader, mode: str) -> None:
    reader.read(encoded(scene(), "PNG"))
    (pid,) = reader.pids
    before, peak, stop = resident_bytes(pid), 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not stop.wait(0.005):
            peak = max(peak, resident_bytes(pid))

    data = encoded(scene(5000, 4990).convert(mode), "PNG", compress_level=1)
    watching = threading.Thread(target=watch)
    watching.start()
    reader.read(data)
    stop.set()
    watching.join()
    assert reader.pids == [pid]
    assert peak - before < 180e6
    assert resident_bytes(pid) - before < 20e6


def test_a_large_progressive_jpeg_is_refused_from_its_header() -> None:
    data = encoded(Image.new("RGB", (6000, 6000)), "JPEG", progressive=True, subsampling=0)
    started = time.perf_counter()
    with pytest.raises(UnusableImageError, match="progressively"):
        read_image(data)
    assert time.perf_counter() - started < 0.2


def test_passes_count_with_the_pixels_they_walk_over() -> None:
    with pytest.raises(UnusableImageError, match="too many passes"):
        read_image(many_scans(3000, 80))
    assert read_image(many_scans(300, 20)).pixels.shape == (300, 300, 3)


def test_a_phone_s_large_plain_jpeg_with_a_thumbnail_is_read() -> None:
    exif = Image.Exif()
    exif[0x010F] = "phone"
    data = encoded(Image.new("RGB", (8000, 7000), "teal"), "JPEG", exif=exif)
    thumbnail = encoded(scene(), "JPEG", progressive=True)[:30000]
    data = data[:2] + b"\xff\xe2" + struct.pack(">H", len(thumbnail) + 2) + thumbnail + data[2:]
    assert max(read_image(data).pixels.shape) == 1024


def test_a_strip_gets_a_refusal_of_its_own() -> None:
    with pytest.raises(UnusableImageError, match=r"strip of 65000 x 380 pixels.*up to 64 times"):
        read_image(encoded(Image.new("L", (65000, 380)), "JPEG"))


def test_everybody_in_turn_and_too_many_at_once_are_told_so() -> None:
    turns, order, hold = FairTurns(1, each=3, together=5), list[str](), threading.Event()

    def go(whom: str) -> None:
        with turns.turn(whom):
            hold.wait(5)
            order.append(whom)

    with ThreadPoolExecutor(5) as pool:
        for whom in ("attacker", "attacker", "attacker", "visitor"):
            pool.submit(go, whom)
            time.sleep(0.05)
        with pytest.raises(BusyError), turns.turn("attacker"):
            pass
        pool.submit(go, "other")
        time.sleep(0.05)
        with pytest.raises(BusyError), turns.turn("a sixth"):
            pass
        hold.set()
    assert order == ["attacker", "attacker", "visitor", "other", "attacker"]
    with turns.turn("attacker"):
        pass
