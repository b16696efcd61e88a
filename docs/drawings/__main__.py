"""Draws the demo shop's pictures again: `python -m docs.drawings [images] [photos]` (nothing named = both)."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from catalog.demo.sources import FOLDER, read_sheets
from docs.drawings.photos import write_photos
from docs.drawings.render import write_images

PARTS = ("images", "photos")


def main(parts: Sequence[str]) -> None:
    unknown = set(parts) - set(PARTS)
    if unknown:
        raise SystemExit(f"unknown part {', '.join(sorted(unknown))}. Known: {', '.join(PARTS)}.")
    if not parts or "images" in parts:
        write_images(read_sheets(), FOLDER / "images")
    if not parts or "photos" in parts:
        write_photos(read_sheets(), FOLDER / "photos")


if __name__ == "__main__":
    main(sys.argv[1:])
