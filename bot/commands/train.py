"""shopmate train: make a model anew from what this machine has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.output import progress, stages

app = typer.Typer(no_args_is_help=True, help="Train one part of the shop, with progress.")


@app.command()
def dialogue(force: Annotated[bool, typer.Option(help="Train though nothing changed.")] = False) -> None:
    """Rasa's model, from nlu/data and bot/dialogue. A running service uses it after its next start."""
    from bot.training import model_file, train
    from catalog.settings import load_settings

    home = load_settings().home
    if not train(home, progress(), force=force):
        typer.echo(f"Nothing changed since {model_file(home)} was trained; --force trains it anyway.")


@app.command()
def sentiment(
    reviews: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="CSVs with text and sentiment.")],
) -> None:
    """The models that read reviews, measured by cross-validation while at it; replaces those that ship."""
    from nlu.sentiment.training import train_sentiment

    with stages() as say:
        card = train_sentiment(reviews, progress=say)
    typer.echo(json.dumps(card, indent=1, ensure_ascii=False))
