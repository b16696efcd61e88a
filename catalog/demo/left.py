"""What of the demo shop a home holds, so that nothing of it is ever told as the merchant's own."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.demo.moved import FOLDER
from catalog.store import Store
from catalog.store.emptying import Things


@dataclass(frozen=True)
class Demo:
    """What the demo brings: ids, with what tells a thing of the demo from one of the merchant's with the same id."""

    products: dict[str, str]
    faq: dict[str, tuple[str, str]]
    people: dict[str, str]


@functools.cache
def demo() -> Demo:
    """Product id -> title, FAQ id -> (question, answer), customer id -> e-mail."""
    return Demo(
        products={row["id"]: row["title"] for row in _rows("products")},
        faq={row["id"]: (row["question"], row["answer"]) for row in _rows("faq")},
        people={row["id"]: row.get("email", "") for row in _rows("customers")},
    )


def demo_left(store: Store) -> Things:
    """What the store still holds of the demo; a thing that the merchant changed is the merchant's."""
    titles, entries = store.product_titles(), store.faq()
    return Things(
        products={one for one, title in demo().products.items() if titles.get(one) == title},
        faq={entry.id for entry in entries if demo().faq.get(entry.id) == (entry.question, entry.answer)},
        customers={one.id for one in store.customers(limit=100_000) if demo().people.get(one.id) == one.email},
    )


def is_demo_feed(path: Path) -> bool:
    """Whether this folder or file is (a copy of) the demo's own feed."""
    file = path / "products.jsonl" if path.is_dir() else path
    twin = FOLDER / "products.jsonl"
    if not file.is_file() or not twin.is_file() or file.stat().st_size != twin.stat().st_size:
        return False
    return file.read_bytes() == twin.read_bytes()


def _rows(stem: str) -> list[dict[str, Any]]:
    file = FOLDER / f"{stem}.jsonl"
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
