"""`shopmate`: every command of the shop."""

from __future__ import annotations

import os
import sys

import typer

from bot.commands import (
    backup,
    chat,
    doctor,
    empty,
    evaluate,
    faq,
    feeds,
    health,
    messages,
    orders,
    pictures,
    privacy,
    run,
    token,
    train,
    unanswered,
    words,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A self-hosted shopping assistant. SHOPMATE_HOME names the folder of the shop (./var).",
)
app.command("run")(run.run)
app.command("import")(feeds.import_products)
app.command("empty")(empty.empty)
app.add_typer(pictures.app, name="pictures")
app.command("health")(health.health)
app.command("chat")(chat.chat)
app.add_typer(train.app, name="train")
app.add_typer(evaluate.app, name="eval")
app.command("doctor")(doctor.doctor)
app.add_typer(messages.app, name="messages")
app.command("unanswered")(unanswered.unanswered)
app.add_typer(faq.app, name="faq")
app.add_typer(words.app, name="words")
app.add_typer(orders.app, name="orders")
app.command("token")(token.token)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("export-customer")(privacy.export_customer)
app.command("erase-customer")(privacy.erase_customer)

OURS = {"bot", "actions", "catalog", "nlu", "vision"}


def main() -> None:
    """Runs the command line. Errors of our own say what to do; any other one is a bug and shows where it is.

    What a command writes is its user's alone from its creation on: a shop's files hold what customers say.
    """
    os.umask(0o077)
    try:
        app()
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in OURS:
            raise
        print(f"\n{error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
