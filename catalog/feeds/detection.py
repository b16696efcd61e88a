"""Finds out what a path holds: which files, in which format."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from catalog.feeds import magento
from catalog.feeds.companions import COMPANIONS
from catalog.feeds.records import RecordFile
from catalog.feeds.report import FeedError, Findings

FORMATS = ("auto", "own", "magento")
ENDINGS = (".jsonl", ".csv", ".ndjson", ".tsv")


@dataclass
class Feed:
    """The files of one feed, found and their formats told; nothing is read yet.

    Attributes:
        products: the file with the products, None for a feed of companions alone.
        companions: kind ("reviews", "faq", …) -> file.
    """

    path: Path
    format: str
    products: Path | None = None
    companions: dict[str, Path] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.path if self.path.is_dir() else self.path.parent


def read_feed(path: Path, format: str = "auto") -> Feed:
    """What lies at `path`. Raises: FeedError when there is no feed, or not of that format."""
    if format not in FORMATS:
        raise FeedError(f"format {format!r}. Allowed: {', '.join(FORMATS)}.")
    if not path.exists():
        raise FeedError(f"{path} does not exist.")
    feed = _folder_feed(path) if path.is_dir() else _file_feed(path)
    if feed.products is None:
        feed.format = "own"
        return feed
    found = "magento" if _is_magento(feed.products) else "own"
    if format not in ("auto", found):
        raise FeedError(f"{feed.products.name} is not in the {format} format. Found: {found}.")
    feed.format = found
    return feed


def _folder_feed(path: Path) -> Feed:
    companions = {kind: file for kind in COMPANIONS if (file := _named(path, kind))}
    products = _named(path, "products")
    if products is None:
        others = [file for file in sorted(path.glob("*.csv")) if file not in companions.values()]
        products = next((file for file in others if _is_magento(file)), None)
    if products is None and not companions:
        raise FeedError(
            f"folder {path} holds no feed. Looked for: products.jsonl or products.csv, a Magento 2 product export, "
            f"or {', '.join(f'{kind}.jsonl' for kind in COMPANIONS)}."
        )
    return Feed(path, "", products, companions)


def _file_feed(path: Path) -> Feed:
    if path.suffix.lower() not in ENDINGS:
        raise FeedError(f"{path.name} is no feed file. Allowed endings: {', '.join(ENDINGS)}.")
    return Feed(path, "", None, {path.stem: path}) if path.stem in COMPANIONS else Feed(path, "", path)


def _named(folder: Path, stem: str) -> Path | None:
    return next((folder / (stem + end) for end in ENDINGS if (folder / (stem + end)).is_file()), None)


def _is_magento(path: Path) -> bool:
    return magento.is_magento(RecordFile(path, magento.COLUMNS, Findings()).header())
