"""What a merchant said of the columns of a table, remembered in the home for the next table with the same header."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.feeds.table import fold
from catalog.whole_file import write_whole

FILE = "mappings.json"


def remembered(home: Path, header: Sequence[str]) -> dict[str, str]:
    """role -> column, {} where nothing was said of this header."""
    columns = _all(home).get(_key(header), {}).get("columns", {})
    return {str(role): str(column) for role, column in columns.items()}


def remember(home: Path, header: Sequence[str], columns: Mapping[str, str]) -> None:
    _write(home, {**_all(home), _key(header): {"header": list(header)[:50], "columns": dict(columns)}})


def forget(home: Path, header: Sequence[str]) -> bool:
    """False when nothing was remembered."""
    known = _all(home)
    found = known.pop(_key(header), None)
    if found:
        _write(home, known)
    return found is not None


def _key(header: Sequence[str]) -> str:
    """The same for columns in another order: they are told by their names."""
    return hashlib.sha256("\n".join(sorted(map(fold, header))).encode("utf-8", "replace")).hexdigest()[:16]


def _all(home: Path) -> dict[str, Any]:
    try:
        found = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(home: Path, known: Mapping[str, Any]) -> None:
    write_whole(home / FILE, (json.dumps(known, ensure_ascii=False, indent=2) + "\n").encode())
