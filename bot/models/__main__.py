"""`python -m bot.models [ENCODER]`: prepares every model the service runs; may be broken off and repeated at any time.

ENCODER (minilm, e5, minilm+e5, hub:<id> or a folder) is taken for those that config.yml names. `--missing` only asks
whether a model is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bars

from bot.models.missing import chosen_encoders, missing
from bot.models.preparing import PrepareError
from catalog.settings import load_settings, models_folder
from nlu.encoder import UnknownEncoderError


def main(arguments: Sequence[str]) -> int:
    models = models_folder()
    named = next((given for given in arguments if not given.startswith("--")), "")
    try:
        wanted = missing(models, [named] if named else chosen_encoders(load_settings()))
    except UnknownEncoderError as error:
        print(error, file=sys.stderr)
        return 1
    if "--missing" in arguments:
        return 1 if wanted else 0
    columns = (TextColumn("{task.description:<28}"), BarColumn(), TextColumn("{task.fields[stage]}"))
    with Bars(*columns) as progress:
        for name, prepare in wanted.items():
            task = progress.add_task(name, total=1.0, stage="starting")

            def say(stage: str, share: float, task: object = task) -> None:
                progress.update(task, completed=share, stage=stage)  # type: ignore[arg-type]

            try:
                prepare(models, say)
            except (PrepareError, ValueError) as error:
                progress.stop()
                print(f"{name}: {error}", file=sys.stderr)
                return 1
            progress.update(task, completed=1.0, stage="ready")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
