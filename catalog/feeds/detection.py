"""Finds out what a path holds: which files, in which format."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from catalog.feeds import words
from catalog.feeds.bigcommerce import BIGCOMMERCE
from catalog.feeds.bigcommerce import KNOWN as BIGCOMMERCE_NAMES
from catalog.feeds.companions import COMPANIONS
from catalog.feeds.encoding import detect_encoding
from catalog.feeds.google import GOOGLE, META, META_CATALOGUE
from catalog.feeds.google import KNOWN as GOOGLE_NAMES
from catalog.feeds.hand import HAND
from catalog.feeds.jsonld import JSONLD, PAGES
from catalog.feeds.magento import COLUMNS as MAGENTO_COLUMNS
from catalog.feeds.magento import MAGENTO
from catalog.feeds.own import CSV_COLUMNS, OWN
from catalog.feeds.prestashop import KNOWN as PRESTASHOP_NAMES
from catalog.feeds.prestashop import PRESTASHOP
from catalog.feeds.registry import Format, Peek
from catalog.feeds.report import FeedError
from catalog.feeds.shopify import KNOWN as SHOPIFY_NAMES
from catalog.feeds.shopify import SHOPIFY
from catalog.feeds.squarespace import KNOWN as SQUARESPACE_NAMES
from catalog.feeds.squarespace import SQUARESPACE
from catalog.feeds.table import WORKBOOKS, fold, open_table
from catalog.feeds.wix import KNOWN as WIX_NAMES
from catalog.feeds.wix import WIX
from catalog.feeds.woocommerce import KNOWN as WOOCOMMERCE_NAMES
from catalog.feeds.woocommerce import WOOCOMMERCE

#: Asked in this order; the last takes any table.
KINDS = (
    *(MAGENTO, SHOPIFY, WOOCOMMERCE, WIX, SQUARESPACE, BIGCOMMERCE, PRESTASHOP),
    *(META_CATALOGUE, GOOGLE, JSONLD, OWN, HAND),
)
FORMATS = ("auto", *(kind.name for kind in KINDS))
TABLES = (".csv", ".tsv", ".txt", *WORKBOOKS)
LINES = (".jsonl", ".ndjson")
ENDINGS = (".jsonl", ".csv", ".ndjson", ".tsv", *WORKBOOKS, ".txt", ".xml", ".rss", ".atom", ".json", ".jsonld", *PAGES)
#: Every column name of any format, to find the header below a banner.
NAMES = frozenset().union(
    *(BIGCOMMERCE_NAMES, GOOGLE_NAMES, META, PRESTASHOP_NAMES, SHOPIFY_NAMES, SQUARESPACE_NAMES, WIX_NAMES),
    *(WOOCOMMERCE_NAMES, map(fold, MAGENTO_COLUMNS.known), map(fold, CSV_COLUMNS.known), words.columns()),
)
_START = 20_000


@dataclass
class Feed:
    """The files of one feed, found and their formats told; nothing is read yet.

    Attributes:
        products: the file with the products, or a folder of pages; None for a feed of companions alone.
        kind: how the products are read; told: what was recognised, for a person.
        companions: kind ("reviews", "faq", …) -> file.
        header: the columns of a table of the merchant's own, () for any other feed.
    """

    path: Path
    kind: Format
    told: str = ""
    products: Path | None = None
    companions: dict[str, Path] = field(default_factory=dict)
    header: tuple[str, ...] = ()

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
    if feed.products and format not in ("auto", feed.kind.name):
        # A table of any kind can be read by the names of its columns, when that is asked for.
        if format != HAND.name or feed.products.suffix.lower() not in TABLES:
            raise FeedError(f"{feed.products.name} is not in the {format} format. Found: {feed.kind.name}.")
        feed.kind, feed.told = HAND, HAND.told("")
    if feed.kind is HAND and feed.products:
        feed.header = _peek(feed.products).header
    return feed


def recognised(path: Path) -> tuple[Format, str]:
    """The format of a file, or of a folder of pages, and its name for a person. Raises: FeedError."""
    peek = _peek(path)
    for kind in KINDS:
        if kind is HAND and path.suffix.lower() == ".txt" and not peek.names & words.columns().keys():
            # A note is no table.
            continue
        found = kind.recognises(peek)
        if found is not None:
            return kind, kind.told(found)
    raise FeedError(
        f"{path.name} is of no kind that is read. Allowed: {', '.join(FORMATS[1:])}. "
        f"Allowed endings: {', '.join(ENDINGS)}. "
        "A table to start from: shopmate import --template own"
    )


def _peek(path: Path) -> Peek:
    if path.is_dir() or path.suffix.lower() in PAGES:
        return Peek(path)
    start = ""
    if path.suffix.lower() not in WORKBOOKS:
        with path.open(encoding=detect_encoding(path), errors="replace") as handle:
            start = handle.read(_START)
    if path.suffix.lower() not in TABLES or start.lstrip("\ufeff \r\n").startswith("<"):
        return Peek(path, start=start)
    table = open_table(path, NAMES)
    return Peek(path, frozenset(table.names), tuple(table.titles), start)


def _folder_feed(path: Path) -> Feed:
    companions = {kind: file for kind in COMPANIONS if (file := _named(path, kind))}
    if products := _named(path, "products"):
        return Feed(path, *recognised(products), products, companions)
    others = [
        file
        for file in sorted(path.iterdir())
        if file.suffix.lower() in ENDINGS and file.suffix.lower() not in PAGES and file not in companions.values()
    ]
    found = [(file, *known) for file in others if (known := _known_export(file))]
    if len(found) > 1:
        names = ", ".join(file.name for file, _, _ in found)
        raise FeedError(f"folder {path} holds several exports: {names}. Import them one by one.")
    if found:
        file, kind, told = found[0]
        return Feed(path, kind, told, file, companions)
    if JSONLD.recognises(Peek(path)) is not None:
        return Feed(path, *recognised(path), path, companions)
    if not companions:
        raise FeedError(
            f"folder {path} holds no feed. Looked for: products.jsonl or products.csv, an export of a shop system, "
            f"saved pages, or {', '.join(f'{kind}.jsonl' for kind in COMPANIONS)}."
        )
    return Feed(path, OWN, OWN.told(""), None, companions)


def _known_export(file: Path) -> tuple[Format, str] | None:
    """What a file in a folder is, None where it is no export of a shop system."""
    try:
        kind, told = recognised(file)
    except FeedError:
        return None
    return (kind, told) if kind not in (OWN, HAND) else None


def _file_feed(path: Path) -> Feed:
    if path.suffix.lower() not in ENDINGS:
        raise FeedError(f"{path.name} is no feed file. Allowed endings: {', '.join(ENDINGS)}.")
    if path.stem in COMPANIONS and path.suffix.lower() in (".jsonl", ".ndjson", ".csv", ".tsv"):
        return Feed(path, OWN, OWN.told(""), None, {path.stem: path})
    return Feed(path, *recognised(path), path)


def _named(folder: Path, stem: str) -> Path | None:
    return next((folder / (stem + end) for end in ENDINGS if (folder / (stem + end)).is_file()), None)
