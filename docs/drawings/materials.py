"""What a surface is made of: colour, gloss and a fine texture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from docs.drawings.fields import Field, blurred, noise

#: (x in units, y in units, seed) -> (colour factor about 1, height in units).
Texture = Callable[[Field, Field, int], tuple[Field, Field]]
Rgb = NDArray[Any]

COLOURS = {
    "Black": "#2b2c31",
    "White": "#f1f0ec",
    "Grey": "#93979c",
    "Navy": "#263659",
    "Blue": "#3a6fb5",
    "Red": "#c4302f",
    "Green": "#4d8157",
    "Olive": "#6d7045",
    "Beige": "#d3bd98",
    "Cream": "#efe5cd",
    "Brown": "#7a4e33",
    "Tan": "#bd8453",
    "Pink": "#e5a0ae",
    "Purple": "#725596",
    "Lavender": "#b7a8d9",
    "Yellow": "#edc13f",
    "Orange": "#e27b33",
    "Burgundy": "#742a3c",
    "Teal": "#2b8284",
    "Mint": "#a4d6bf",
    "Silver": "#c3c7cc",
    "Gold": "#c9a153",
    "": "#d9d6cf",
}


@dataclass(frozen=True)
class Material:
    """A surface.

    Attributes:
        colour: linear red, green, blue 0..1.
        gloss: strength of the highlight, 0 matt .. 1 lacquer.
        sharpness: how small the highlight is (Blinn-Phong exponent).
        metal: 0..1, how much the studio is mirrored in the surface's own colour.
        fuzz: bright rim of wool, velvet and fleece, 0..1.
        opacity: below 1 for glass and mesh.
    """

    colour: Rgb
    gloss: float = 0.05
    sharpness: float = 18.0
    metal: float = 0.0
    fuzz: float = 0.0
    opacity: float = 1.0
    texture: Texture | None = None

    def tinted(self, factor: float) -> Material:
        """Darker (< 1) or lighter (> 1)."""
        changed = self.colour * factor + max(0.0, factor - 1) * 0.02
        return replace(self, colour=np.clip(changed, 0, 0.93).astype(np.float32))

    def with_(self, **changes: object) -> Material:
        return replace(self, **changes)  # type: ignore[arg-type]


def linear(colour: str) -> Rgb:
    """A colour's name or #rrggbb as linear light."""
    code = COLOURS.get(colour, colour)
    if not code.startswith("#"):
        raise ValueError(f"unknown colour {colour!r}. Known: {', '.join(filter(None, COLOURS))}, or #rrggbb.")
    shown = np.array([int(code[place : place + 2], 16) for place in (1, 3, 5)], dtype=np.float32) / 255
    return (shown**2.2).astype(np.float32)


def mixed(one: str, other: str, share: float) -> Rgb:
    return (linear(one) * (1 - share) + linear(other) * share).astype(np.float32)


def _size(x: Field) -> tuple[int, int]:
    return (x.shape[0], x.shape[1])


def _grain(x: Field) -> float:
    """Pixels in one unit."""
    return 1 / max(1e-6, float(x[0, 1] - x[0, 0])) if x.shape[1] > 1 else 9.6


def jersey(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    fine = noise(_size(x), (1.4, 1.4), seed, 1)
    return 1 + 0.03 * fine, 0.012 * fine


def rib(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    wave = np.sin(x * 2 * np.pi / 1.15)
    return (1 + 0.05 * wave).astype(np.float32), (0.10 * wave).astype(np.float32)


def knit(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    """Little V stitches in columns."""
    column = np.abs(((x / 1.3) % 1) - 0.5) * 2
    stitch = np.sin((y / 0.95 + column * 0.75) * 2 * np.pi)
    height = 0.07 * stitch - 0.12 * np.exp(-(((1 - column) / 0.22) ** 2))
    return (1 + 0.08 * stitch * 0.6 - 0.16 * np.exp(-(((1 - column) / 0.25) ** 2))).astype(np.float32), height.astype(
        np.float32
    )


def cable(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    factor, height = knit(x, y, seed)
    place = ((x - 50) % 11) - 5.5
    twist = np.sin(y * 2 * np.pi / 9)
    strands = np.exp(-(((place - 1.7 * twist) / 1.2) ** 2)) + np.exp(-(((place + 1.7 * twist) / 1.2) ** 2))
    gutter = np.exp(-(((np.abs(place) - 4.2) / 0.55) ** 2))
    return (factor * (1 - 0.10 * gutter)).astype(np.float32), (
        height * 0.6 + 0.75 * np.minimum(strands, 1.2) - 0.3 * gutter
    ).astype(np.float32)


def denim(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    twill = np.sin((x + y) * 2 * np.pi / 0.62)
    slub = noise(_size(x), (14, 1.5), seed, 2)
    worn = noise(_size(x), (120, 60), seed + 1, 2)
    return (1 + 0.07 * twill + 0.10 * slub + 0.10 * worn).astype(np.float32), (0.02 * twill).astype(np.float32)


def canvas(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    weave = np.sin(x * 2 * np.pi / 0.7) * np.sin(y * 2 * np.pi / 0.7)
    slub = noise(_size(x), (2, 9), seed, 2)
    return (1 + 0.06 * weave + 0.04 * slub).astype(np.float32), (0.03 * weave).astype(np.float32)


def leather(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    pebble = noise(_size(x), (5, 5), seed, 2)
    creases = -np.abs(noise(_size(x), (9, 9), seed + 1, 2))
    patina = noise(_size(x), (160, 160), seed + 2, 2)
    return (1 + 0.05 * pebble + 0.08 * patina).astype(np.float32), (0.014 * pebble + 0.024 * creases).astype(np.float32)


def suede(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    nap = noise(_size(x), (1.5, 1.5), seed, 1)
    brushed = noise(_size(x), (30, 50), seed + 1, 3)
    return (1 + 0.06 * nap + 0.09 * brushed).astype(np.float32), (0.02 * nap).astype(np.float32)


def fleece(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    curls = noise(_size(x), (9, 9), seed, 2)
    return (1 + 0.13 * curls).astype(np.float32), (0.32 * curls).astype(np.float32)


def terry(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    loops = noise(_size(x), (2.6, 2.6), seed, 2)
    return (1 + 0.10 * loops).astype(np.float32), (0.07 * loops).astype(np.float32)


def waffle(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    grid = np.maximum(np.cos(x * 2 * np.pi / 2.1), np.cos(y * 2 * np.pi / 2.1))
    return (1 + 0.07 * grid).astype(np.float32), (0.14 * grid).astype(np.float32)


def felt(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    fine = noise(_size(x), (2.5, 2.5), seed, 2)
    return 1 + 0.09 * fine, 0.05 * fine


def mesh(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    row = np.floor(y / 0.62)
    holes = np.cos((x / 0.72 + 0.5 * (row % 2)) * 2 * np.pi) * np.cos((y / 0.62 - row - 0.5) * np.pi)
    return (1 - 0.16 * np.clip(holes, 0, 1)).astype(np.float32), (-0.05 * np.clip(holes, 0, 1)).astype(np.float32)


def grille(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    row = np.floor(y / 0.9)
    holes = np.cos((x / 1.04 + 0.5 * (row % 2)) * 2 * np.pi) * np.cos((y / 0.9 - row - 0.5) * np.pi)
    spot = np.clip(holes * 2.2, 0, 1)
    return (1 - 0.55 * spot).astype(np.float32), (-0.05 * spot).astype(np.float32)


def wood(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    """Grain along x."""
    flow = noise(_size(x), (26, 320), seed, 2)
    rings = np.sin(y * 1.5 + 5 * flow)
    pores = noise(_size(x), (1.3, 26), seed + 1, 1)
    return (1 + 0.13 * rings + 0.10 * pores + 0.08 * flow).astype(np.float32), (0.012 * pores).astype(np.float32)


def upright_wood(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    flow = noise(_size(x), (320, 26), seed, 2)
    rings = np.sin(x * 1.8 + 5 * flow)
    pores = noise(_size(x), (26, 1.3), seed + 1, 1)
    return (1 + 0.12 * rings + 0.10 * pores).astype(np.float32), (0.012 * pores).astype(np.float32)


def brushed(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    lines = noise(_size(x), (1.2, 90), seed, 1)
    return 1 + 0.045 * lines, 0.006 * lines


def cork(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    crumbs = noise(_size(x), (7, 8), seed, 3)
    dark = np.clip(noise(_size(x), (5, 6), seed + 1, 2) - 0.75, 0, 1)
    return (1 + 0.15 * crumbs - 0.9 * dark).astype(np.float32), (0.06 * crumbs).astype(np.float32)


def cast_iron(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    grit = noise(_size(x), (2.2, 2.2), seed, 2)
    return 1 + 0.10 * grit, 0.045 * grit


def glaze(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    """Ceramic glaze: speckles and slow clouds."""
    clouds = noise(_size(x), (90, 90), seed, 2)
    specks = np.clip(noise(_size(x), (2.4, 2.4), seed + 1, 1) - 1.1, 0, 1)
    return (1 + 0.05 * clouds - 0.9 * specks).astype(np.float32), np.zeros_like(x)


def crumb(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    bubbles = noise(_size(x), (11, 13), seed, 3)
    return (1 + 0.14 * bubbles).astype(np.float32), (0.25 * bubbles).astype(np.float32)


def crinkle(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    """Foil and thin nylon: small sharp dents."""
    dents = np.abs(noise(_size(x), (26, 30), seed, 3))
    return np.ones_like(x), (0.16 * blurred(dents, 1.6)).astype(np.float32)
