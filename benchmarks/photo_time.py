"""How long one photo takes from its bytes to products, beside the same network in torch.

`python -m benchmarks.photo_time` looks at the demo's photos, one at a time and by turns, so that a busy machine slows
both. Torch does what a plain program would: Pillow opens the photo, and the network sees the same two views; it finds
nothing. The last line is one JSON object, times in milliseconds. Needs the extra `train`.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from PIL import Image

from benchmarks.photo_robustness import open_index
from catalog.demo.moved import FOLDER
from catalog.settings import models_folder
from vision.embedding import CENTRE_SIDE, WINDOW_SIDE
from vision.network import MODEL, network_folder
from vision.network_graph import folded_weights
from vision.training.lite import Lower, Upper

QUALITIES = (85, 90, 95)


def main() -> int:
    paths = sorted((FOLDER / "photos").glob("*.jpg"))
    # Each quality makes another photo: one that was seen before is remembered.
    upright, lying = ([_encoded(path, turn, quality) for quality in QUALITIES for path in paths] for turn in (0, 90))
    in_torch = _torch_forward()
    with tempfile.TemporaryDirectory() as home:
        _, _, index = open_index(FOLDER, Path(home))

        def found(photo: bytes) -> None:
            index.find(photo, limit=5)

        figures = {
            "upright": _beside_each_other(found, in_torch, upright),
            "on its side": _beside_each_other(found, in_torch, lying),
        }
    print(json.dumps(figures))
    return 0


def _beside_each_other(
    found: Callable[[bytes], None], in_torch: Callable[[bytes], None], photos: Sequence[bytes]
) -> dict[str, float]:
    times: dict[str, list[float]] = {"photo": [], "torch": []}
    for photo in photos:
        for name, look in (("photo", found), ("torch", in_torch)):
            start = time.perf_counter()
            look(photo)
            times[name].append((time.perf_counter() - start) * 1000)
    p50 = {f"{name}_p50_ms": float(np.median(taken)) for name, taken in times.items()}
    return {**p50, "share": p50["photo_p50_ms"] / p50["torch_p50_ms"]}


def _torch_forward() -> Callable[[bytes], None]:
    """Pillow's pixels through the whole network; its first convolution alone runs elsewhere, in torch's favour."""
    weights = folded_weights(onnx.load(network_folder(models_folder()) / MODEL))
    stem, network = Lower(weights, 0), Upper(weights, 0, 1).eval()

    @torch.inference_mode()
    def forward(photo: bytes) -> None:
        picture = Image.open(io.BytesIO(photo)).convert("RGB")
        for side in (CENTRE_SIDE, WINDOW_SIDE):
            network.pooled(stem(np.asarray(picture.resize((side, side)))[None]))

    return forward


def _encoded(path: Path, turn: int, quality: int) -> bytes:
    buffer = io.BytesIO()
    Image.open(path).rotate(turn, expand=True).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
