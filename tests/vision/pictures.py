"""Pictures drawn for tests."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from vision.image import Pixels


def scene(width: int = 160, height: int = 120) -> Image.Image:
    """A red square in the upper left corner of a blue ground: which way is up can be seen."""
    picture = Image.new("RGB", (width, height), (30, 60, 200))
    ImageDraw.Draw(picture).rectangle((0, 0, width // 3, height // 3), fill=(220, 20, 20))
    return picture


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def shirt(colour: tuple[int, int, int], ground: tuple[int, int, int] = (255, 255, 255), side: int = 200) -> Pixels:
    """A T-shirt in one colour on a plain ground."""
    picture = Image.new("RGB", (side, side), ground)
    outline = [(0.3, 0.2), (0.42, 0.25), (0.58, 0.25), (0.7, 0.2), (0.92, 0.4), (0.8, 0.52), (0.72, 0.45)]
    outline += [(0.72, 0.9), (0.28, 0.9), (0.28, 0.45), (0.2, 0.52), (0.08, 0.4)]
    ImageDraw.Draw(picture).polygon([(x * side, y * side) for x, y in outline], fill=colour)
    return np.asarray(picture)


def is_upright(pixels: Pixels) -> bool:
    """Whether `scene`'s red square is in the upper left corner, and only there."""
    height, width = pixels.shape[:2]
    rows, columns = (height // 8, height - height // 8), (width // 8, width - width // 8)
    red = [[bool(pixels[row, column, 0] > 150) for column in columns] for row in rows]
    return red == [[True, False], [False, False]]
