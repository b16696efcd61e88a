"""shopmate unanswered: what shoppers asked in vain."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated

import typer
from rich.markup import escape

from bot.commands.opened import faq_of, opened_store
from bot.commands.output import err, out

_SHOWN = 5


def unanswered(
    days: Annotated[int, typer.Option(min=1, help="Only what was asked in the last days.")] = 90,
    limit: Annotated[int, typer.Option(min=1, help="At most so many groups.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List what was asked in vain, grouped by meaning, the most asked first.

    `shopmate faq add --from GROUP --answer "…"` makes a group an entry of the FAQ.
    """
    from catalog.records import now
    from catalog.unanswered import as_facts, open_groups

    with opened_store() as (settings, store):
        groups = open_groups(store, faq_of(settings, store), now() - timedelta(days=days))[:limit]
    for group in groups:
        if as_json:
            print(json.dumps(as_facts(group), ensure_ascii=False))
            continue
        kind = "searches" if group.searches * 2 > group.times else "questions"
        out.print(f"[bold]{group.id}[/bold]  {group.times} {kind}, last on {group.last_at:%d %B %Y}")
        for text in group.texts[:_SHOWN]:
            out.print(f"    {escape(text)}", soft_wrap=True)
        if len(group.texts) > _SHOWN:
            out.print(f"    [dim]… and {len(group.texts) - _SHOWN} more wordings[/dim]")
    if not groups:
        err.print(f"Nothing was asked in vain in the last {days} days.")
