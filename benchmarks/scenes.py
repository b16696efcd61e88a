"""What no shop sells, drawn for measuring: faces, cats, rooms and landscapes, each seed another one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

_SIDE = 400
Colour = tuple[int, ...]


def face(seed: int = 0) -> Image.Image:
    """A face with hair, eyes, nose and mouth before a wall, with shoulders."""
    random, picture, draw = _canvas(seed)
    skin = _near(random, SKINS[int(random.integers(len(SKINS)))], 15)
    hair = _near(random, HAIRS[int(random.integers(len(HAIRS)))], 15)
    x, y, size = (float(random.uniform(*ends)) for ends in ((170, 230), (170, 225), (0.75, 1.25)))

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return (x + left * size, y + top * size, x + right * size, y + bottom * size)

    draw.ellipse(box(-150, 140, 150, 420), fill=_any(random))
    draw.rectangle(box(-35, 100, 35, 170), fill=skin)
    draw.ellipse(box(-100, -140, 100, float(random.uniform(40, 200))), fill=hair)
    draw.ellipse(box(-80, -100, 80, 140), fill=skin)
    iris = _any(random)
    for side in (-35, 35):
        draw.ellipse(box(side - 20, -25, side + 20, -3), fill="white")
        draw.ellipse(box(side - 9, -23, side + 9, -5), fill=iris)
        draw.arc(box(side - 26, -52, side + 26, -22), 200, 340, fill=hair, width=6)
    draw.line([box(0, 0, 0, 0)[:2], box(-10, 45, 0, 0)[:2], box(8, 47, 0, 0)[:2]], fill=_darker(skin), width=4)
    draw.chord(box(-35, 65, 35, float(random.uniform(80, 110))), 0, 180, fill=(180, 60, 70))
    return _like_a_photo(picture, random)


def cat(seed: int = 0) -> Image.Image:
    """A cat's head with ears, eyes, whiskers, on a carpet."""
    random, picture, draw = _canvas(seed)
    fur = _near(random, (120, 90, 70), 30)
    draw.polygon([(110, 190), (130, 60), (210, 130)], fill=fur)
    draw.polygon([(290, 190), (270, 60), (190, 130)], fill=fur)
    draw.ellipse((100, 110, 300, 310), fill=fur)
    for x in (160, 240):
        draw.ellipse((x - 22, 175, x + 22, 215), fill=(190, 210, 80))
        draw.ellipse((x - 7, 175, x + 7, 215), fill=(10, 10, 10))
    draw.polygon([(188, 235), (212, 235), (200, 250)], fill=(230, 140, 150))
    for height in (-12, 0, 12):
        draw.line((60, 245 + height, 170, 250), fill="white", width=2)
        draw.line((340, 245 + height, 230, 250), fill="white", width=2)
    return _like_a_photo(picture, random)


def room(seed: int = 0) -> Image.Image:
    """A wall with a window, pictures and a lamp, a floor of boards, a sofa and a table."""
    random, picture, draw = _canvas(seed)
    floor = int(random.integers(240, 310))
    boards = _near(random, (150, 105, 65), 35)
    draw.rectangle((0, floor, _SIDE, _SIDE), fill=boards)
    for x in range(-200, 600, int(random.integers(30, 70))):
        draw.line((x, _SIDE, 200 + (x - 200) // 2, floor), fill=_darker(boards), width=2)
    left, top = int(random.integers(20, 250)), int(random.integers(20, 80))
    draw.rectangle((left, top, left + 110, top + 120), fill=(190, 220, 245), outline="white", width=8)
    draw.line((left + 55, top, left + 55, top + 120), fill="white", width=6)
    for _ in range(int(random.integers(0, 4))):
        x, y = int(random.integers(10, 340)), int(random.integers(10, 130))
        draw.rectangle((x, y, x + 50, y + 40), fill=_any(random), outline=_any(random), width=4)
    sofa, x = _any(random), int(random.integers(10, 180))
    draw.rounded_rectangle((x, floor - 70, x + 190, floor + 10), 20, fill=sofa)
    draw.rounded_rectangle((x - 10, floor - 25, x + 200, floor + 45), 18, fill=_darker(sofa))
    x, wood = int(random.integers(60, 300)), _near(random, (120, 80, 45), 30)
    draw.rectangle((x, floor + 50, x + 90, floor + 60), fill=wood)
    for leg in (x + 6, x + 78):
        draw.rectangle((leg, floor + 60, leg + 6, floor + 100), fill=wood)
    x = int(random.integers(20, 380))
    draw.line((x, 0, x, 60), fill=(40, 40, 40), width=3)
    draw.polygon([(x - 30, 95), (x + 30, 95), (x + 12, 60), (x - 12, 60)], fill=(250, 235, 170))
    return _like_a_photo(picture, random)


def landscape(seed: int = 0) -> Image.Image:
    """Mountains, a lake, firs and a sun."""
    random, picture, draw = _canvas(seed)
    draw.rectangle((0, 0, _SIDE, 260), fill=_near(random, (135, 190, 235), 30))
    x, y = int(random.integers(0, 350)), int(random.integers(10, 90))
    draw.ellipse((x, y, x + 50, y + 50), fill=(255, 235, 120))
    rock = _near(random, (110, 115, 130), 25)
    for peak in random.integers(0, _SIDE, int(random.integers(2, 6))):
        draw.polygon([(peak - 130, 240), (peak, 90 + int(random.integers(0, 60))), (peak + 140, 240)], fill=rock)
    draw.rectangle((0, 235, _SIDE, 320), fill=_near(random, (60, 110, 160), 20))
    draw.rectangle((0, int(random.integers(290, 330)), _SIDE, _SIDE), fill=_near(random, (70, 130, 60), 25))
    for _ in range(int(random.integers(4, 20))):
        x, y = int(random.integers(0, _SIDE)), int(random.integers(300, 380))
        draw.polygon([(x - 18, y), (x, y - 70), (x + 18, y)], fill=(25, 70, 40))
    return _like_a_photo(picture, random)


SCENES: dict[str, Callable[[int], Image.Image]] = {"face": face, "cat": cat, "room": room, "landscape": landscape}
SKINS: tuple[Colour, ...] = ((235, 195, 170), (215, 170, 140), (170, 120, 85), (110, 75, 50))
HAIRS: tuple[Colour, ...] = ((60, 40, 30), (25, 20, 20), (190, 150, 90), (150, 70, 40), (160, 160, 160))


def _canvas(seed: int) -> tuple[np.random.Generator, Image.Image, ImageDraw.ImageDraw]:
    random = np.random.default_rng(seed)
    picture = Image.new("RGB", (_SIDE, _SIDE), tuple(int(value) for value in random.integers(90, 230, 3)))
    return random, picture, ImageDraw.Draw(picture)


def _any(random: np.random.Generator) -> Colour:
    return tuple(int(value) for value in random.integers(30, 230, 3))


def _near(random: np.random.Generator, colour: Colour, most: int) -> Colour:
    return tuple(int(np.clip(value + random.integers(-most, most), 0, 255)) for value in colour)


def _darker(colour: Colour) -> Colour:
    return tuple(int(value * 0.75) for value in colour)


def _like_a_photo(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(1.5)))
    return Image.fromarray(np.clip(soft + random.normal(0, 8, soft.shape), 0, 255).astype(np.uint8))
