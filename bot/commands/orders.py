"""shopmate orders: what customers asked to have changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from bot.commands.opened import opened_store
from bot.commands.output import err, out

if TYPE_CHECKING:
    from catalog.records import OrderChange

app = typer.Typer(no_args_is_help=True, help="What customers asked to have changed in their orders.")
changes = typer.Typer(help="Changes that wait for the merchant.")
app.add_typer(changes, name="changes")
Number = Annotated[int, typer.Argument(help="The number of the change.")]
Note = Annotated[str, typer.Option(help="A note for the record.")]


@changes.callback(invoke_without_command=True)
def list_changes(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Closed changes too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List what waits, newest first, with what the shop's own system says of the order by now."""
    if context.invoked_subcommand:
        return
    from catalog.announcing import facts_of

    with opened_store() as (settings, store):
        found = store.order_changes(outcome=None if everything else "waiting")
        fed = store.fed_states({change.number for change in found})
        waiting = store.outgoing_waiting()
    for change in found:
        if as_json:
            print(json.dumps({**facts_of(settings, change), "shop_says": fed.get(change.number, "")}))
        else:
            _show(change, fed.get(change.number, ""))
    if not found:
        err.print("Nothing was asked for yet." if everything else "Nothing waits.")
    for one in waiting:
        if one.trouble:
            err.print(f"[yellow]not delivered ({one.channel}, {one.tries} tries): {escape(one.trouble)}[/yellow]")


@changes.command()
def done(number: Number, note: Note = "") -> None:
    """Say that a change is carried out in the shop's own system."""
    _close(number, "done", note)


@changes.command()
def refuse(number: Number, note: Note = "") -> None:
    """Say that a change can't be carried out; the order is again what the shop's own system says."""
    _close(number, "refused", note)


@app.command()
def secret() -> None:
    """Print the secret with which the webhook's receiver checks its signature."""
    from bot.keys import webhook_secret
    from catalog.settings import load_settings

    print(webhook_secret(load_settings().home))


def _show(change: OrderChange, fed: str) -> None:
    of = f" of order {change.number}" if change.number else ""
    state = "" if change.outcome == "waiting" else f"  ({change.outcome})"
    says = f"; the shop's system says {fed}" if fed else ""
    head = f"{change.kind}{of}, customer {change.customer_id}, {change.at:%d %B %Y %H:%M}{says}{state}"
    out.print(f"[bold]{change.id}[/bold]  {escape(head)}", soft_wrap=True)
    for name, value in change.detail.items():
        if value:
            out.print(f"    [dim]{name}: {escape(json.dumps(value, ensure_ascii=False))}[/dim]", soft_wrap=True)
    if change.note:
        out.print(f"    {escape(change.note)}", soft_wrap=True)


def _close(number: int, outcome: str, note: str) -> None:
    with opened_store() as (_, store):
        closed = store.close_change(number, "done" if outcome == "done" else "refused", note)
    if not closed:
        err.print(f"There is no waiting change {number}. `shopmate orders changes` lists them.", style="red")
        raise typer.Exit(1)
    out.print(f"Change {number} is {outcome}.")
