"""shopmate empty: an empty shop again."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.opened import opened_store


def empty(
    demo: Annotated[bool, typer.Option("--demo", help="Only what the demo shop brought.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Take out all products, FAQ, customers, orders, reviews and conversations; keys and settings stay."""
    from bot import emptying
    from catalog.demo.left import demo_left

    with opened_store() as (settings, store):
        told = str(demo_left(store)) if demo else f"{len(store.product_ids())} products, {len(store.faq())} FAQ entries"
        told = told if demo else f"{told}, {len(store.customer_ids())} customers, and all orders and conversations"
        if demo and not told:
            typer.echo("Nothing of the demo shop is in this home.")
            return
        if not yes:
            typer.confirm(f"Delete {told} from {settings.home}? This can't be undone.", abort=True)
        if demo:
            emptying.take_out_demo(settings, store)
        else:
            emptying.empty(settings, store)
    typer.echo(f"Deleted: {told}.")
