"""What a drawing is asked for: the `look` line of a product, its colour and its words."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from docs.drawings.canvas import PIXELS, Canvas, Fold
from docs.drawings.fields import Field
from docs.drawings.materials import Material, Texture, linear
from docs.drawings.paths import Points, path


@dataclass(frozen=True)
class Look:
    """`kind option=value …` from a product's text file, e.g. "tshirt neck=v sleeve=long"."""

    kind: str
    colour: str
    title: str
    brand: str
    seed: int
    options: dict[str, str] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        return self.options.get(name, default)

    def has(self, name: str) -> bool:
        return name in self.options

    def dice(self) -> np.random.Generator:
        """The same for every colour of a product, so that colours differ in nothing else."""
        return np.random.default_rng(self.seed)


#: Draws on the canvas; answers the y of the floor, None when the object lies flat.
Drawer = Callable[[Canvas, Look], float | None]


def parse_look(written: str, *, colour: str, title: str, brand: str) -> Look:
    kind, *words = written.split()
    options = dict(word.split("=", 1) for word in words)
    return Look(kind, colour, title, brand, zlib.crc32(title.encode()), options)


def cloth(colour: str, texture: Texture | None = None, *, fuzz: float = 0.18, gloss: float = 0.03) -> Material:
    return Material(linear(colour), gloss=gloss, sharpness=10, fuzz=fuzz, texture=texture)


def thread(colour: str) -> str:
    """A colour of thread that can be seen on cloth of `colour`."""
    return (
        "#c9a877"
        if colour in ("Blue", "Black", "Navy")
        else "#6b665c"
        if colour in ("White", "Cream", "Beige", "Mint")
        else "#f0e6d0"
    )


def accent(colour: str) -> str:
    """A second colour that goes with the first."""
    pairs = {
        "Black": "#8f949c",
        "White": "#2f4a7d",
        "Grey": "#e8694a",
        "Navy": "#e9e2d0",
        "Blue": "#f0ede4",
        "Red": "#f4efe6",
        "Green": "#f0e7c8",
        "Olive": "#e2a04a",
        "Beige": "#6f4e37",
        "Cream": "#a6694a",
        "Brown": "#e0c9a0",
        "Tan": "#5a3a26",
        "Pink": "#f7f0ec",
        "Purple": "#e9d9f2",
        "Lavender": "#6c5b9c",
        "Yellow": "#3a4a6b",
        "Orange": "#2f3e57",
        "Burgundy": "#e6cdb4",
        "Teal": "#f2b84b",
        "Mint": "#2f6f6a",
        "Silver": "#3b4048",
        "Gold": "#4a3a22",
    }
    return pairs.get(colour, "#f0ede4")


def stripes(period: float, share: float, *, start: float = 0.0, upright: bool = False) -> Field:
    """Bands 0/1 over the frame, `share` of each period dark."""
    axis = (np.arange(PIXELS) + 0.5) / PIXELS * 100
    phase = ((axis - start) / period) % 1
    edge = 100 / PIXELS / period
    band = np.clip((share / 2 - np.abs(phase - 0.5)) / edge + 0.5, 0, 1).astype(np.float32)
    sheet = np.tile(band[:, None], (1, PIXELS))
    return np.ascontiguousarray(sheet.T if upright else sheet)


def check(period: float) -> Field:
    """Buffalo check: half where one band runs, full where two cross, with a thin overcheck."""
    thick = 0.42 * stripes(period, 0.5) + 0.42 * stripes(period, 0.5, upright=True)
    thin = 0.30 * stripes(period, 0.07, start=period / 2) + 0.30 * stripes(period, 0.07, start=period / 2, upright=True)
    return np.clip(thick + thin, 0, 1).astype(np.float32)


def scattered(look: Look, count: int, margin: float = 4.0) -> list[tuple[float, float]]:
    """Places spread evenly but not regularly over the frame."""
    dice, cells = look.dice(), max(2, int(count**0.5))
    step = (100 - 2 * margin) / cells
    return [
        (
            margin + (column + 0.5 * (row % 2) + 0.25 + 0.5 * dice.random()) * step,
            margin + (row + 0.25 + 0.5 * dice.random()) * step,
        )
        for row in range(cells)
        for column in range(cells)
    ]


def creases(*written: tuple[str, float, float]) -> list[Fold]:
    """Folds from (path data, width, height)."""
    return [Fold(path(data), width, height) for data, width, height in written]


def both_sides(folds: list[Fold]) -> list[Fold]:
    return folds + [Fold(_flip(fold.line), fold.width, fold.height) for fold in folds]


def _flip(points: Points) -> Points:
    return np.column_stack([100 - points[:, 0], points[:, 1]])
