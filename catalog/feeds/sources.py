"""Where a feed comes from: a file or folder, or an address that it is fetched from into the home."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from catalog.feeds.report import FeedError
from catalog.pictures.fetching import Fetcher, FetchError
from catalog.pictures.names import web_address
from catalog.whole_file import write_whole

MOST_BYTES = 1024 * 2**20
WHOLE_SECONDS = 1800.0
FOLDER = "feeds"
_KINDS = {"xml": ".xml", "csv": ".csv", "tab-separated": ".tsv", "json": ".json", "html": ".html", "sheet": ".xlsx"}
_ENDINGS = (".xml", ".rss", ".atom", ".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".jsonld", ".xlsx", ".html")


@dataclass(frozen=True)
class Source:
    """`path`: the feed on this machine; `changed` False: the server says that it is still the one pulled last."""

    path: Path
    changed: bool = True


def opened_source(written: str, home: Path, allowed_hosts: Collection[str] = ()) -> Source:
    """The feed that is named; one at an address is fetched, if it changed since the last time.

    The merchant names the host, so it may be in the merchant's own network; what it redirects to may not.
    Raises: FeedError when it can't be fetched.
    """
    if not re.match(r"https?://", written, re.IGNORECASE):
        return Source(Path(written).expanduser())
    address = web_address(written)
    if not address:
        raise FeedError(f"{written} is no address. Allowed: http:// or https:// with a host.")
    folder = home / FOLDER / hashlib.sha256(address.encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    notes = _notes(folder)
    held = folder / str(notes.get("file", ""))
    if not held.is_file():
        notes = {}
    draft = folder / ".coming"
    fetcher = Fetcher({*allowed_hosts, urlsplit(address).netloc}, silent_seconds=60.0, whole_seconds=WHOLE_SECONDS)
    try:
        with draft.open("wb") as target:
            known = {"etag": str(notes.get("etag", "")), "modified": str(notes.get("modified", ""))}
            got = fetcher.fetch(address, target, most_bytes=MOST_BYTES, **known)
        if not got.changed:
            return Source(held, changed=False)
        name = _name(address, got.kind)
        draft.replace(folder / name)
    except FetchError as error:
        raise FeedError(f"{written} can't be fetched: {error}.") from error
    finally:
        fetcher.close()
        draft.unlink(missing_ok=True)
    told = {"address": address, "file": name, "etag": got.etag, "modified": got.modified}
    write_whole(folder / "source.json", json.dumps(told).encode())
    return Source(folder / name)


def _notes(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / "source.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _name(address: str, kind: str) -> str:
    """A file name with an ending that says what is inside, by the address, else by what the server calls it."""
    last = Path(urlsplit(address).path).name
    ending = Path(last).suffix.lower()
    stem = re.sub(r"[^\w-]+", "-", Path(last).stem).strip("-")[:60] or "feed"
    if ending not in _ENDINGS:
        ending = next((found for word, found in _KINDS.items() if word in kind.lower()), ".csv")
    # A name that stands for something else beside products would be read as that.
    return f"feed-{stem}{ending}"
