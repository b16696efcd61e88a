"""The pictures to train on, read once and kept small in memory, so that an epoch decodes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from vision.image import read_image
from vision.network import resized

#: Called with what is done in words and how much of it, 0..1.
Progress = Callable[[str, float], None]

#: Side in pixels at which a picture is kept; what is spoilt is cut out of it.
KEPT_SIDE = 224
_HELD_SHARE, _MOST_HELD = 0.1, 300


@dataclass(frozen=True)
class Examples:
    """Attributes:
    pictures: [products, side, side, 3] uint8, one of each product.
    photos: [photos, side, side, 3]; owners: [photos], which product each shows.
    others: [others, side, side, 3] of what is no product; kinds: [others], numbers from 0, which kind of thing.
    """

    pictures: torch.Tensor
    photos: torch.Tensor
    owners: torch.Tensor
    others: torch.Tensor
    kinds: torch.Tensor


def parted(count: int, seed: int = 0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of the photos to train on, and of those kept out to see what was learnt: a tenth, at most 300."""
    order = np.random.default_rng(seed).permutation(count)
    held = min(_MOST_HELD, round(count * _HELD_SHARE))
    return order[held:], order[:held]


def read_examples(
    pictures: Sequence[Path],
    photos: Sequence[tuple[Path, int]],
    others: Sequence[tuple[Path, int]] = (),
    progress: Progress | None = None,
) -> Examples:
    """Reads `pictures`, `photos` with the place of their product in `pictures`, and `others` with their kind.

    Raises: vision.image.UnusableImageError.
    """
    paths = [*pictures, *(path for path, _ in photos), *(path for path, _ in others)]
    images = torch.empty((len(paths), KEPT_SIDE, KEPT_SIDE, 3), dtype=torch.uint8)
    for number, path in enumerate(paths):
        images[number] = torch.from_numpy(resized(read_image(path.read_bytes()).pixels, KEPT_SIDE).copy())
        if progress:
            progress("reading pictures and photos", (number + 1) / len(paths))
    shown, sent, rest = images.split([len(pictures), len(photos), len(others)])
    return Examples(shown, sent, _numbers(photos), rest, _numbers(others))


def _numbers(labelled: Sequence[tuple[Path, int]]) -> torch.Tensor:
    return torch.tensor([number for _, number in labelled], dtype=torch.long)
