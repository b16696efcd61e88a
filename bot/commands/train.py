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
def reranker(
    folder: Annotated[
        Path | None, typer.Argument(exists=True, file_okay=False, help="queries.csv and judgments.csv of this shop.")
    ] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="Use what ranked before the last training.")] = False,
) -> None:
    """The order of what the search finds, learnt from judged answers (product_id, query_id, grade) of this shop.

    It is used from the next start of the service on, and only if it ranks held-out queries better than before.
    """
    from catalog.search.learnt import PART
    from catalog.settings import load_settings, models_folder

    settings = load_settings()
    if rollback:
        return _roll_back(settings.home, PART)
    if folder is None:
        raise typer.BadParameter("name the folder with queries.csv and judgments.csv, or say --rollback.")
    from catalog.search.evaluation import EvaluationError
    from catalog.search.training.ranking import TooFewJudgementsError
    from catalog.search.training.shop import train_ranking
    from catalog.store import open_store
    from nlu.encoder import load_encoder

    encoder = load_encoder(settings.search.encoder, models_folder())
    try:
        card = train_ranking(settings, open_store(settings).products(), folder, encoder)
    except (EvaluationError, TooFewJudgementsError) as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo(json.dumps(card, indent=1, ensure_ascii=False))


def _roll_back(home: Path, part: str) -> None:
    from catalog.trained import NoEarlierVersionError, Trained

    try:
        folder = Trained(home, part).roll_back()
    except NoEarlierVersionError as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo(f"In use from the next start on: {f'version {folder.name}' if folder else 'what ships'}.")


@app.command()
def sentiment(
    reviews: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="CSVs with text and sentiment.")],
) -> None:
    """The models that read reviews, measured by cross-validation while at it; replaces those that ship."""
    from nlu.training.sentiment import train_sentiment

    with stages() as say:
        card = train_sentiment(reviews, progress=say)
    typer.echo(json.dumps(card, indent=1, ensure_ascii=False))
