"""Pictures drawn for measuring: busy backgrounds, and things that no clothes shop sells."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

#: What a photo's product covers of the picture it is pasted on, as a share of each side.
_SHARE = 0.75


def spoilt(picture: Image.Image, seed: int, *, cut_out: bool) -> Image.Image:
    """The picture cropped to 80 %, turned by 5-15 degrees, darkened to 50-70 % and pasted on a busy background.

    With `cut_out` its plain light ground is left away, as if the thing itself lay there.
    """
    random = np.random.default_rng(seed)
    mask = _not_white(picture) if cut_out else Image.new("L", picture.size, 255)
    left, top = (int(random.uniform(0, 0.2) * side) for side in picture.size)
    box = (left, top, left + int(0.8 * picture.width), top + int(0.8 * picture.height))
    angle = float(random.uniform(5, 15) * random.choice([-1, 1]))
    part, mask = (
        layer.crop(box).rotate(angle, resample=Image.Resampling.BICUBIC, expand=True) for layer in (picture, mask)
    )
    part = ImageEnhance.Brightness(part).enhance(float(random.uniform(0.5, 0.7)))
    ground = busy(random, int(part.width / _SHARE), int(part.height / _SHARE))
    place = (int(random.uniform(0, ground.width - part.width)), int(random.uniform(0, ground.height - part.height)))
    ground.paste(part, place, mask)
    return ground


def busy(random: np.random.Generator, width: int, height: int) -> Image.Image:
    """Sixty shapes of any colour over a gradient, with noise."""
    ground = Image.fromarray(random.integers(0, 255, (6, 8, 3), dtype=np.uint8))
    ground = ground.resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(ground)
    for _ in range(60):
        x, y, wide, high = (
            int(value) for value in random.integers((0, 0, 10, 10), (width, height, width // 3, width // 3))
        )
        colour = tuple(int(value) for value in random.integers(0, 255, 3))
        shape = (draw.rectangle, draw.ellipse, draw.line)[int(random.integers(0, 3))]
        shape((x, y, x + wide, y + high), fill=colour)
    noisy = np.asarray(ground) + random.normal(0, 12, (height, width, 3))
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def _not_white(picture: Image.Image) -> Image.Image:
    mask = (np.asarray(picture).min(2) < 238).astype(np.uint8) * 255
    return Image.fromarray(mask).filter(ImageFilter.MedianFilter(5))


def cat(seed: int = 0) -> Image.Image:
    """A cat's head with ears, eyes, whiskers, on a carpet."""
    picture, draw, fur = _canvas(seed, (120, 90, 70))
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
    return _like_a_photo(picture, seed)


def face(seed: int = 0) -> Image.Image:
    """A face with hair, eyes, nose and mouth before a wall."""
    picture, draw, skin = _canvas(seed, (215, 170, 140))
    draw.ellipse((100, 40, 300, 300), fill=(60, 40, 30))
    draw.ellipse((115, 80, 285, 350), fill=skin)
    for x in (165, 235):
        draw.ellipse((x - 20, 180, x + 20, 202), fill="white")
        draw.ellipse((x - 9, 181, x + 9, 201), fill=(70, 90, 120))
        draw.arc((x - 26, 150, x + 26, 180), 200, 340, fill=(60, 40, 30), width=6)
    draw.line([(200, 200), (190, 250), (208, 252)], fill=(170, 120, 95), width=4)
    draw.chord((165, 270, 235, 310), 0, 180, fill=(180, 60, 70))
    return _like_a_photo(picture, seed)


def landscape(seed: int = 0) -> Image.Image:
    """Mountains, a lake, firs and a sun."""
    random = np.random.default_rng(seed)
    picture = Image.new("RGB", (400, 400), (135, 190, 235))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((300, 40, 350, 90), fill=(255, 235, 120))
    for peak in (60, 170, 300):
        draw.polygon(
            [(peak - 130, 240), (peak, 90 + int(random.integers(0, 40))), (peak + 140, 240)], fill=(110, 115, 130)
        )
    draw.rectangle((0, 235, 400, 320), fill=(60, 110, 160))
    draw.rectangle((0, 320, 400, 400), fill=(70, 130, 60))
    for _ in range(14):
        x, y = int(random.integers(0, 400)), int(random.integers(300, 380))
        draw.polygon([(x - 18, y), (x, y - 70), (x + 18, y)], fill=(25, 70, 40))
    return _like_a_photo(picture, seed)


def _canvas(seed: int, colour: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw, tuple[int, ...]]:
    random = np.random.default_rng(seed)
    picture = Image.new("RGB", (400, 400), tuple(int(value) for value in random.integers(90, 210, 3)))
    shade = tuple(int(np.clip(value + random.integers(-30, 30), 0, 255)) for value in colour)
    return picture, ImageDraw.Draw(picture), shade


def _like_a_photo(picture: Image.Image, seed: int) -> Image.Image:
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(1.5)))
    noise = np.random.default_rng(seed).normal(0, 8, soft.shape)
    return Image.fromarray(np.clip(soft + noise, 0, 255).astype(np.uint8))
