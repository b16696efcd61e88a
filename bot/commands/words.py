"""shopmate words: what the merchant tells the assistant beside the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from bot.commands.opened import opened_store
from bot.commands.output import err, out

KINDS_HELP = """The shop's own words; changes count at the next message.

synonym WORD WORDS, size SAID SIZES, occasion NAME WORDS, pin / boost / hide WISH PRODUCT-IDS ("*" hides everywhere),
hours mon…sun|DAY SPANS (none = closed), text welcome TEXT."""
app = typer.Typer(no_args_is_help=True, help=KINDS_HELP)
Kind = Annotated[str, typer.Argument(help="synonym, size, occasion, pin, boost, hide, hours or text.")]
Name = Annotated[str, typer.Argument(help="The word, size, occasion, wish or day.")]


@app.command("list")
def list_words(kind: Annotated[str, typer.Argument(help="Only of this kind.")] = "") -> None:
    """List what was told."""
    from catalog.words_desk import WordsDesk

    with opened_store() as (_, store):
        words = WordsDesk(store).words(kind)
    for word in words:
        values = ", ".join(word.values) or "closed"
        out.print(f"[dim]{word.kind}[/dim]  [bold]{escape(word.name)}[/bold] = {escape(values)}", soft_wrap=True)
    if not words:
        err.print("Nothing was told yet. `shopmate words --help` shows what can be.")


@app.command("set")
def set_word(
    kind: Kind, name: Name, values: Annotated[list[str] | None, typer.Argument(help="What it stands for.")] = None
) -> None:
    """Tell a word, or tell it anew."""
    from catalog.words_desk import WordsDesk

    with opened_store() as (_, store):
        word = WordsDesk(store).set(kind, name, values or [])
    told = ", ".join(word.values) or "closed"
    out.print(f"{word.kind} {escape(word.name)} = {escape(told)}", soft_wrap=True)


@app.command()
def remove(kind: Kind, name: Name) -> None:
    """Take a word away."""
    from catalog.words_desk import WordsDesk

    with opened_store() as (_, store):
        WordsDesk(store).remove(kind, name)
    out.print(f"{escape(kind)} {escape(name)} is taken away.")


@app.command("import")
def import_words(
    path: Annotated[Path, typer.Argument(help="A words.yml.")],
    replace: Annotated[bool, typer.Option("--replace", help="Forget every word that the file does not name.")] = False,
) -> None:
    """Tell every word of a file, all or none."""
    from catalog.words_desk import WordsDesk

    with opened_store() as (_, store):
        told = WordsDesk(store).take_in(path, replace=replace)
    out.print(f"{told} words are told.")


@app.command()
def export(path: Annotated[Path, typer.Argument(help="Where to.")]) -> None:
    """Write every word into a file that `words import` reads."""
    from catalog.words_desk import WordsDesk

    with opened_store() as (_, store):
        path.write_text(WordsDesk(store).text(), encoding="utf-8")
    out.print(f"The words are in {escape(str(path))}.")
