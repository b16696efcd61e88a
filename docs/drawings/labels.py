"""Printed matter: package fronts and lettering, drawn flat and laid onto the objects."""

from __future__ import annotations

import textwrap

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from docs.drawings.look import Look

#: hue -> (ground, second ground, ink)
HUES = {
    "orange": ("#d9722e", "#f3c77b", "#fff6e6"),
    "teal": ("#1f6f72", "#8cc9b8", "#f7f1df"),
    "black": ("#26252a", "#8c6a45", "#f1e2c4"),
    "navy": ("#24345a", "#c9a86a", "#f6efdc"),
    "brown": ("#5a3a28", "#d8b483", "#f8ecd6"),
    "mint": ("#9fd3bd", "#3f8a74", "#1f4f45"),
    "green": ("#3f7a4b", "#c8d78f", "#fbf6e0"),
    "burgundy": ("#6d2439", "#d9a5a0", "#faeadf"),
    "blue": ("#2f62a3", "#f0c04f", "#fdf6e3"),
    "red": ("#b8352e", "#f1b75a", "#fff3df"),
    "yellow": ("#e8b53a", "#c2592b", "#4a2c14"),
    "purple": ("#6a4b8d", "#d9b6e0", "#fbf3ff"),
    "cream": ("#efe6d2", "#b98a5c", "#5a4632"),
    "white": ("#f4f1ea", "#7d9a8c", "#2e4740"),
}


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def lettering(text: str, colour: str, size: int) -> Image.Image:
    """One line of text, cropped to its ink."""
    face = font(size)
    left, top, right, bottom = face.getbbox(text)
    picture = Image.new("RGBA", (int(right - left) + 8, int(bottom - top) + 8))
    ImageDraw.Draw(picture).text((4 - left, 4 - top), text, font=face, fill=colour)
    return picture


def front(
    look: Look, width: int, height: int, *, motif: str = "", hue: str = "", ground: bool = True, title_at: float = 0.57
) -> Image.Image:
    """A package front: brand on top, a drawn motif, the product's name below (from `title_at` of the height)."""
    base, second, ink = HUES[hue or look.get("hue", "cream")]
    picture = Image.new("RGBA", (width, height), base if ground else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    if ground:
        _bands(pen, look, width, height, second)
    brand = int(min(width * 0.075, height * 0.085))
    _centred(pen, look.brand.upper(), width, int(height * 0.06), brand, ink)
    rule = height * 0.06 + brand * 1.45
    pen.line([(width * 0.3, rule), (width * 0.7, rule)], fill=ink, width=max(2, width // 160))
    room = title_at * height - rule
    if motif:
        MOTIFS[motif](pen, (width * 0.5, rule + room * 0.5), min(width * 0.26, room * 0.36), second, ink)
    lines = textwrap.wrap(_short(look.title), 13)[:3]
    size = int(min(width * (0.125 if max(map(len, lines)) < 11 else 0.105), height * 0.28 / len(lines)))
    for number, line in enumerate(lines):
        _centred(pen, line, width, int(height * title_at + number * size * 1.15), size, ink)
    return picture


def _short(title: str) -> str:
    drop = {"Tin", "Box", "2", "kg"}
    return " ".join(word for word in title.split() if word not in drop).replace(" %", "%")


def _centred(pen: ImageDraw.ImageDraw, text: str, width: int, y: int, size: int, colour: str) -> None:
    face = font(max(8, size))
    left, _, right, _ = face.getbbox(text)
    if right - left > width * 0.92:
        return _centred(pen, text, width, y, int(size * 0.9), colour)
    pen.text(((width - (right - left)) / 2 - left, y), text, font=face, fill=colour)
    return None


def _bands(pen: ImageDraw.ImageDraw, look: Look, width: int, height: int, second: str) -> None:
    """A quiet ornament that differs from product to product."""
    kind = look.seed % 3
    if kind == 0:
        pen.rectangle([0, height * 0.90, width, height * 0.935], fill=second)
        pen.rectangle([0, height * 0.95, width, height * 0.96], fill=second)
    elif kind == 1:
        for k in range(13):
            x = width * k / 12
            pen.polygon([(x - width / 24, height), (x, height * 0.92), (x + width / 24, height)], fill=second)
    else:
        points = [(x, height * 0.93 + np.sin(x / width * 12) * height * 0.012) for x in range(0, width + 8, 8)]
        pen.polygon([*points, (width, height), (0, height)], fill=second)


def _bean(pen: ImageDraw.ImageDraw, at: tuple[float, float], size: float, second: str, ink: str) -> None:
    x, y = at
    pen.ellipse([x - size * 0.7, y - size, x + size * 0.7, y + size], fill=second)
    curve = [(x + np.sin(t * np.pi * 2) * size * 0.18, y + (t * 2 - 1) * size * 0.92) for t in np.linspace(0, 1, 30)]
    pen.line(curve, fill=ink, width=max(3, int(size * 0.09)), joint="curve")


def _leaf(pen: ImageDraw.ImageDraw, at: tuple[float, float], size: float, second: str, ink: str) -> None:
    x, y = at
    for side in (-1, 1):
        outline = [(x + side * np.sin(t * np.pi) * size * 0.55, y + size - t * size * 2) for t in np.linspace(0, 1, 24)]
        pen.polygon([(x, y + size), *outline, (x, y - size)], fill=second)
    pen.line([(x, y + size * 1.15), (x, y - size * 0.8)], fill=ink, width=max(2, int(size * 0.05)))
    for k in range(4):
        level = y + size * (0.6 - k * 0.4)
        for side in (-1, 1):
            pen.line(
                [(x, level), (x + side * size * 0.34, level - size * 0.28)], fill=ink, width=max(2, int(size * 0.035))
            )


def _sun(pen: ImageDraw.ImageDraw, at: tuple[float, float], size: float, second: str, ink: str) -> None:
    x, y = at
    for k in range(16):
        turn = k * np.pi / 8
        pen.line(
            [
                (x + np.cos(turn) * size * 0.72, y + np.sin(turn) * size * 0.72),
                (x + np.cos(turn) * size, y + np.sin(turn) * size),
            ],
            fill=second,
            width=max(3, int(size * 0.09)),
        )
    pen.ellipse([x - size * 0.56, y - size * 0.56, x + size * 0.56, y + size * 0.56], fill=second)


def _fruit(pen: ImageDraw.ImageDraw, at: tuple[float, float], size: float, second: str, ink: str) -> None:
    x, y = at
    for dx in (-0.3, 0.3):
        pen.ellipse([x + (dx - 0.62) * size, y - size * 0.7, x + (dx + 0.62) * size, y + size * 0.9], fill=second)
    pen.line([(x, y - size * 0.5), (x + size * 0.15, y - size * 1.05)], fill=ink, width=max(3, int(size * 0.09)))
    pen.ellipse([x + size * 0.12, y - size * 1.1, x + size * 0.7, y - size * 0.75], fill=ink)


def _grain(pen: ImageDraw.ImageDraw, at: tuple[float, float], size: float, second: str, ink: str) -> None:
    x, y = at
    pen.line([(x, y + size), (x, y - size * 0.9)], fill=ink, width=max(3, int(size * 0.07)))
    for k in range(6):
        level = y + size * (0.5 - k * 0.28)
        for side in (-1, 1):
            outline = [
                (x + side * (0.05 + 0.42 * t) * size, level - size * 0.35 * t + np.sin(t * np.pi) * size * 0.16 * s)
                for s in (-1, 1)
                for t in (np.linspace(0, 1, 12) if s < 0 else np.linspace(1, 0, 12))
            ]
            pen.polygon(outline, fill=second)


def _nut(pen: ImageDraw.ImageDraw, at: tuple[float, float], size: float, second: str, ink: str) -> None:
    x, y = at
    outline = [
        (
            x + np.sin(t * 2 * np.pi) * size * 0.62 * (0.55 + 0.45 * abs(np.sin(t * np.pi))),
            y - np.cos(t * 2 * np.pi) * size,
        )
        for t in np.linspace(0, 1, 60)
    ]
    pen.polygon(outline, fill=second)
    for dx in (-0.22, 0, 0.22):
        pen.line(
            [(x + dx * size * 0.6, y - size * 0.5), (x + dx * size, y + size * 0.6)],
            fill=ink,
            width=max(2, int(size * 0.04)),
        )


MOTIFS = {"bean": _bean, "leaf": _leaf, "sun": _sun, "fruit": _fruit, "grain": _grain, "nut": _nut}
