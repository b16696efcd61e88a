"""CSV and JSONL files as a stream of records with their line numbers; broken ones are refused, not fatal."""

from __future__ import annotations

import csv
import difflib
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from catalog.feeds.encoding import detect_encoding
from catalog.feeds.report import FeedError, Findings, RowError

DELIMITERS = ",;\t|"
LONGEST_LINE = 2_000_000
#: A quoted cell may hold line breaks, but one that runs on this long was never closed.
LONGEST_RECORD_LINES = 500

#: Told the file's name, bytes read and bytes in all.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Record:
    """One row: `values` are texts from CSV, any JSON value from JSONL."""

    file: str
    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Columns:
    """What a file may hold. aliases: another program's name -> ours. Unknown names earn a warning unless `open`."""

    known: tuple[str, ...]
    required: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    open: bool = False


class RecordFile:
    """One feed file, found to be readable; `records` streams it."""

    def __init__(self, path: Path, columns: Columns, findings: Findings, progress: Progress | None = None) -> None:
        self.path = path
        self._columns = columns
        self._findings = findings
        self._progress = progress
        self._encoding = detect_encoding(path)
        if self._encoding == "cp1252":
            findings.warn("read as Windows-1252, because it is not UTF-8", path.name)

    def records(self) -> Iterator[Record]:
        """The usable rows, in order. Raises: FeedError when there is no header, or this is another kind of file."""
        # Bytes that are not UTF-8 pass as lone surrogates, so that only their own row is refused.
        errors = "surrogateescape" if self._encoding == "utf-8-sig" else "replace"
        with self.path.open(encoding=self._encoding, errors=errors, newline="") as handle:
            lines = numbered_lines(handle, self.path, self._progress)
            rows = self._json_rows(lines) if self._is_json() else self._csv_rows(lines)
            for line, row in rows:
                if isinstance(row, RowError):
                    self._findings.refuse(self.path.name, line, row)
                elif error := _undecodable(row):
                    self._findings.refuse(self.path.name, line, error)
                else:
                    yield Record(self.path.name, line, row)

    def header(self) -> list[str]:
        """The column names of a CSV file as they stand there, or the names in the first JSONL object."""
        with self.path.open(encoding=self._encoding, errors="replace", newline="") as handle:
            lines = numbered_lines(handle, self.path, self._progress)
            if self._is_json():
                first = next(self._json_rows(lines), (1, {}))[1]
                return list(first) if isinstance(first, dict) else []
            return self._header(Pushback(lines))[1]

    def _is_json(self) -> bool:
        return self.path.suffix.lower() in (".jsonl", ".ndjson", ".json")

    def _json_rows(self, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, dict[str, Any] | RowError]]:
        unknown: set[str] = set()
        for number, line in lines:
            if number == 1 and line.lstrip("\ufeff \t").startswith("["):
                raise FeedError(f"{self.path.name} is one JSON array. Needed: JSONL, one object a line.")
            if line.strip():
                row = _json_object(line)
                if isinstance(row, dict):
                    row = {self._columns.aliases.get(name, name): value for name, value in row.items()}
                    self._warn_unknown(row.keys() - unknown)
                    unknown |= row.keys()
                yield number, row

    def _csv_rows(self, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, dict[str, Any] | RowError]]:
        source = Pushback(lines)
        delimiter, names = self._header(source)
        names = [self._columns.aliases.get(name, name) for name in names]
        missing = [name for name in self._columns.required if name not in names]
        if missing:
            raise FeedError(
                f"the first row of {self.path.name} must name the columns, but {', '.join(missing)} is missing. "
                f"Found: {', '.join(names)[:300]}. Known: {', '.join(self._columns.known)}."
            )
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            raise FeedError(f"{self.path.name} names the column {', '.join(twice)} twice.")
        self._warn_unknown(set(names))
        for number, cells in csv_records(source, delimiter):
            if isinstance(cells, RowError):
                yield number, cells
            elif any(cell.strip() for cell in cells):
                yield number, _named(names, cells)

    def _header(self, source: Pushback) -> tuple[str, list[str]]:
        """The delimiter that finds most known names in the first row, and these names."""
        first = next((line for _, line in source if line.strip()), "").lstrip("\ufeff")
        if re.fullmatch(r"sep=.\s*", first, re.IGNORECASE):
            # Excel's word to itself; the header below tells the same.
            first = next((line for _, line in source if line.strip()), "")
        readings = {mark: [cell.strip() for cell in next(csv.reader([first], delimiter=mark))] for mark in DELIMITERS}
        known = {*self._columns.known, *self._columns.aliases}
        if not self._columns.open:
            readings = {mark: [_as_known(name, known) for name in names] for mark, names in readings.items()}
        mark = max(DELIMITERS, key=lambda mark: (len(known & set(readings[mark])), len(readings[mark])))
        return mark, readings[mark]

    def _warn_unknown(self, names: set[str]) -> None:
        if self._columns.open:
            return
        for name in sorted(names - set(self._columns.known) - {""}):
            close = difflib.get_close_matches(name.lower(), self._columns.known, 1)
            hint = f", meant {close[0]!r}?" if close else ""
            self._findings.warn("column is not known and was not read", f"{self.path.name}: {name!r}{hint}")


def numbered_lines(handle: TextIO, path: Path, progress: Progress | None = None) -> Iterator[tuple[int, str]]:
    """The lines of a text file from 1. Raises: FeedError for one that is no line of a feed."""
    number, size = 0, path.stat().st_size
    while line := handle.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise FeedError(f"{path.name}, line {number} is longer than {LONGEST_LINE:,} characters.")
        if progress and number % 500 == 1:
            progress(path.name, handle.buffer.tell(), size)
        yield number, line
    if progress:
        progress(path.name, size, size)


class Pushback:
    """Numbered lines that can be given back, to read on after a record that was never closed."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self._waiting: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        return self._waiting.popleft() if self._waiting else next(self._lines)

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        self._waiting.extendleft(reversed(lines))


def csv_records(source: Pushback, delimiter: str) -> Iterator[tuple[int, list[str] | RowError]]:
    """Rows with the line they begin at. After a broken one reading goes on at the line below its first."""
    for number, line in source:
        taken = [(number, line)]
        row = _cells(taken, delimiter)
        while row is None and len(taken) < LONGEST_RECORD_LINES:
            following = next(source, None)
            if following is None:
                break
            taken.append(following)
            # Only a line with a quote can close the cell.
            row = _cells(taken, delimiter) if '"' in following[1] else None
        if row is None:
            row = RowError("", line.strip(), "a quoted cell is never closed: the row is cut off or a quote is missing")
        if isinstance(row, RowError):
            source.give_back(taken[1:])
        yield number, row


def _cells(taken: list[tuple[int, str]], delimiter: str) -> list[str] | RowError | None:
    """The cells of one record, None when its last quoted cell is still open."""
    try:
        rows = list(csv.reader((line for _, line in taken), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        return RowError("", taken[0][1].strip(), f"is not CSV: {error}")
    return rows[0] if rows else []


def _as_known(name: str, known: set[str]) -> str:
    """A name in capitals is the same name."""
    return name.lower() if name not in known and name.lower() in known else name


def _named(names: list[str], cells: list[str]) -> dict[str, Any] | RowError:
    extra = [cell for cell in cells[len(names) :] if cell.strip()]
    if len(cells) < len(names) or extra:
        return RowError("", cells[0], f"the row has {len(cells)} cells, the header {len(names)}")
    return {name: cell for name, cell in zip(names, cells, strict=False) if name}


def _json_object(line: str) -> dict[str, Any] | RowError:
    try:
        # Decimal keeps 19.90 exactly as it was written.
        row = json.loads(line.lstrip("\ufeff"), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return RowError("", line.strip(), f"is not JSON, or is cut off: {error}")
    return row if isinstance(row, dict) else RowError("", line.strip(), "is no JSON object")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _undecodable(value: Any) -> RowError | None:
    """A lone surrogate anywhere: bytes that were not text, or half of a JSON escape."""
    for name, cell in value.items():
        try:
            str(cell).encode("utf-8")
        except UnicodeEncodeError:
            return RowError(name, cell, "holds bytes that are not UTF-8")
    return None
