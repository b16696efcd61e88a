"""Makes the demo shop's data again: `python -m catalog.demo.generate`.

Its pictures are drawn by `python -m docs.drawings`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from catalog.demo.assortment import Row, faq_rows, product_rows
from catalog.demo.links import link_rows
from catalog.demo.people import Diary, customer_rows, people
from catalog.demo.reviews import review_rows
from catalog.demo.sources import FOLDER, read_sheets


def data_files() -> dict[str, list[Row]]:
    """File name -> rows, the same on every machine and in every run."""
    sheets = read_sheets()
    products = product_rows(sheets)
    diary = Diary(sheets, {row["id"]: row["variants"] for row in products})
    return {
        "products.jsonl": products,
        "faq.jsonl": faq_rows(),
        "links.jsonl": link_rows(sheets),
        "reviews.jsonl": review_rows(sheets, reviewer_names()),
        "customers.jsonl": customer_rows(),
        "orders.jsonl": diary.order_rows(),
        "events.jsonl": diary.event_rows(),
    }


def reviewer_names() -> list[str]:
    """First name and initial, as shops print them."""
    return [f"{first} {last[0]}." for first, last in (person.name.split(" ", 1) for person in people())]


def as_jsonl(rows: Sequence[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_data(folder: Path = FOLDER) -> None:
    for name, rows in data_files().items():
        (folder / name).write_text(as_jsonl(rows), encoding="utf-8")
        print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    write_data()
