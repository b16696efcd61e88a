"""shopmate chat: talk to the shop in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.output import err, out
from bot.commands.run import Port, RasaPort

Customer = Annotated[str, typer.Option(help="Talk as this customer of the shop.")]
Photo = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Begin with a photo.")]
Explain = Annotated[bool, typer.Option("--explain", help="Show what was heard and which row of the table answered.")]


def chat(
    customer: Customer = "",
    photo: Photo = None,
    explain: Explain = False,
    port: Port = 8000,
    rasa_port: RasaPort = 5005,
) -> None:
    """Talk to the shop through its API and the real Rasa; an empty line or Ctrl-D ends it."""
    from bot.chat import Chat, ChatError, print_answer, service_url
    from catalog.settings import load_settings

    settings = load_settings()
    with service_url(settings, port, rasa_port, err) as url:
        session = Chat(url, settings, customer, explain=explain)
        answers = session.show(photo) if photo else [session.greeting()]
        for answer in answers:
            print_answer(out, answer)
        while text := _read():
            try:
                for answer in session.say(text):
                    print_answer(out, answer)
            except ChatError as error:
                err.print(str(error), style="red", markup=False)
        session.close()


def _read() -> str:
    """The next line, "" at the end; piped input needs no prompt."""
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""
