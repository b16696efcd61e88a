"""Pictures as phones would take them: turned, cut, in another light, blurred, before another ground."""

from __future__ import annotations

import math

import torch
from torch.nn import functional

#: Share of the photos that are turned a little, by a right angle and a little, and anyhow.
_UPRIGHT, _RIGHT_ANGLE = 0.45, 0.25
_LITTLE_DEGREES = 20.0
#: What may be left of a photo's side; of a picture's own side beside its ground, where 1.7 makes it small.
_PHOTO_SHARES = (0.4, 1.05)
_PICTURE_SHARES = (0.7, 1.7)
_PLAIN_GROUNDS = 0.35
_BLURRED = 0.3
#: From this difference to the colour of its border on (0..255) a pixel of a picture belongs to the product.
_GROUND_DIFFERENCE = 14


class Spoiler:
    """Spoils pictures for one side in pixels; the same seed gives the same ones."""

    def __init__(self, side: int, seed: int) -> None:
        self._side = side
        self._chance = torch.Generator().manual_seed(seed)

    def photos(self, images: torch.Tensor) -> torch.Tensor:
        """Photos [images, height, width, 3] uint8 -> [images, side, side, 3] uint8."""
        places = self._places(len(images), _PHOTO_SHARES, wander=1.0)
        return _bytes(self._lit(self._warped(_planes(images), places, "reflection")))

    def pictures(self, images: torch.Tensor, grounds: torch.Tensor) -> torch.Tensor:
        """Pictures on a plain ground, as `photos`, each before a part of one of `grounds` or another plain ground."""
        shown = _shown(images)
        places = self._places(len(images), _PICTURE_SHARES, wander=0.5)
        cut = self._warped(torch.cat([_planes(images) * shown, shown], 1), places, "zeros")
        ground = self._warped(_planes(grounds), self._places(len(images), (0.3, 0.9), wander=1.0), "reflection")
        plain = self._random(len(images), 1, 1, 1) < _PLAIN_GROUNDS
        ground = torch.where(plain, 180 + 75 * self._random(len(images), 3, 1, 1), ground)
        return _bytes(self._lit(cut[:, :3] + ground * (1 - cut[:, 3:])))

    def _random(self, *shape: int) -> torch.Tensor:
        return torch.rand(*shape, generator=self._chance)

    def _between(self, low: float, high: float, *shape: int) -> torch.Tensor:
        return low + (high - low) * self._random(*shape)

    def _places(self, count: int, shares: tuple[float, float], wander: float) -> torch.Tensor:
        """[count, 2, 3] affine maps: an angle, a share of the side, a stretch, a slant, and where."""
        kind, little = self._random(count), self._between(-_LITTLE_DEGREES, _LITTLE_DEGREES, count)
        right = 90 * torch.randint(0, 4, (count,), generator=self._chance)
        anyhow = self._between(0, 360, count)
        degrees = torch.where(
            kind < _UPRIGHT, little, torch.where(kind < _UPRIGHT + _RIGHT_ANGLE, right + little, anyhow)
        )
        angle = degrees * (math.pi / 180)
        share, stretch = self._between(*shares, count), torch.exp(self._between(-0.2, 0.2, count))
        across = torch.stack([share * stretch * angle.cos(), -share * angle.sin() + self._between(-0.1, 0.1, count)], 1)
        along = torch.stack([share * angle.sin(), share / stretch * angle.cos()], 1)
        room = (1 - share).abs().clamp_min(0.1) * wander
        where = torch.stack([room * self._between(-1, 1, count) for _ in range(2)], 1)
        return torch.cat([torch.stack([across, along], 1), where[:, :, None]], 2)

    def _warped(self, planes: torch.Tensor, places: torch.Tensor, outside: str) -> torch.Tensor:
        grid = functional.affine_grid(places, [*planes.shape[:2], self._side, self._side], align_corners=False)
        return functional.grid_sample(planes, grid, padding_mode=outside, align_corners=False)

    def _lit(self, planes: torch.Tensor) -> torch.Tensor:
        """Gamma, brightness, a tint, contrast and saturation, and some blurred."""
        count = len(planes)
        planes = (planes / 255).clamp(1e-4, 1) ** torch.exp(self._between(-0.4, 0.4, count, 1, 1, 1))
        planes = planes * self._between(0.65, 1.35, count, 1, 1, 1) * self._between(0.9, 1.1, count, 3, 1, 1)
        for kept in ((1, 2, 3), (1,)):
            mean = planes.mean(kept, keepdim=True)
            planes = mean + (planes - mean) * self._between(0.7, 1.3, count, 1, 1, 1)
        blurred = self._random(count) < _BLURRED
        if blurred.any():
            planes[blurred] = self._blurred(planes[blurred])
        return planes.clamp(0, 1) * 255

    def _blurred(self, planes: torch.Tensor) -> torch.Tensor:
        small = int(self._side / float(self._between(1.2, 3.0, 1)))
        planes = functional.interpolate(planes, (small, small), mode="bilinear", antialias=True)
        return functional.interpolate(planes, (self._side, self._side), mode="bilinear")


def _planes(images: torch.Tensor) -> torch.Tensor:
    return images.permute(0, 3, 1, 2).float()


def _bytes(planes: torch.Tensor) -> torch.Tensor:
    return planes.byte().permute(0, 2, 3, 1).contiguous()


def _shown(images: torch.Tensor) -> torch.Tensor:
    """[images, 1, height, width] 0..1: how much of each pixel is the product."""
    pixels = images.float()
    border = torch.cat(
        [pixels[:, :3].flatten(1, 2), pixels[:, :, :3].flatten(1, 2), pixels[:, :, -3:].flatten(1, 2)], 1
    )
    colour = border.median(1).values[:, None, None]
    product = ((pixels - colour).abs().amax(3) > _GROUND_DIFFERENCE).float()[:, None]
    # Holes and specks of up to four pixels are closed.
    closed = -functional.max_pool2d(-functional.max_pool2d(product, 5, 1, 2), 5, 1, 2)
    return functional.avg_pool2d(closed, 3, 1, 1)
