"""shopmate import: a feed, an export of a shop system or a table of one's own into the shop."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

#: A table to start from; `shopmate import --template own` prints it.
TEMPLATE = """id,title,description,brand,gender,categories,currency,price,sku,size,colour,stock,images,attributes,url
linen-shirt,Linen shirt,Cool on warm days.,Nord,Men,Clothing/Shirts,EUR,49.90,S-1,S,White,3,w.jpg,material=Linen,
linen-shirt,,,,,,EUR,54.90,S-2,M,Navy,untracked,n.jpg,,
mug,Stoneware mug,Holds 300 ml.,,,Kitchen/Mugs,EUR,9.00,,,,12,,,
"""


def import_products(
    path: Annotated[Path | None, typer.Argument(help="A file or a folder with an export; see README.md.")] = None,
    format: Annotated[str, typer.Option(help="auto, or the name of a format.")] = "auto",
    replace: Annotated[bool, typer.Option("--replace", help="Hide the products that the feed does not name.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    report: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write the figures and every refused row to this JSON file.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="What a column of your own table is: title=Artikeltext1, stock=untracked."),
    ] = None,
    template: Annotated[str, typer.Option(help="own: print a table to start from.")] = "",
) -> None:
    """Bring products, pictures, reviews and links into the shop.

    Ends with 0 when every row is in, 3 when some rows were refused, 2 when nothing could be used.
    A running service notices the change by itself.
    """
    if template:
        _print_template(template)
        return
    if path is None:
        raise typer.BadParameter("nothing to import. Name a file or a folder.")
    from catalog.feeds import import_feed, import_progress
    from catalog.settings import load_settings
    from catalog.store import open_store

    settings, said = load_settings(), _mapping(columns or [])
    store = open_store(settings)
    try:
        while True:
            with import_progress() as show:
                result = import_feed(
                    store,
                    settings,
                    path,
                    format=format,
                    dry_run=dry_run,
                    replace=replace,
                    progress=show,
                    columns=said,
                )
            question = result.question
            if question is None or question.role in said or not (sys.stdin.isatty() and sys.stdout.isatty()):
                break
            said[question.role] = typer.prompt(f"{question.text} [{', '.join(question.choices)}]")
    finally:
        store.close()
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(json.dumps(result.to_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    typer.echo(result.text())
    raise typer.Exit(result.exit_code)


def _mapping(said: list[str]) -> dict[str, str]:
    found = {}
    for one in said:
        role, equals, column = one.partition("=")
        if not equals or not column.strip():
            raise typer.BadParameter(f"--map {one}. Allowed: ROLE=COLUMN, like title=Artikeltext1 or stock=untracked.")
        found[role.strip().lower()] = column.strip()
    return found


def _print_template(name: str) -> None:
    if name != "own":
        raise typer.BadParameter(f"--template {name}. Allowed: own.")
    typer.echo(TEMPLATE, nl=False)
