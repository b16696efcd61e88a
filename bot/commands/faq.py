"""shopmate faq: the questions that the shop answers, edited live."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from bot.commands.opened import faq_of, opened_store
from bot.commands.output import out

app = typer.Typer(no_args_is_help=True, help="The questions that the shop answers; changes count at the next message.")
Id = Annotated[str, typer.Argument(help="The id of the entry.")]
Question = Annotated[str | None, typer.Option(help="How it is asked.")]
Answer = Annotated[str | None, typer.Option(help="What is answered.")]
Also = Annotated[list[str] | None, typer.Option(help="Another way to ask it; may be given several times.")]
Topic = Annotated[str | None, typer.Option(help="Where it belongs.")]
Link = Annotated[str | None, typer.Option(help="An address told with the answer.")]
From = Annotated[str | None, typer.Option("--valid-from", help="The first day it is true, like 2026-11-01.")]
Until = Annotated[str | None, typer.Option("--valid-until", help="The last day it is true.")]

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


@app.command("list")
def list_entries(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List every entry with its id."""
    from catalog.faq_desk import FaqDesk

    with opened_store() as (_, store):
        entries = FaqDesk(store).entries()
    for entry in entries:
        if as_json:
            print(json.dumps(asdict(entry), ensure_ascii=False))
            continue
        note = "" if entry.is_valid(date.today()) else "  [yellow](not today)[/yellow]"
        out.print(f"[bold]{escape(entry.id)}[/bold]  {escape(entry.question)}{note}", soft_wrap=True)


@app.command()
def show(entry: Id) -> None:
    """Show an entry with all its fields."""
    from catalog.faq_desk import FaqDesk

    with opened_store() as (_, store):
        found = FaqDesk(store).entry(entry)
    for name, value in asdict(found).items():
        if value:
            text = " | ".join(value) if isinstance(value, tuple) else value
            out.print(f"[dim]{name}:[/dim] {escape(text)}", soft_wrap=True)


@app.command()
def add(
    question: Question = None,
    answer: Answer = None,
    group: Annotated[str | None, typer.Option("--from", help="A group of `shopmate unanswered`.")] = None,
    also: Also = None,
    entry: Annotated[str, typer.Option("--id", help="Its id; made of the question when left out.")] = "",
    topic: Topic = None,
    link: Link = None,
    valid_from: From = None,
    valid_until: Until = None,
) -> None:
    """Add an entry; with --from its wordings are those of a group that was asked in vain."""
    from catalog.faq_desk import FaqDesk
    from catalog.products import FaqEntry

    with opened_store() as (settings, store):
        wordings = [
            *([question] if question else []),
            *(_wordings(settings, store, group) if group else ()),
            *(also or ()),
        ]
        if not wordings or not answer:
            raise typer.BadParameter("An entry needs --answer, and --question or --from.")
        given = _given(topic=topic, link=link, valid_from=valid_from, valid_until=valid_until)
        made = FaqDesk(store).add(FaqEntry(entry, wordings[0], answer, tuple(wordings[1:]), **given))
    out.print(f"Entry {escape(made.id)} is added: {escape(made.question)}", soft_wrap=True)


@app.command()
def edit(
    entry: Id,
    question: Question = None,
    answer: Answer = None,
    also: Also = None,
    topic: Topic = None,
    link: Link = None,
    valid_from: From = None,
    valid_until: Until = None,
) -> None:
    """Change the named fields of an entry; "" empties one, --also replaces all other ways to ask."""
    from catalog.faq_desk import FaqDesk

    changes = _given(question=question, answer=answer, topic=topic, link=link, valid_from=valid_from)
    changes |= _given(valid_until=valid_until, paraphrases=None if also is None else tuple(also))
    if not changes:
        raise typer.BadParameter("Nothing to change: name a field, like --answer.")
    with opened_store() as (_, store):
        FaqDesk(store).edit(entry, **changes)
    out.print(f"Entry {escape(entry)} is changed.")


@app.command()
def remove(entry: Id) -> None:
    """Remove an entry."""
    from catalog.faq_desk import FaqDesk

    with opened_store() as (_, store):
        FaqDesk(store).remove(entry)
    out.print(f"Entry {escape(entry)} is removed.")


@app.command("import")
def import_entries(path: Annotated[Path, typer.Argument(help="A .csv, .md, .json, .jsonld or .html file.")]) -> None:
    """Add and change entries from a file, all or none; entries that it does not name stay."""
    from catalog.faq_desk import FaqDesk
    from catalog.faq_files import read_faq_file

    with opened_store() as (_, store):
        done = FaqDesk(store).take_in(read_faq_file(path))
    out.print(f"FAQ: {done.added} added, {done.changed} changed, {done.unchanged} as they were.")


@app.command()
def export(path: Annotated[Path, typer.Argument(help="Where to: a .csv, .md, .json or .jsonld file.")]) -> None:
    """Write every entry into a file that `faq import` reads."""
    from catalog.faq_desk import FaqDesk
    from catalog.faq_files import faq_text

    with opened_store() as (_, store):
        entries = FaqDesk(store).entries()
    path.write_text(faq_text(entries, path.suffix), encoding="utf-8")
    out.print(f"{len(entries)} entries are in {escape(str(path))}.")


def _wordings(settings: Any, store: Any, name: str) -> tuple[str, ...]:
    from catalog.unanswered import group_named, open_groups

    group = group_named(open_groups(store, faq_of(settings, store)), name)
    if group is None:
        raise typer.BadParameter(f"There is no group {name!r}. `shopmate unanswered` lists them.")
    return group.texts


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
