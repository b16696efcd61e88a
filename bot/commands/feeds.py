"""shopmate import: a feed, an export of a shop system or a table of one's own into the shop."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from catalog.feeds import ImportReport
    from catalog.settings import Settings
    from catalog.store import Store
    from catalog.store.emptying import Things

#: A table to start from; `shopmate import --template own` prints it.
TEMPLATE = """\
id,title,description,brand,gender,categories,currency,price,list_price,sku,size,colour,stock,images,attributes,url
linen-shirt,Linen shirt,Cool on warm days.,Nord,Men,Clothing/Shirts,EUR,49.90,59.90,S-1,S,White,3,w.jpg,material=Linen,
linen-shirt,,,,,,EUR,54.90,,S-2,M,Navy,untracked,n.jpg,,
mug,Stoneware mug,Holds 300 ml.,,,Kitchen/Mugs,EUR,9.00,,,,,12,,,
"""


def import_products(
    path: Annotated[
        str | None, typer.Argument(help="A file or a folder with an export, or its http(s) address; see README.md.")
    ] = None,
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
    forget_map: Annotated[
        bool, typer.Option("--forget-map", help="Forget what was said before of columns like this table's.")
    ] = False,
    template: Annotated[str, typer.Option(help="own: print a table to start from.")] = "",
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Don't ask: clear the demo shop, hide what --replace hides.")
    ] = False,
    keep_demo: Annotated[bool, typer.Option("--keep-demo", help="Import beside the demo shop, to try it out.")] = False,
) -> None:
    """Bring products, pictures, reviews and links into the shop.

    Ends with 0 when every row is in, 3 when some rows were refused, 2 when nothing could be used.
    A running service notices the change by itself. What is said of columns is remembered for the next such table.
    """
    if template:
        _print_template(template)
        return
    if path is None:
        raise typer.BadParameter("nothing to import. Name a file, a folder or an address.")
    from catalog.feeds import FeedError
    from catalog.feeds.sources import opened_source
    from catalog.settings import load_settings
    from catalog.store import open_store

    settings, said = load_settings(), _mapping(columns or [])
    store = open_store(settings)
    options = {"format": format, "dry_run": dry_run, "replace": replace}
    try:
        source = opened_source(path, settings.home, settings.pictures.allowed_hosts).path
        if forget_map:
            _forget_map(settings, source)
        demo = None if dry_run or keep_demo else _demo_to_clear(settings, store, source, yes)
        result = _imported(settings, store, source, said, {**options, "instead_of": demo}, yes)
        is_in = not (result.error or dry_run)
        if demo:
            _tell_of_demo(settings, store, demo, is_in)
        found = _health(settings, store) if is_in else []
        waiting = store.count_pictures()["waiting"] if is_in else 0
    except FeedError as error:
        typer.echo(f"Nothing imported: {error}")
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        typer.echo("\nStopped. Nothing was imported: the shop is as it was.", err=True)
        raise typer.Exit(130) from None
    finally:
        store.close()
    typer.echo(result.text())
    if waiting:
        typer.echo(f"{waiting} pictures are fetched while the shop is served; shopmate pictures fetch does it now.")
    for one in found:
        typer.echo(f"Worth a look: {one.text()}")
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        told = {**result.to_dict(), "health": [one.to_dict() for one in found]}
        report.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    raise typer.Exit(result.exit_code)


def _imported(
    settings: Settings, store: Store, source: Path, said: dict[str, str], options: dict[str, Any], yes: bool
) -> ImportReport:
    """Imports, and asks on a terminal what only a person can say."""
    from catalog.feeds import import_feed, import_progress

    while True:
        with import_progress() as show:
            result = import_feed(store, settings, source, progress=show, columns=said, hide_many=yes, **options)
        question = result.question
        if question and question.role not in said and _is_terminal():
            said[question.role] = typer.prompt(f"{question.text} [{', '.join(question.choices)}]")
        elif result.hides and _is_terminal() and typer.confirm(f"{result.error}\nHide {result.hides} products?"):
            yes = True
        else:
            return result


def _demo_to_clear(settings: Settings, store: Store, source: Path, yes: bool) -> Things | None:
    """What a merchant's own import takes the place of: the demo, if the home holds it; asks first.

    Raises: FeedError where nobody can be asked, or the demo is to stay.
    """
    from catalog.demo.left import demo_left, is_demo_feed
    from catalog.feeds import FeedError
    from catalog.settings import DEMO_MARK

    left = demo_left(store)
    if is_demo_feed(source):
        (settings.home / DEMO_MARK).touch()
    if not left or is_demo_feed(source):
        return None
    told = f"This home still holds the demo shop ({left}). What is the demo's must not be told as yours."
    if not yes and not _is_terminal():
        raise FeedError(
            f"{told} Add --yes to clear it, or use an empty home (SHOPMATE_HOME=./my-shop); --keep-demo imports beside "
            "it."
        )
    if not yes and not typer.confirm(f"{told}\nClear it before your import?", default=True):
        raise FeedError("the demo shop stays. --keep-demo imports beside it, SHOPMATE_HOME names another home.")
    return left


def _tell_of_demo(settings: Settings, store: Store, demo: Things, is_gone: bool) -> None:
    """What became of the demo; with it goes what lay beside the database."""
    from bot.emptying import sweep

    if is_gone:
        sweep(settings, store)
    told = f"cleared: {demo}, and what was said to it" if is_gone else "as it was"
    typer.echo(f"The demo shop is {told}.")


def _health(settings: Settings, store: Store) -> list[Any]:
    """What shoppers will stumble over, pictures looked at where the shop trained to tell categories by them."""
    from bot.commands.output import counting
    from catalog.health import examine
    from catalog.photos.kinds import look_over
    from vision.network import NetworkMissingError

    seen = None
    try:
        with counting("pictures") as count:
            seen = look_over(settings, store, count)
    except NetworkMissingError as error:
        typer.echo(f"The pictures say nothing of categories: {error}", err=True)
    return examine(store, settings.images, seen)


def _forget_map(settings: Settings, source: Path) -> None:
    from catalog.feeds.detection import read_feed
    from catalog.feeds.mappings import forget

    forgotten = forget(settings.home, read_feed(source).header)
    typer.echo("What was said of these columns is forgotten." if forgotten else "Nothing was said of these columns.")


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


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
