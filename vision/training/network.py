"""A network trained further on photos and pictures, ready to be used: `shopmate train vision`."""

from __future__ import annotations

import hashlib
from pathlib import Path

import onnx
import torch

from vision.embedding import ImageEmbedder
from vision.image import Pixels
from vision.network import MODEL, ImageNetwork, NetworkCard
from vision.network_graph import KEPT, PROJECTED, build_graph, folded_weights
from vision.training.examples import Examples, Progress, parted
from vision.training.fitting import fit
from vision.training.measuring import Measured, measured
from vision.training.recipe import Recipe
from vision.training.spoiling import Spoiler

#: Fewer photos than this kept out say nothing about which of two networks is better.
_FEWEST_HELD = 5


class TooFewPicturesError(ValueError):
    """What was given is too little to learn from; the message says how much is needed."""


class Trial:
    """One training: what is trained on, and the photos kept out that say whether it was worth it."""

    def __init__(self, examples: Examples, recipe: Recipe) -> None:
        """Raises: TooFewPicturesError."""
        self._examples, self._recipe = examples, recipe
        self._pictures = _pixels(examples.pictures)
        self._photos, self._owners = self._held()
        if len(self._photos) < _FEWEST_HELD or len(self._pictures) < 2:
            raise TooFewPicturesError(
                f"{len(examples.pictures)} pictures and {len(examples.photos)} photos are too few to train on: of the "
                f"photos (of the pictures, without any) a tenth is kept out to measure, at least {_FEWEST_HELD}."
            )

    @property
    def held(self) -> int:
        """How many photos are kept out."""
        return len(self._photos)

    @property
    def digest(self) -> str:
        """Differs between two trainings that must not be taken up from each other's state."""
        known = hashlib.sha256(repr(self._recipe).encode())
        for images in (self._examples.pictures, self._examples.photos, self._examples.others):
            known.update(images.numpy().tobytes())
        return known.hexdigest()[:16]

    def measured(self, network: ImageNetwork) -> Measured:
        """What `network` makes of the photos kept out."""
        return measured(ImageEmbedder(network), self._pictures, self._photos, self._owners)

    def train(self, start: Path, folder: Path, state: Path, progress: Progress) -> NetworkCard:
        """Trains the network of the folder `start` further, into model.onnx of `folder`; `state` is for resuming.

        The returned card lacks command, thresholds and figures, which only the caller knows.
        """
        begun = folded_weights(onnx.load(start / MODEL))
        weights = fit(self._examples, begun, self._recipe, state, progress)
        model = build_graph(weights, half=True).SerializeToString()
        (folder / MODEL).write_bytes(model)
        before = NetworkCard.read(start)
        shares = before.shares
        if KEPT + PROJECTED in weights and len(shares) == 1:
            shares = (1 - self._recipe.kept, self._recipe.kept)
        return NetworkCard(
            name=before.name,
            features=len(weights[PROJECTED]) * len(shares),
            classes=0,
            licence=before.licence,
            source=before.source,
            source_sha256=before.source_sha256,
            model_sha256=hashlib.sha256(model).hexdigest(),
            model_bytes=len(model),
            precision="fp16",
            command="",
            shares=shares,
        )

    def _held(self) -> tuple[list[Pixels], list[int]]:
        """Photos kept out, or without photos pictures spoilt as they were not in training."""
        known = self._examples
        if len(known.photos):
            _, held = parted(len(known.photos), self._recipe.seed)
            return _pixels(known.photos[held]), known.owners[held].tolist()
        spoiler = Spoiler(known.pictures.shape[1], self._recipe.seed + 1)
        spoilt = spoiler.pictures(known.pictures, known.pictures.roll(1, 0))
        return _pixels(spoilt), list(range(len(spoilt)))


def _pixels(images: torch.Tensor) -> list[Pixels]:
    return list(images.numpy())
