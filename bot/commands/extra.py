"""What trains models and what reads labels are extras: asked for before anything that needs them begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

import typer

from bot.commands.output import err

if TYPE_CHECKING:
    from vision.label_reader import LabelReader


def needs_training() -> None:
    """Ends the command with 2 and a line that says what to do where torch is not installed."""
    if find_spec("torch") is None:
        err.print("What trains models is not installed. `python3 -m bot.setup --train` installs it.")
        raise typer.Exit(2)


def needs_reading() -> None:
    """Ends the command with 2 and a line that says what to do where nothing reads labels."""
    from vision.label import is_installed

    if not is_installed():
        err.print("What reads labels is not installed. `python3 -m bot.setup --label` installs it.")
        raise typer.Exit(2)


@contextmanager
def reading_labels(wanted: bool) -> Iterator[LabelReader | None]:
    """A reader of labels where one is wanted; its process ends with it."""
    from vision.label_reader import LabelReader

    reader = LabelReader() if wanted else None
    try:
        yield reader
    finally:
        if reader:
            reader.close()
