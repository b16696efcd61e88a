"""Pictures spoilt for measuring: a shop's picture as a hasty photo would show its product."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

#: What a photo's product covers of the picture it is pasted on, as a share of each side.
_SHARE = 0.75


def spoilt(picture: Image.Image, seed: int, *, cut_out: bool, angle: float | None = None) -> Image.Image:
    """The picture cropped to 80 %, turned by 5-15 degrees, darkened to 50-70 % and pasted on a busy background.

    With `cut_out` its plain light ground is left away, as if the thing itself lay there. `angle`: degrees by which it
    is turned instead.
    """
    random = np.random.default_rng(seed)
    mask = _not_white(picture) if cut_out else Image.new("L", picture.size, 255)
    left, top = (int(random.uniform(0, 0.2) * side) for side in picture.size)
    box = (left, top, left + int(0.8 * picture.width), top + int(0.8 * picture.height))
    slant = float(random.uniform(5, 15) * random.choice([-1, 1]))
    part, mask = (
        layer.crop(box).rotate(slant if angle is None else angle, resample=Image.Resampling.BICUBIC, expand=True)
        for layer in (picture, mask)
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
