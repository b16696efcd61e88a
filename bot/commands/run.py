"""shopmate run: serve the shop."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.output import progress

Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Where the shop is served.")]
RasaPort = Annotated[int, typer.Option(envvar="RASA_PORT", min=1, max=65535, help="Rasa's port, on this machine only.")]


def run(port: Port = 8000, rasa_port: RasaPort = 5005) -> None:
    """Serve the shop until Ctrl-C: web page, chat, and the Rasa behind it."""
    from bot.service import run_service
    from catalog.settings import load_settings

    run_service(load_settings(), port=port, rasa_port=rasa_port, say=progress())
