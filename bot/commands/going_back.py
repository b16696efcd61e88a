"""--rollback of every part that a shop trains: what served before serves again."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.commands.output import err


def roll_back(home: Path, part: str, when: str = "from the next start on") -> None:
    """Says what is in use now; ends the command with 2 where there is nothing to go back to."""
    from catalog.trained import NoEarlierVersionError, Trained

    try:
        folder = Trained(home, part).roll_back()
    except NoEarlierVersionError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    typer.echo(f"In use {when}: {f'version {folder.name}' if folder else 'what ships'}.")
