"""shopmate train encoder: what the wishes of this shop mean, learnt from what visitors turned to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.extra import needs_training
from bot.commands.going_back import roll_back
from bot.commands.opened import opened_store
from bot.commands.output import err, stages


def encoder(
    folder: Annotated[
        Path | None, typer.Argument(exists=True, file_okay=False, help="queries.csv and judgments.csv of this shop.")
    ] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="Search as before the last training.")] = False,
) -> None:
    """What wishes mean here, learnt from searches and what visitors turned to after them, or from judged answers.

    It takes part in the order of what is found, from the next start of the service on, and only if wishes left out
    of the training are answered better than before. Interrupted, the next call goes on where it stopped.
    """
    from catalog.search.learnt import PART
    from catalog.settings import load_settings, models_folder

    settings = load_settings()
    if rollback:
        return roll_back(settings.home, PART)
    needs_training()
    from bot.models.encoder import encoder_weights
    from catalog.search.training.encoder import Bench, train_search_encoder
    from catalog.search.training.shop import judged_here
    from catalog.search.training.wishes import wishes_in
    from nlu.encoder import load_encoder

    if settings.search.encoder != "minilm":
        told = f"config.yml searches with {settings.search.encoder!r}"
        err.print(f"{told}. What can be taught: minilm (shop.search.encoder); for others there is no trainer.")
        raise typer.Exit(2)
    try:
        with opened_store() as (_, store), stages() as say:
            products = [product for product in store.products() if product.visible]
            judged = judged_here(products, folder) if folder else wishes_in(store, products)
            weights = encoder_weights(models_folder(), say)
            bench = Bench(load_encoder("minilm", models_folder()), weights, settings.home / "training", say)
            command = f"shopmate train encoder {folder.name if folder else ''}".strip()
            card = train_search_encoder(settings, judged, bench, command)
    except ValueError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    typer.echo(json.dumps(card, indent=1, ensure_ascii=False))
    stays = "What serves stays: wishes left out are answered no better."
    typer.echo("It serves from the next start on." if card["adopted"] else stays)
