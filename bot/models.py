"""`python -m bot.models`: prepares every model the service runs; `--missing` only asks whether one is missing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn

from catalog.settings import load_settings, models_folder
from nlu.encoder import EncoderMissingError, load_encoder
from nlu.onnx_model import PrepareError as EncoderPrepareError
from nlu.onnx_model import prepare_encoder
from vision.network_model import PrepareError as NetworkPrepareError
from vision.network_model import is_prepared, prepare_network

Prepare = Callable[[Path, Callable[[str, float], None]], Path]


def missing(models: Path, encoder: str) -> dict[str, Prepare]:
    """The models that are not there yet, each with the function that makes it."""
    found: dict[str, Prepare] = {}
    try:
        load_encoder(encoder, models)
    except EncoderMissingError:
        found[f"sentence encoder {encoder}"] = lambda folder, say: prepare_encoder(encoder, folder, say)
    if not is_prepared(models):
        found["image network"] = prepare_network
    return found


def main() -> int:
    models = models_folder()
    wanted = missing(models, load_settings().search.encoder)
    if "--missing" in sys.argv[1:]:
        return 1 if wanted else 0
    columns = (TextColumn("{task.description:<28}"), BarColumn(), TextColumn("{task.fields[stage]}"))
    with Progress(*columns) as progress:
        for name, prepare in wanted.items():
            task = progress.add_task(name, total=1.0, stage="starting")

            def say(stage: str, share: float, task: object = task) -> None:
                progress.update(task, completed=share, stage=stage)  # type: ignore[arg-type]

            try:
                prepare(models, say)
            except (EncoderPrepareError, NetworkPrepareError) as error:
                progress.stop()
                print(f"{name}: {error}", file=sys.stderr)
                return 1
            progress.update(task, completed=1.0, stage="ready")
    return 0


if __name__ == "__main__":
    sys.exit(main())
