"""shopmate train order: how the candidates of all sources of recommendations are best ordered."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.commands.extra import needs_training
from bot.commands.going_back import roll_back
from bot.commands.output import err, stages


def order(
    rollback: Annotated[bool, typer.Option("--rollback", help="Order as before the last training.")] = False,
) -> None:
    """The order of what is recommended, learnt from what visitors turned to next; replaces only by a better one.

    The past is lived through again, and the last fifth of it is only measured on.
    """
    from catalog.recommend.order import PART
    from catalog.settings import load_settings
    from catalog.trained import Trained

    settings = load_settings()
    when = "within the hour"
    if rollback:
        return roll_back(settings.home, PART, when)
    needs_training()
    from catalog.recommend.training.ordering import past_of, train_order
    from catalog.shop import open_shop

    try:
        with stages() as say:
            shop = open_shop(settings, lambda done, total: say("texts", done / max(total, 1)))
            try:
                outcome = train_order(past_of(shop), Trained(settings.home, PART), say)
            finally:
                shop.close()
    except ValueError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    typer.echo(json.dumps(outcome.card, indent=1, ensure_ascii=False))
    typer.echo(f"It serves {when}." if outcome.adopted else "What serves stays: the learnt order is no better.")
