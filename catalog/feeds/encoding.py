"""How the bytes of a feed file are to be read as text, found out before a row is read."""

from __future__ import annotations

import string
from dataclasses import dataclass
from pathlib import Path

from catalog.feeds.report import FeedError

CHUNK_BYTES = 1024 * 1024
SAVE_AS = "Save it as CSV or JSONL in UTF-8."
BEGINNINGS = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "a SQLite database",
}
#: Western European text has few accented letters; more means another alphabet, which we cannot guess.
MOST_ACCENTS = 0.25
_ASCII_LETTERS = string.ascii_letters.encode()


@dataclass
class _Counts:
    utf8_lines: int = 0
    broken_lines: int = 0
    high_bytes: int = 0
    letters: int = 0
    undefined: bool = False


def detect_encoding(path: Path) -> str:
    """The encoding of a text file: "utf-8-sig", "utf-16" or "cp1252".

    A file in UTF-8 with single broken rows is UTF-8: those rows are refused one by one.
    Raises: FeedError for a binary file, an empty one, or an encoding that cannot be told.
    """
    with path.open("rb") as handle:
        start = handle.read(64 * 1024)
    if not start.strip():
        raise FeedError(f"{path.name} is empty.")
    for beginning, kind in BEGINNINGS.items():
        if start.startswith(beginning):
            raise FeedError(f"{path.name} is {kind}, not text. {SAVE_AS}")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in start:
        return _utf16_without_mark(path, start)
    if sum(byte < 32 and byte not in b"\t\r\n\f\x0b" for byte in start) > len(start) / 100:
        raise FeedError(f"{path.name} is a binary file, not text. {SAVE_AS}")
    counts = _count(path)
    if counts.utf8_lines >= counts.broken_lines:
        return "utf-8-sig"
    if counts.undefined or counts.high_bytes > MOST_ACCENTS * counts.letters:
        raise FeedError(f"{path.name} is not in UTF-8, and its encoding cannot be told. {SAVE_AS}")
    return "cp1252"


def _utf16_without_mark(path: Path, start: bytes) -> str:
    zeros = start[1::2].count(0), start[::2].count(0)
    if max(zeros) > 0.4 * len(start[::2]) and min(zeros) < 0.02 * len(start[::2]):
        return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
    raise FeedError(f"{path.name} is a binary file, not text. {SAVE_AS}")


def _count(path: Path) -> _Counts:
    """Looks at every line: an export of half a million rows may hold its first accent at the end."""
    counts = _Counts()
    with path.open("rb") as handle:
        while line := handle.readline(CHUNK_BYTES):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                counts.utf8_lines += 1
            except UnicodeDecodeError:
                counts.broken_lines += 1
                high = [byte for byte in line if byte >= 128]
                counts.high_bytes += len(high)
                counts.letters += len(high) + sum(line.count(letter) for letter in _ASCII_LETTERS)
                counts.undefined = counts.undefined or any(byte in b"\x81\x8d\x8f\x90\x9d" for byte in high)
    return counts
