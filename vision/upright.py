"""A photo lies as its camera was held: the eight turns in which it may show its thing as the shop's pictures do."""

from __future__ import annotations

import numpy as np
from PIL import Image

from vision.image import Pixels

#: Turns by an eighth of a circle each; the first leaves the photo as it is.
TURNS = 8


def turned(pixels: Pixels, eighths: int) -> Pixels:
    """The photo [height, width, 3] turned to the left by that many eighths of a circle.

    By right angles nothing is lost. By the others the frame stays, and what comes into it from outside is a mirror
    image of what is there: black corners would be things of their own.
    """
    if eighths % 2 == 0:
        return np.ascontiguousarray(np.rot90(pixels, eighths // 2))
    height, width = pixels.shape[:2]
    border = min(max(height, width) // 4, min(height, width) - 1)
    wide = Image.fromarray(np.pad(pixels, ((border, border), (border, border), (0, 0)), "reflect"))
    slanted = wide.rotate(eighths * 360 / TURNS, Image.Resampling.BILINEAR)
    return np.asarray(slanted.crop((border, border, border + width, border + height)), np.uint8)


def shrunk(pixels: Pixels, side: int) -> Pixels:
    """The photo with `side` pixels at its shorter side; a smaller one as it is."""
    height, width = pixels.shape[:2]
    share = side / min(height, width)
    if share >= 1:
        return pixels
    size = (max(side, round(width * share)), max(side, round(height * share)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0), np.uint8)
