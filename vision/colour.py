"""The main colour of what a picture shows, in one word."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.image import Pixels
from vision.network import resized

Numbers = NDArray[np.float64]

#: Word -> examples of it in sRGB; the nearest one in CIE Lab gives the word. Gold and silver are left out: in a photo
#: they are yellow and grey, and a yellow shirt called gold is the worse mistake.
COLOURS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "black": ((12, 12, 14), (38, 38, 40)),
    "white": ((250, 250, 250), (228, 228, 230), (205, 206, 210)),
    "grey": ((128, 128, 130), (75, 76, 80), (165, 165, 170)),
    "red": ((200, 20, 30), (140, 20, 25), (230, 60, 60)),
    "orange": ((240, 130, 20), (225, 95, 25), (245, 165, 85)),
    "yellow": ((245, 220, 40), (250, 240, 120), (215, 190, 30), (200, 160, 60)),
    "green": ((40, 150, 60), (20, 90, 50), (130, 190, 60), (90, 210, 160), (85, 100, 50)),
    "blue": ((30, 90, 210), (60, 150, 220), (70, 110, 160), (140, 185, 230), (40, 30, 190), (0, 150, 190)),
    "navy": ((20, 30, 80), (30, 40, 65)),
    "purple": ((110, 40, 150), (75, 40, 110), (175, 150, 220), (150, 80, 170)),
    "pink": ((245, 150, 180), (240, 60, 130), (250, 190, 200), (235, 100, 115)),
    "brown": ((105, 65, 35), (145, 95, 55), (70, 45, 30)),
    "beige": ((225, 205, 170), (200, 180, 145), (235, 220, 200), (170, 150, 115)),
}

_SIDE = 64
_CLUSTERS = 5
_ROUNDS = 12
#: Lab distance from the ground's colour up to which a pixel belongs to the ground.
_GROUND_DISTANCE = 5.0
#: A border that scatters more than this (mean Lab distance) is no plain ground.
_PLAIN_GROUND = 9.0
#: Who wears the product is seen too: a cluster of skin's colour counts this much, a beige bag alone still wins.
_SKIN_WEIGHT = 0.35
#: Share of the centre-weighted picture that must be left after the ground is taken away.
_LEAST_OBJECT = 0.06


def main_colour(pixels: Pixels) -> str:
    """One of COLOURS for the object in `pixels` [height, width, 3]; a plain ground does not count, the middle does."""
    small = resized(pixels, _SIDE)
    lab = _lab(small.reshape(-1, 3))
    weights = _middle() * _object(lab)
    centres, shares = _clusters(lab, weights)
    heaviest = int(np.where(_is_skin(centres), shares * _SKIN_WEIGHT, shares).argmax())
    return _word(centres[heaviest])


def _middle() -> Numbers:
    """[pixels] weights that fall off from the middle of the picture."""
    axis = np.linspace(-1, 1, _SIDE)
    fall = np.exp(-(axis**2) / (2 * 0.45**2))
    return np.outer(fall, fall).ravel()


def _object(lab: Numbers) -> Numbers:
    """[pixels] 0 on a plain ground, 1 elsewhere; 1 everywhere when there is no plain ground or nothing before it."""
    square = lab.reshape(_SIDE, _SIDE, 3)
    # The product may touch the lower border, so the ground is looked for along the other three.
    border = np.concatenate([square[:2].reshape(-1, 3), square[:, :2].reshape(-1, 3), square[:, -2:].reshape(-1, 3)])
    ground = np.median(border, axis=0)
    if np.median(np.linalg.norm(border - ground, axis=1)) > _PLAIN_GROUND:
        return np.ones(len(lab))
    mask = (np.linalg.norm(lab - ground, axis=1) > _GROUND_DISTANCE).astype(np.float64)
    middle = _middle()
    return mask if (mask * middle).sum() >= _LEAST_OBJECT * middle.sum() else np.ones(len(lab))


def _clusters(lab: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Weighted k-means: centres [clusters, 3] and their shares [clusters].

    Starts from the heaviest pixel, then always from the one farthest from all starts: nothing is left to chance.
    """
    seen, weights = lab[weights > 0], weights[weights > 0]
    starts = [seen[int(weights.argmax())]]
    while len(starts) < _CLUSTERS:
        nearest = np.min([np.linalg.norm(seen - start, axis=1) for start in starts], axis=0)
        starts.append(seen[int((nearest * weights).argmax())])
    centres = np.asarray(starts)
    for _ in range(_ROUNDS):
        owner = np.linalg.norm(seen[:, None] - centres[None], axis=2).argmin(1)
        members = (owner[None] == np.arange(_CLUSTERS)[:, None]) * weights
        totals = members.sum(1)
        centres = np.where(totals[:, None] > 0, members @ seen / np.maximum(totals, 1e-9)[:, None], centres)
    return centres, totals


def _is_skin(lab: Numbers) -> NDArray[np.bool_]:
    """[clusters] True where the colour could be skin of any shade: a dull orange."""
    chroma, hue = np.hypot(lab[:, 1], lab[:, 2]), np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    return (chroma > 8) & (chroma < 38) & (hue > 25) & (hue < 75) & (lab[:, 0] > 20) & (lab[:, 0] < 88)


def _word(lab: Numbers) -> str:
    names = [name for name, examples in COLOURS.items() for _ in examples]
    examples = _lab(np.array([example for colours in COLOURS.values() for example in colours], np.uint8))
    # Shade changes lightness more than hue, so lightness counts less.
    return names[int(np.linalg.norm((examples - lab) * (0.6, 1.0, 1.0), axis=1).argmin())]


def _lab(rgb: NDArray[np.uint8]) -> Numbers:
    """[colours, 3] sRGB 0..255 -> CIE Lab, white point D65."""
    channel = rgb.astype(np.float64) / 255
    linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
    matrix = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = linear @ matrix.T / (0.95047, 1.0, 1.08883)
    curve = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack(
        [116 * curve[:, 1] - 16, 500 * (curve[:, 0] - curve[:, 1]), 200 * (curve[:, 1] - curve[:, 2])], axis=1
    )
