"""`shopmate`: every command of the shop."""

from __future__ import annotations

import errno
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
    recommend,
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
app.add_typer(recommend.app, name="recommend")
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
#: Troubles that the person at the terminal can mend, and how.
_OF_THE_DISK = {
    errno.ENOSPC: "Make room on the disk and try again; nothing half written was kept.",
    errno.EDQUOT: "Make room within your quota and try again; nothing half written was kept.",
    errno.EROFS: "Name a folder that can be written: SHOPMATE_HOME=./other.",
    errno.EACCES: "Give this user the right to it, or name another folder: SHOPMATE_HOME=./other.",
    errno.EPERM: "Give this user the right to it, or name another folder: SHOPMATE_HOME=./other.",
    errno.ENOENT: "It was there and is gone; was the shop's folder moved or deleted?",
    errno.EIO: "The disk does not work properly.",
}


def main() -> None:
    """Runs the command line. Errors of our own say what to do; any other one is a bug and shows where it is.

    What a command writes is its user's alone from its creation on: a shop's files hold what customers say.
    """
    os.umask(0o077)
    try:
        app()
    except Exception as error:
        told = _told(error)
        if not told:
            raise
        print(f"\n{told}", file=sys.stderr)
        sys.exit(1)


def _told(error: Exception) -> str:
    """What to say of an error that is no bug: one of our own, of the disk, or of the database; "" of others."""
    if type(error).__module__.partition(".")[0] in OURS:
        return str(error)
    if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror}{where}. {_OF_THE_DISK[error.errno]}"
    from catalog.store.troubles import trouble_of

    told = trouble_of(error)
    return f"The shop's database {told}" if told else ""


if __name__ == "__main__":
    main()
