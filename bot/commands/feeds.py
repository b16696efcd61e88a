"""shopmate import: a feed or an export folder into the shop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def import_products(
    path: Annotated[Path, typer.Argument(help="A CSV or JSONL file, or a folder with an export.")],
    format: Annotated[str, typer.Option(help="auto, or the name of a format.")] = "auto",
    replace: Annotated[bool, typer.Option("--replace", help="Hide the products that the feed does not name.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    report: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write every refused row to this JSON file.")
    ] = None,
) -> None:
    """Bring products, pictures, reviews and links into the shop.

    Ends with 0 when every row is in, 3 when some rows were refused, 2 when nothing could be used.
    A running service notices the change by itself.
    """
    from catalog.feeds import import_feed, import_progress
    from catalog.settings import load_settings
    from catalog.store import open_store

    settings = load_settings()
    store = open_store(settings)
    try:
        with import_progress() as show:
            result = import_feed(store, settings, path, format=format, dry_run=dry_run, replace=replace, progress=show)
    finally:
        store.close()
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(json.dumps(result.to_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    typer.echo(result.text())
    raise typer.Exit(result.exit_code)
