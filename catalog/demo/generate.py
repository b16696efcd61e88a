"""Makes the demo shop again: `python -m catalog.demo.generate [data] [images] [photos]` (nothing named = all)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from catalog.demo.assortment import Row, faq_rows, product_rows
from catalog.demo.links import link_rows
from catalog.demo.people import Diary, customer_rows, people
from catalog.demo.photos import write_photos
from catalog.demo.pictures.render import write_images
from catalog.demo.reviews import review_rows
from catalog.demo.sources import FOLDER, read_sheets

PARTS = ("data", "images", "photos")


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


def main(parts: Sequence[str]) -> None:
    unknown = set(parts) - set(PARTS)
    if unknown:
        raise SystemExit(f"unknown part {', '.join(sorted(unknown))}. Known: {', '.join(PARTS)}.")
    if not parts or "data" in parts:
        write_data()
    if not parts or "images" in parts:
        write_images(read_sheets(), FOLDER / "images")
    if not parts or "photos" in parts:
        write_photos(read_sheets(), FOLDER / "photos")


if __name__ == "__main__":
    main(sys.argv[1:])
