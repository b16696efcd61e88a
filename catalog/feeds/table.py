"""Tables as shop systems and people write them: CSV and XLSX, under names that are compared without case and marks.

A table can be read several times: first whole columns, to learn how they write their numbers, then row by row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.feeds import fields
from catalog.feeds.encoding import detect_encoding
from catalog.feeds.records import DELIMITERS, Progress, Pushback, csv_records, numbered_lines
from catalog.feeds.report import FeedError, Findings, RowError

#: A banner above the header is not longer than this.
MOST_BANNER_ROWS = 25
WORKBOOKS = (".xlsx", ".xlsm")


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A column's name as names are compared: "Name *" and "NAME" are "name", "Categories (x,y,z...)" is "categories".

    A bracket that says more than the way to fill the cell ("Color (product.metafields…)") stays a part of the name.
    """
    name = re.sub(r"\((?:[a-z][,;|] ?){2}.*?\)|\([01]\s*[/=].*?\)|\(yyyy.*?\)|\[.*?\]$|[*#:?]", " ", name.casefold())
    return " ".join(name.replace("_", " ").split())


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `values` are cells by folded name, of a feed in XML also lists of texts."""

    file: str
    line: int
    values: Mapping[str, Any]

    def text(self, *names: str) -> str:
        """The first of these cells that holds something, with entities decoded; "" without one."""
        return next((found for name in names if (found := words(first(self.values.get(name))))), "")

    def every(self, name: str) -> list[str]:
        value = self.values.get(name)
        return [found for one in (value if isinstance(value, list) else [value]) if (found := words(first(one)))]


def first(value: Any) -> str:
    found = value[0] if isinstance(value, list) and value else value
    return "" if found is None or isinstance(found, list | dict) else str(found)


def words(text: str) -> str:
    return fields.clean(unescape(text)) if text else ""


class Table:
    """The rows of one file; see `open_table`."""

    def __init__(self, path: Path, header: list[str], cells: Callable[[], Iterator[tuple[int, Any]]]) -> None:
        """cells: starts a new reading of the rows below the header, a list of cells or a RowError each."""
        self.path = path
        self.titles = header
        self.names = _once([fold(title) for title in header])
        self._cells = cells

    def rows(self, findings: Findings) -> Iterator[Row]:
        """The usable rows; the others are told to `findings`."""
        for line, cells in self._cells():
            row = cells if isinstance(cells, RowError) else self._row(line, cells)
            if isinstance(row, RowError):
                findings.refuse(self.path.name, line, row)
            elif row.values:
                yield row

    def column(self, *names: str) -> Iterator[str]:
        """The filled cells of these columns."""
        places = [self.names.index(name) for name in names if name in self.names]
        for _, cells in self._cells() if places else ():
            if isinstance(cells, list):
                yield from (found for place in places if place < len(cells) and (found := words(cells[place])))

    def _row(self, line: int, cells: list[str]) -> Row | RowError:
        extra = [cell for cell in cells[len(self.names) :] if cell.strip()]
        if extra:
            return RowError("", cells[0], f"the row has {len(cells)} cells, the header {len(self.names)}")
        found = {name: cell for name, cell in zip(self.names, cells, strict=False) if name and cell.strip()}
        if broken := next((name for name, cell in found.items() if not _is_text(cell)), None):
            return RowError(broken, found[broken], "holds bytes that are not UTF-8")
        return Row(self.path.name, line, found)


def _is_text(cell: str) -> bool:
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _once(names: list[str]) -> list[str]:
    """Names that stand twice get a number, so that the first keeps its own."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    counts: dict[str, int] = {}
    found = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        found.append(name if counts[name] == 1 or not name else f"{name} {counts[name]}")
    return found


def open_table(path: Path, known: Collection[str], progress: Progress | None = None) -> Table:
    """The table in a CSV file or workbook. Its header is the row, below any banner, with most `known` names.

    Raises: FeedError when the file cannot be read, or holds no table.
    """
    if path.suffix.lower() in WORKBOOKS:
        return _workbook(path, known)
    encoding = detect_encoding(path)
    start = list(islice(_texts(path, encoding, None), MOST_BANNER_ROWS))
    said = re.fullmatch(r"\ufeff?\s*sep=(.)\s*", start[0][1], re.IGNORECASE) if start else None
    body = start[1:] if said else start
    mark = said[1] if said and said[1] in DELIMITERS else _delimiter(body, known)
    rows = list(csv_records(Pushback(iter(body)), mark))
    line, header = _header([(line, row) for line, row in rows if isinstance(row, list)], known, path)

    def cells() -> Iterator[tuple[int, Any]]:
        source = Pushback(_texts(path, encoding, progress))
        if said:
            next(source)
        pending: tuple[int, Any] | None = None
        for number, row in csv_records(source, mark):
            if number <= line:
                continue
            if pending:
                yield pending
            pending = number, row
        if pending:
            yield pending[0], _whole(pending[1], len(header), path)

    return Table(path, header, cells)


def _whole(row: Any, width: int, path: Path) -> Any:
    """The last row, refused when the file ends within it."""
    if isinstance(row, list) and len(row) < width and sum(map(bool, row)) > 1:
        with path.open("rb") as handle:
            handle.seek(-1, 2)
            if handle.read(1) not in b"\r\n":
                return RowError("", row[0], f"the file ends within this row: {len(row)} cells, the header has {width}")
    return row


def _texts(path: Path, encoding: str, progress: Progress | None) -> Iterator[tuple[int, str]]:
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    with path.open(encoding=encoding, errors=errors, newline="") as handle:
        yield from numbered_lines(handle, path, progress)


def _delimiter(lines: list[tuple[int, str]], known: Collection[str]) -> str:
    """The mark under which most known names stand in one row, then the one that makes most cells."""

    def score(mark: str) -> tuple[int, int]:
        rows = [next(csv.reader([line], delimiter=mark), []) for _, line in lines if line.strip()]
        named = max((sum(fold(cell.lstrip("\ufeff")) in known for cell in row) for row in rows), default=0)
        return named, sum(len(row) for row in rows)

    return max(DELIMITERS, key=score)


def _header(rows: list[tuple[int, list[str]]], known: Collection[str], path: Path) -> tuple[int, list[str]]:
    filled = [(line, [cell.strip().lstrip("\ufeff") for cell in row]) for line, row in rows if any(map(str.strip, row))]
    if not filled:
        raise FeedError(f"{path.name} holds no table.")

    def named(cells: list[str]) -> int:
        return len({fold(cell) for cell in cells} & set(known))

    best = max(filled, key=lambda entry: named(entry[1]))
    if not named(best[1]):
        # Nothing is known: the first row that is not a banner, a single cell above a table of several.
        best = next((entry for entry in filled if sum(map(bool, entry[1])) > 1), filled[0])
    return best


def _workbook(path: Path, known: Collection[str]) -> Table:
    """The sheet of a workbook whose header has most known names."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # a workbook that is cut off or none at all raises many kinds
        raise FeedError(f"{path.name} can't be opened as a workbook: {error}. Save it as CSV in UTF-8.") from error

    def read(name: str) -> Iterator[tuple[int, list[str]]]:
        sheet = book[name]
        if hasattr(sheet, "reset_dimensions"):
            # The size that the file claims may be wrong.
            sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if any(cell is not None for cell in row):
                yield number, [_cell(cell) for cell in row]

    found: list[tuple[int, str, int, list[str]]] = []
    for sheet in book.worksheets:
        if rows := list(islice(read(sheet.title), MOST_BANNER_ROWS)):
            line, header = _header(rows, known, path)
            found.append((len({fold(cell) for cell in header} & set(known)), sheet.title, line, header))
    if not found:
        raise FeedError(f"{path.name} holds no table.")
    _, title, line, header = max(found, key=lambda entry: entry[0])
    return Table(path, header, lambda: ((number, row) for number, row in read(title) if number > line))


def _cell(value: Any) -> str:
    if isinstance(value, float):
        number = Decimal(repr(value))
        # Four decimals at least, so that no mark can be taken for that of thousands.
        return str(int(number)) if number == number.to_integral() else f"{number:.4f}"
    return "" if value is None else str(value)
