"""The formats that are read: each says how it is known and how it is read, and detection asks them in turn.

A new format is one file with a `Format` and one line in FORMATS (catalog/feeds/detection.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog.feeds.assembly import Assembly
from catalog.feeds.records import Progress
from catalog.products import Product


@dataclass(frozen=True)
class Peek:
    """The beginning of a file.

    Attributes:
        names: its columns or keys, folded (catalog.feeds.table.fold); "" for a folder.
        header: the same as they stand there.
        start: the first characters of a text file.
    """

    path: Path
    names: frozenset[str] = frozenset()
    header: tuple[str, ...] = ()
    start: str = ""


@dataclass(frozen=True)
class Order:
    """What an import asks of a reader.

    Attributes:
        columns: what the merchant said of columns: "title" -> "Artikeltext1", "stock" -> "untracked".
    """

    path: Path
    assembly: Assembly
    progress: Progress | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """One kind of export.

    Attributes:
        name: what `--format` calls it.
        title: what it is called when it was recognised.
        recognises: the kind within the format ("new header"), "" for the only one; None when the file is none.
        compares: whether its price is what is paid, with a dearer one beside it, rather than one that a sale lowers.
        products: opens the file and reads it; each format brings its own reader, be it of rows, XML or pages.
    """

    name: str
    title: str
    recognises: Callable[[Peek], str | None]
    products: Callable[[Order], Iterator[Product]]
    compares: bool = False

    def told(self, kind: str) -> str:
        return f"{self.title}, {kind}" if kind else self.title
