"""Pixels -> features: EfficientNet-Lite0, run by ONNX Runtime on the CPU."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from vision.image import Pixels

FloatMatrix = NDArray[np.float32]

NAME = "efficientnet-lite0"
MODEL = "model.onnx"
#: The network that comes with Shopmate: the same one, trained further on photos (vision/training).
SHIPPED = Path(__file__).resolve().parent / "weights"


class NetworkMissingError(RuntimeError):
    """The network is not prepared on this machine."""


@dataclass(frozen=True)
class Thresholds:
    """What a likeness of -1..1 means; every network has its own, measured on photos it was not trained on.

    Attributes:
        floor: below this likeness of the nearest picture the shop has nothing like the photo.
        same_kind: most products of another kind stay below this share of the best likeness, those of the same kind
            above it. Kinds that look alike do not: a rain backpack's photo gives a boot 0.69.
        same_thing: from here on the photo shows the very product.
        upright: from here on the photo is taken to be upright; below, it may lie on its side.
    """

    floor: float = 0.42
    same_kind: float = 0.62
    same_thing: float = 0.8
    upright: float = 0.65


@dataclass(frozen=True)
class NetworkCard:
    """One network as a row of data, kept as card.json beside its model.

    Attributes:
        features: channels of the map that is compared.
        shares: what each of so many equal parts of a vector counts in its likeness to another: what was learnt, and
            beside it what the network saw before it was trained.
        classes: ImageNet's classes that it still tells apart.
        source: where the weights come from; source_sha256: the checksum of that file.
        model_sha256: checksum of model.onnx: two networks with the same one give the same vectors.
        command: the command that makes it again.
        thresholds: the fields of Thresholds that differ from those of ImageNet's network.
        figures: what was measured, by the command that measured it.
    """

    name: str
    features: int
    classes: int
    licence: str
    source: str
    source_sha256: str
    model_sha256: str
    model_bytes: int
    precision: str
    command: str
    thresholds: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, object] = field(default_factory=dict)
    shares: Sequence[float] = (1.0,)

    @classmethod
    def read(cls, folder: Path) -> NetworkCard:
        return cls(**json.loads((folder / "card.json").read_text(encoding="utf-8")))

    def write(self, folder: Path) -> None:
        (folder / "card.json").write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


class ImageNetwork:
    """The convolutional network. Thread-safe; holds 19 MB of weights."""

    def __init__(self, model: Path | bytes, card: NetworkCard) -> None:
        self.card = card
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(4, os.cpu_count() or 1)
        # Threads that spin while they wait would take the processor from the dialogue between two photos.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        source = model if isinstance(model, bytes) else str(model)
        self._session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])

    def maps(self, pixels: Pixels) -> FloatMatrix:
        """[images, height, width, 3] uint8 RGB -> maps [images, card.features, rows, columns] that are compared."""
        return self._run("map", pixels)

    def pooled(self, pixels: Pixels) -> FloatMatrix:
        """[images, height, width, 3] uint8 RGB -> the mean of each channel [images, card.features]."""
        pooled: FloatMatrix = self.maps(pixels).mean((2, 3))
        return pooled

    def unit(self, pooled: FloatMatrix) -> FloatMatrix:
        """[..., card.features] -> vectors of length 1 whose cosine weighs that of each part by its share."""
        lengths = np.sqrt(np.array(self.card.shares, np.float32))[:, None]
        parts = unit(pooled.reshape(*pooled.shape[:-1], len(lengths), -1)) * lengths
        vectors: FloatMatrix = parts.reshape(pooled.shape)
        return vectors

    def logits(self, pixels: Pixels) -> FloatMatrix:
        """[images, height, width, 3] uint8 RGB -> ImageNet's classes [images, 1000]."""
        return self._run("logits", pixels)

    def _run(self, output: str, pixels: Pixels) -> FloatMatrix:
        result: Any = self._session.run([output], {"pixels": pixels})[0]
        return np.asarray(result, np.float32)


def load_network(models: Path, trained: Path | None = None) -> ImageNetwork:
    """The network of `network_folder`. Raises: NetworkMissingError."""
    folder = network_folder(models, trained)
    return ImageNetwork(folder / MODEL, NetworkCard.read(folder))


def network_folder(models: Path, trained: Path | None = None) -> Path:
    """Where the network lies: `trained` for a shop, the one that ships, or ImageNet's as prepared in `models`.

    Raises: NetworkMissingError.
    """
    folders = [folder for folder in (trained, SHIPPED, models / NAME) if folder]
    for folder in folders:
        if (folder / "card.json").is_file():
            return folder
    raise NetworkMissingError(
        f"The image network is not prepared in {folders[-1]}. "
        "Run `.venv/bin/python -m bot.models` (or `make run`, which does)."
    )


def resized(pixels: Pixels, side: int) -> Pixels:
    """The whole picture as a square of `side` pixels; its proportions may change, nothing is cut off."""
    if pixels.shape[:2] == (side, side):
        return pixels
    return np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC), np.uint8)


def unit(vectors: FloatMatrix) -> FloatMatrix:
    """Each row scaled to length 1; a row of zeros stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: FloatMatrix = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled
