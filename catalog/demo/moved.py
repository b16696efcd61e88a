"""The demo shop as if its last day were today: orders can still be returned, and something is trending."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from catalog.demo.sources import BASE_DATE

FOLDER = Path(__file__).resolve().parent
#: What carries moments: file -> its fields.
_MOMENTS = {"orders.jsonl": ("placed_at", "delivered_at"), "events.jsonl": ("at",)}


@contextmanager
def demo_as_of(today: date) -> Iterator[Path]:
    """A folder feed of the demo shop with its orders and events moved up to the day before `today`."""
    with tempfile.TemporaryDirectory(prefix="shopmate-demo-") as scratch:
        feed = Path(scratch) / "demo"
        shutil.copytree(
            FOLDER, feed, ignore=shutil.ignore_patterns("*.py", "__pycache__", "pictures", "text", "photos")
        )
        days = timedelta(days=(today - date.fromisoformat(BASE_DATE)).days - 1)
        for name, fields in _MOMENTS.items():
            rows = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
            moved = (json.dumps(_moved(row, fields, days), ensure_ascii=False) for row in rows)
            (feed / name).write_text("\n".join(moved) + "\n", encoding="utf-8")
        yield feed


def _moved(row: dict[str, Any], fields: tuple[str, ...], days: timedelta) -> dict[str, Any]:
    return row | {name: (datetime.fromisoformat(row[name]) + days).isoformat() for name in fields if row.get(name)}
