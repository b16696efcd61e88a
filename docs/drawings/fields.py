"""Grey fields: blur, noise, and the height of a soft body over its outline."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

#: [rows, columns] float32; numpy's stubs lose the exact type in most arithmetic.
Field = NDArray[Any]


def resized(field: Field, shape: tuple[int, int]) -> Field:
    picture = Image.fromarray(np.ascontiguousarray(field, dtype=np.float32))
    return np.asarray(picture.resize((shape[1], shape[0]), Image.Resampling.BICUBIC), dtype=np.float32)


def blurred(field: Field, radius: float) -> Field:
    """Gaussian-like blur; `radius` is the standard deviation in pixels. Large radii work on a smaller copy."""
    if radius < 0.4:
        return field
    step = int(radius // 4)
    if step > 1:
        small = (max(2, field.shape[0] // step), max(2, field.shape[1] // step))
        return resized(_boxes(resized(field, small), radius / step), field.shape)  # type: ignore[arg-type]
    return _boxes(field, radius)


def softened(mask: Field, radius: float) -> Field:
    """Blur of a mask 0..1 in 256 steps: for shadows, where that is enough and much faster."""
    sheet = Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8))
    return np.asarray(sheet.filter(ImageFilter.GaussianBlur(radius)), dtype=np.float32) / 255


def _boxes(field: Field, radius: float) -> Field:
    reach = max(1, round(radius * 0.95))
    for _ in range(3):
        field = _box(_box(field, reach).T, reach).T
    return np.ascontiguousarray(field, dtype=np.float32)


def _box(field: Field, reach: int) -> Field:
    padded = np.pad(field, ((reach + 1, reach), (0, 0)), mode="edge")
    total = np.cumsum(padded, axis=0, dtype=np.float64)
    return ((total[2 * reach + 1 :] - total[: -2 * reach - 1]) / (2 * reach + 1)).astype(np.float32)


def noise(shape: tuple[int, int], grain: tuple[float, float], seed: int, octaves: int = 3) -> Field:
    """Smooth noise about 0 (roughly -1..1); `grain` is the size of a spot in pixels, (down, across)."""
    dice = np.random.default_rng(seed)
    total = np.zeros(shape, dtype=np.float32)
    weight = 1.0
    for _ in range(octaves):
        cells = (int(shape[0] / grain[0]) + 3, int(shape[1] / grain[1]) + 3)
        total += weight * resized(dice.normal(0, 0.5, cells).astype(np.float32), shape)
        grain = (max(1.0, grain[0] / 2), max(1.0, grain[1] / 2))
        weight /= 2
    return total


def depth_inside(mask: Field) -> Field:
    """How deep each pixel lies inside the mask, smoothly: for a strip of half width a, sqrt(a^2 - x^2).

    The square root of the solution of Poisson's equation with zero at the edge, found from coarse to fine.
    """
    levels = [mask]
    while max(levels[-1].shape) > 24:
        rows, columns = levels[-1].shape
        levels.append(resized(levels[-1], (max(4, rows // 2), max(4, columns // 2))))
    # Full resolution is not needed: the field is smooth, and the mask itself keeps the edge sharp.
    while len(levels) > 1 and max(levels[0].shape) > 330:
        levels.pop(0)
    solution = np.zeros_like(levels[-1])
    for rounds, level in zip([120, 60, 40, 30, 24, 20, 20, 20], levels[::-1], strict=False):
        inside = np.clip((level - 0.25) * 2, 0, 1)
        spacing = mask.shape[0] / level.shape[0]
        solution = _relaxed(resized(solution, level.shape) * inside, inside, spacing * spacing, rounds)  # type: ignore[arg-type]
    return resized(np.sqrt(2 * np.maximum(solution, 0)).astype(np.float32), mask.shape)  # type: ignore[arg-type]


def _relaxed(start: Field, inside: Field, load: float, rounds: int) -> Field:
    padded = np.pad(start, 1)
    for _ in range(rounds):
        near = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
        padded[1:-1, 1:-1] = (near + load) * 0.25 * inside
    return padded[1:-1, 1:-1].astype(np.float32)
