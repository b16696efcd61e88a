"""Packages drawn for tests, with words on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from vision.image import Pixels
from vision.label import is_installed

needs_reader = pytest.mark.skipif(
    not is_installed(), reason="what reads labels is not installed (python3 -m bot.setup --label)"
)


def package(lines: Sequence[str], side: int = 480, size: int = 52, ground: str = "white") -> Pixels:
    """A carton with `lines` on it, the first at the top."""
    picture = Image.new("RGB", (side, side), ground)
    draw = ImageDraw.Draw(picture)
    draw.rectangle(
        (side * 0.12, side * 0.08, side * 0.88, side * 0.95), fill=(236, 226, 200), outline=(90, 70, 50), width=3
    )
    font = ImageFont.load_default(size)
    for place, line in enumerate(lines):
        width = draw.textlength(line, font)
        draw.text(((side - width) / 2, side * 0.2 + place * size * 1.5), line, fill=(40, 30, 90), font=font)
    return np.asarray(picture)
