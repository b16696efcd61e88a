"""shopmate pictures: the pictures that feeds name by their address."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.markup import escape

from bot.commands.opened import opened_store
from bot.commands.output import err, out

app = typer.Typer(help="The pictures that feeds name by their address: what is here, what waits, what failed.")
_SHOWN = 50


@app.callback(invoke_without_command=True)
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a list.")] = False,
) -> None:
    """Tell how many are here, wait and failed, and each trouble with the product that shows it."""
    if context.invoked_subcommand:
        return
    with opened_store() as (_, store):
        counted, troubled = store.count_pictures(), store.troubled_pictures()
        products = store.products_showing([picture.file for picture in troubled])
    rows = [
        {"address": one.address, "state": one.state, "trouble": one.trouble, "product": products.get(one.file, "")}
        for one in troubled
    ]
    if as_json:
        print(json.dumps({**counted, "troubled": rows}, ensure_ascii=False))
        return
    out.print(f"{counted['here']} here, {counted['waiting']} waiting, {counted['failed']} failed")
    for row in rows[:_SHOWN]:
        out.print(escape(f"  {row['state']}: {row['address']} ({row['product']}): {row['trouble']}"), soft_wrap=True)
    if len(rows) > _SHOWN:
        out.print(f"  … and {len(rows) - _SHOWN} more; --json lists all")
    if rows:
        err.print("shopmate pictures retry tries these again.")


@app.command()
def fetch() -> None:
    """Fetch what waits, here and now; a running service does it by itself. Ctrl-C stops, the next run goes on."""
    from bot.commands.output import counting
    from catalog.pictures.work import PictureWork

    with opened_store() as (settings, store):
        work = PictureWork(settings, store)
        total, done = store.count_pictures()["waiting"], 0
        try:
            with counting("pictures") as show:

                def told(_picture: object) -> None:
                    nonlocal done
                    done += 1
                    show(done, max(total, done))

                if not work.run_due(told):
                    err.print("Another process (a running service) fetches already.")
        except KeyboardInterrupt:
            err.print("Stopped; what is here stays, and the next run goes on.")
            raise typer.Exit(130) from None
        finally:
            work.close()
            counted = store.count_pictures()
    out.print(f"{counted['here']} here, {counted['waiting']} waiting, {counted['failed']} failed")


@app.command()
def retry() -> None:
    """Try the failed ones again, at once: a running service fetches them, or shopmate pictures fetch."""
    with opened_store() as (_, store):
        again = store.retry_pictures()
    out.print(f"{again} pictures are tried again.")
