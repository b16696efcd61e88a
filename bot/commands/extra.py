"""What trains models is an extra of its own: asked for before anything that needs it begins."""

from __future__ import annotations

from importlib.util import find_spec

import typer

from bot.commands.output import err


def needs_training() -> None:
    """Ends the command with 2 and a line that says what to do where torch is not installed."""
    if find_spec("torch") is None:
        err.print("What trains models is not installed. `python3 -m bot.setup --train` installs it.")
        raise typer.Exit(2)
