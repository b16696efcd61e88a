"""Photos as a customer would take them: another angle and light, a room around the product, noise and blur."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from catalog.demo.sources import Sheet, dice
from docs.drawings.canvas import warped
from docs.drawings.fields import noise, softened
from docs.drawings.render import cut_out

WIDTH, HEIGHT = 960, 1200
#: product id -> the colour that was photographed.
PHOTOGRAPHED = {
    "tempo-3-running-shoe": "Red",
    "canvas-high-top": "Black",
    "highland-hiking-boot": "Brown",
    "orsa-leather-shoulder-bag": "Black",
    "leather-city-backpack": "Brown",
    "roll-top-rain-backpack": "Yellow",
    "breton-striped-tee": "White",
    "timberline-flannel-shirt": "Red",
    "fisherman-cable-sweater": "Cream",
    "down-summit-puffer": "Orange",
    "hush-500-noise-cancelling-headphones": "Black",
    "instant-print-camera": "Mint",
    "arc-desk-lamp": "Mint",
    "stoneware-mug": "Blue",
    "whistling-stove-kettle": "Red",
    "potted-monstera": "White",
    "grounded-yoga-mat": "Purple",
    "street-basketball": "Orange",
    "yirga-valley-single-origin-coffee": "",
    "orchard-apples-2-kg": "",
}
Picture = NDArray[np.float32]


def write_photos(sheets: Sequence[Sheet], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    by_id = {sheet.id: sheet for sheet in sheets}
    lines = ["image,product_id"]
    for number, (product_id, colour) in enumerate(PHOTOGRAPHED.items(), 1):
        name = f"photo-{number:02d}.jpg"
        photograph(by_id[product_id], colour).save(folder / name, quality=78)
        lines.append(f"{name},{product_id}")
    (folder / "photos.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"photos: {len(PHOTOGRAPHED)}")


def photograph(sheet: Sheet, colour: str) -> Image.Image:
    chance = np.random.default_rng(dice("photo", sheet.id).randrange(2**32))
    thing, stands = cut_out(sheet, colour)
    room = _room(chance) if stands else _tabletop(chance)
    _put(room, _angled(thing, chance), stands, chance)
    return _camera(room, chance)


def _angled(thing: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Turned and seen a little from the side, on a clear sheet of the photo's size."""
    turned = thing.rotate(float(chance.uniform(-14, 14)), Image.Resampling.BICUBIC, expand=True)
    size = float(chance.uniform(0.80, 1.02)) * WIDTH
    left, top = (WIDTH - size) * float(chance.uniform(0.25, 0.75)), HEIGHT * float(chance.uniform(0.18, 0.26))
    flat = np.array([(left, top), (left + size, top), (left + size, top + size), (left, top + size)])
    return warped(turned, flat + chance.uniform(-0.09, 0.09, (4, 2)) * size, (WIDTH, HEIGHT))


def _put(room: Image.Image, thing: Image.Image, stands: bool, chance: np.random.Generator) -> None:
    alpha = np.asarray(thing.getchannel("A"), dtype=np.float32) / 255
    drop, reach = (14, 16) if stands else (24, 18)
    shadow = softened(np.roll(alpha, (drop, int(chance.integers(-30, 30))), axis=(0, 1)), reach) * 0.55
    room.paste((24, 18, 14), (0, 0), Image.fromarray((shadow * 255).astype(np.uint8)))
    room.paste(thing, (0, 0), thing)


def _room(chance: np.random.Generator) -> Image.Image:
    """A wall with a picture and a window, and a wooden board to stand on."""
    wall = [(186, 196, 188), (214, 196, 170), (150, 164, 178), (208, 204, 196)][int(chance.integers(4))]
    room = Image.new("RGB", (WIDTH, HEIGHT), wall)
    pen = ImageDraw.Draw(room)
    edge = int(HEIGHT * chance.uniform(0.55, 0.66))
    x = int(chance.uniform(0, WIDTH * 0.5))
    pen.rectangle([x, -20, x + 300, edge - 180], fill=(226, 236, 242), outline=(246, 244, 238), width=22)
    pen.line([(x + 150, 0), (x + 150, edge - 180)], fill=(246, 244, 238), width=14)
    for _ in range(3):
        left, top = int(chance.uniform(0, WIDTH)), int(chance.uniform(40, edge - 260))
        tone = tuple(int(value) for value in chance.integers(60, 220, 3))
        pen.rectangle([left, top, left + 150, top + 190], fill=tone, outline=(70, 52, 38), width=10)
    pen.rectangle([0, edge - 18, WIDTH, edge], fill=tuple(value - 26 for value in wall))
    room = room.filter(ImageFilter.GaussianBlur(5))
    board = _boards(chance).crop((0, 0, WIDTH, HEIGHT - edge))
    room.paste(board, (0, edge))
    return room


def _tabletop(chance: np.random.Generator) -> Image.Image:
    """Boards or a rug from above, with things lying about at the edges."""
    if chance.random() < 0.5:
        table = _boards(chance)
    else:
        table = Image.new("RGB", (WIDTH, HEIGHT), tuple(int(value) for value in chance.integers(110, 190, 3)))
        pen = ImageDraw.Draw(table)
        tone = tuple(int(value) for value in chance.integers(60, 140, 3))
        for y in range(-WIDTH, HEIGHT, 90):
            pen.line([(0, y), (WIDTH, y + WIDTH * 0.6)], fill=tone, width=16)
    pen = ImageDraw.Draw(table)
    for _ in range(5):
        left = float(chance.choice([chance.uniform(-60, 140), chance.uniform(WIDTH - 140, WIDTH + 60)]))
        top, size = float(chance.uniform(0, HEIGHT)), float(chance.uniform(60, 130))
        tone = tuple(int(value) for value in chance.integers(40, 235, 3))
        draw = pen.ellipse if chance.random() < 0.5 else pen.rectangle
        draw([left - size, top - size * 0.8, left + size, top + size * 0.8], fill=tone)
    return table.filter(ImageFilter.GaussianBlur(1.6))


def _boards(chance: np.random.Generator) -> Image.Image:
    seed = int(chance.integers(2**31))
    flow = noise((HEIGHT, WIDTH), (18, 420), seed, 3)
    tone = np.array([(150, 104, 66), (186, 150, 108), (104, 78, 60)][int(chance.integers(3))], dtype=np.float32)
    light = 1 + 0.12 * np.sin(np.arange(HEIGHT)[:, None] * 0.09 + 4 * flow) + 0.10 * flow
    plank = 150
    light *= 1 + 0.08 * np.sin((np.arange(HEIGHT)[:, None] // plank) * 2.7)
    light[np.arange(HEIGHT) % plank < 5] *= 0.55
    return Image.fromarray(np.clip(tone * light[..., None], 0, 255).astype(np.uint8))


def _camera(room: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Evening light from one side, dark corners, a slightly shaken hand and a small sensor."""
    picture = np.asarray(room.filter(ImageFilter.GaussianBlur(float(chance.uniform(0.6, 1.5)))), dtype=np.float32) / 255
    x, y = np.meshgrid(np.linspace(-1, 1, WIDTH, dtype=np.float32), np.linspace(-1, 1, HEIGHT, dtype=np.float32))
    side = float(chance.uniform(-0.22, 0.22))
    light = float(chance.uniform(0.72, 0.96)) * (1 + side * x) * (1 - 0.24 * (x * x + y * y) / 2)
    warmth = np.array([1.08, 1.0, 0.84], dtype=np.float32) ** float(chance.uniform(-0.3, 1.3))
    grain = chance.normal(0, 0.022, (HEIGHT, WIDTH, 1)).astype(np.float32)
    shown: Picture = np.clip(picture * light[..., None] * warmth + grain, 0, 1)
    return Image.fromarray((shown * 255).astype(np.uint8))
