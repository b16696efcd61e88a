"""shopmate backup and restore: the whole shop in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.output import out


def backup(file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to, like shop.tar.gz.")]) -> None:
    """Write database, conversations, pictures and keys into one file, while the service runs."""
    from bot import backup as homes
    from catalog.settings import load_settings

    homes.backup(load_settings(), file)
    out.print(f"The shop is in {file} ({file.stat().st_size / 1e6:.1f} MB). It holds keys and customers: keep it safe.")


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file that `backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Put a backup in the place of what the shop holds now, while the service runs."""
    from bot import backup as homes
    from catalog.settings import load_settings

    settings = load_settings()
    if not yes:
        typer.confirm(f"Replace what {settings.home} holds by the backup? This can't be undone.", abort=True)
    done = homes.restore(settings, file)
    out.print(f"The shop is as it was at {done.made_at}.")
    if done.needs_restart:
        out.print("Its keys or settings are others than before: start the service anew, so that it reads them.")
