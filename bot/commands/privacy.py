"""shopmate export-customer and erase-customer: what the shop knows about one person."""

from __future__ import annotations

import json
from typing import Annotated

import typer

CustomerId = Annotated[str, typer.Argument(help="The shop's id of the customer.")]


def export_customer(customer: CustomerId) -> None:
    """Print everything kept about a customer as one JSON object."""
    from bot.privacy import export
    from catalog.settings import load_settings

    kept = export(load_settings(), customer)
    if not any(kept.values()):
        typer.echo(f"The shop knows no customer {customer!r}.", err=True)
        raise typer.Exit(1)
    typer.echo(json.dumps(kept, ensure_ascii=False, indent=2))


def erase_customer(
    customer: CustomerId, yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False
) -> None:
    """Delete everything kept about a customer, for good."""
    from bot.privacy import erase
    from catalog.settings import load_settings

    if not yes:
        typer.confirm(f"Delete all that is kept about customer {customer!r}? This can't be undone.", abort=True)
    if not erase(load_settings(), customer):
        typer.echo(f"The shop knows no customer {customer!r}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Everything about customer {customer!r} is deleted.")
