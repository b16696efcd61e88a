"""Labels, read by the real networks in a process of their own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest

from tests.vision.packages import needs_reader, package
from vision.label import MOST_LINES
from vision.label_reader import LabelReader, ProcessFailedError

pytestmark = needs_reader


@pytest.fixture(scope="module")
def reader() -> Iterator[LabelReader]:
    opened = LabelReader()
    yield opened
    opened.close()


def texts(reader: LabelReader, pixels: np.ndarray) -> list[str]:
    return [line.text.casefold().replace(" ", "") for line in reader.lines(pixels)]


def test_the_lines_on_a_package_are_read(reader: LabelReader) -> None:
    lines = reader.lines(package(["MORNING", "FINCH", "Coffee 250 g"]))
    assert {line.text.casefold().replace(" ", "") for line in lines} == {"morning", "finch", "coffee250g"}
    assert all(line.sure > 0.8 for line in lines)
    assert [line.height for line in lines] == sorted((line.height for line in lines), reverse=True)


def test_upside_down_it_is_read_too(reader: LabelReader) -> None:
    assert "morning" in texts(reader, np.ascontiguousarray(np.rot90(package(["MORNING", "FINCH"]), 2)))


def test_a_small_picture_is_enlarged_first(reader: LabelReader) -> None:
    assert "finch" in texts(reader, package(["FINCH"], side=200, size=30))


def test_small_print_is_left_alone_and_there_are_never_too_many_lines(reader: LabelReader) -> None:
    assert reader.lines(package(["store in a cool and dry place"], side=1000, size=10)) == ()
    assert len(reader.lines(package(["one two"] * 30, side=1000, size=20))) <= MOST_LINES


@pytest.mark.parametrize("pixels", [package([]), np.zeros((64, 900, 3), np.uint8)])
def test_where_nothing_stands_nothing_is_read(reader: LabelReader, pixels: np.ndarray) -> None:
    assert reader.lines(pixels) == ()


def test_a_process_that_dies_costs_one_label_and_one_that_idles_is_ended() -> None:
    reader = LabelReader(idle_seconds=0.5)
    pixels = package(["FINCH"])
    assert texts(reader, pixels) == ["finch"]
    os.kill(reader.pids[0], 9)
    with suppress(ProcessFailedError):
        reader.lines(pixels)
    assert texts(reader, pixels) == ["finch"]
    until = time.monotonic() + 10
    while reader.pids and time.monotonic() < until:
        time.sleep(0.05)
    assert reader.pids == []
    reader.close()


def test_what_takes_too_long_is_given_up() -> None:
    reader = LabelReader(ask_seconds=0.05)
    with pytest.raises(ProcessFailedError):
        reader.lines(package(["FINCH"]))
    reader.close()
