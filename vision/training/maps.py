"""What the lower blocks see in the examples, kept: they do not change, so every picture passes them once a version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from vision.network import resized
from vision.training.examples import Examples, Progress
from vision.training.lite import Lower
from vision.training.recipe import Recipe
from vision.training.spoiling import Spoiler

#: Another thing is kept as it is and spoilt once: the two are each other's like.
_OTHER_VERSIONS = 2
#: Pictures that pass at once.
_AT_ONCE = 16

Change = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Maps:
    """[versions, images, channels, rows, columns] in 16 bits each: of pictures, photos and others; owners and kinds as
    in Examples. A catalogue alone has spoilt pictures for photos."""

    pictures: torch.Tensor
    photos: torch.Tensor
    owners: torch.Tensor
    others: torch.Tensor
    kinds: torch.Tensor

    @property
    def kind_count(self) -> int:
        return int(self.kinds.max()) + 1 if len(self.kinds) else 0

    @classmethod
    def of(cls, examples: Examples, lower: Lower, recipe: Recipe, progress: Progress) -> Maps:
        spoiler = Spoiler(recipe.side, recipe.seed)
        chance = np.random.default_rng(recipe.seed)
        grounds = [images for images in (examples.photos, examples.others) if len(images)] or [examples.pictures]

        def pasted(images: torch.Tensor) -> torch.Tensor:
            ground = grounds[chance.integers(0, len(grounds))]
            return spoiler.pictures(images, ground[torch.from_numpy(chance.integers(0, len(ground), len(images)))])

        counts = [recipe.picture_versions * len(examples.pictures), recipe.photo_versions * len(examples.photos)]
        through = _Through(lower, recipe.side, sum(counts) + _OTHER_VERSIONS * len(examples.others), progress)
        pictures = through.versions(examples.pictures, pasted, recipe.picture_versions)
        photos = through.versions(examples.photos, spoiler.photos, recipe.photo_versions)
        others = through.versions(examples.others, spoiler.photos, _OTHER_VERSIONS)
        if len(examples.photos):
            return cls(pictures, photos, examples.owners, others, examples.kinds)
        return cls(pictures, pictures[1:], torch.arange(len(examples.pictures)), others, examples.kinds)


class _Through:
    """Sends images through the lower blocks and tells how many of all have passed."""

    def __init__(self, lower: Lower, side: int, total: int, progress: Progress) -> None:
        self._lower, self._side, self._total, self._progress = lower, side, total, progress
        self._passed = 0

    def versions(self, images: torch.Tensor, change: Change, count: int) -> torch.Tensor:
        return torch.stack([self._pass(images, change if number else self._sized) for number in range(count)])

    def _pass(self, images: torch.Tensor, change: Change) -> torch.Tensor:
        maps = []
        for part in images.split(_AT_ONCE) if len(images) else ():
            maps.append(self._lower(change(part).numpy()).half())
            self._passed += len(part)
            self._progress("the lower part of the network looks at all pictures", self._passed / self._total)
        return torch.cat(maps) if maps else torch.empty(0)

    def _sized(self, images: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(np.stack([resized(image.numpy(), self._side) for image in images]))
