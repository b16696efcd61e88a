"""shopmate train: make a model anew from what this machine has."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.extra import needs_training
from bot.commands.going_back import roll_back
from bot.commands.opened import opened_store
from bot.commands.output import err, progress, stages
from bot.commands.profile import train as profile
from bot.commands.train_classify import classify
from bot.commands.train_encoder import encoder
from bot.commands.train_order import order
from bot.commands.train_vision import vision

if TYPE_CHECKING:
    from catalog.recommend.training.behaviour import Behaviour
    from catalog.recommend.training.shop import Features
    from catalog.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Train one part of the shop, with progress.")
app.command()(vision)
app.command()(classify)
app.command("profile")(profile)
app.command()(order)
app.command()(encoder)


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
        return roll_back(settings.home, PART)
    if folder is None:
        raise typer.BadParameter("name the folder with queries.csv and judgments.csv, or say --rollback.")
    from catalog.search.evaluation import EvaluationError
    from catalog.search.training.ranking import TooFewJudgementsError
    from catalog.search.training.shop import train_ranking
    from nlu.encoder import load_encoder

    searching = load_encoder(settings.search.encoder, models_folder())
    with opened_store() as (_, store):
        products = store.products()
    try:
        card = train_ranking(settings, products, folder, searching)
    except (EvaluationError, TooFewJudgementsError) as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo(json.dumps(card, indent=1, ensure_ascii=False))


@app.command()
def attributes(
    rollback: Annotated[bool, typer.Option("--rollback", help="Use what read before the last training.")] = False,
) -> None:
    """What reads facts that the feed lacks out of titles and descriptions, learnt from this shop's own products.

    It is used from the next start of the service on, and only if it reads products left out better than before.
    """
    from catalog.from_text.reading import PART
    from catalog.settings import load_settings, models_folder
    from catalog.trained import Trained

    settings = load_settings()
    if rollback:
        return roll_back(settings.home, PART)
    needs_training()
    from bot.models.encoder import encoder_weights
    from catalog.from_text.training.shop import TooFewFactsError, train_attributes

    with opened_store() as (_, store):
        products = [product for product in store.products() if product.visible]
    try:
        with stages() as say:
            weights = encoder_weights(models_folder(), say)
            card = train_attributes(products, Trained(settings.home, PART), weights, progress=say)
    except TooFewFactsError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    typer.echo(json.dumps(card, indent=1, ensure_ascii=False))


@app.command()
def sentiment(
    reviews: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="CSVs with text and sentiment.")],
) -> None:
    """The models that read reviews, measured by cross-validation while at it; replaces those that ship."""
    from nlu.training.sentiment import train_sentiment

    with stages() as say:
        card = train_sentiment(reviews, progress=say)
    typer.echo(json.dumps(card, indent=1, ensure_ascii=False))


@app.command()
def aspects(
    held_out: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Sentences to measure it on: columns text, says.")
    ] = None,
) -> None:
    """What reads the aspects (size, battery …) that reviews speak of, from sentences that ship; replaces what ships."""
    from catalog.settings import models_folder
    from nlu.aspects import ENCODER
    from nlu.encoder import load_encoder
    from nlu.training.aspects import train_aspects

    card = train_aspects(load_encoder(ENCODER, models_folder()), held_out)
    typer.echo(json.dumps(card, indent=1, ensure_ascii=False))


@app.command()
def recommend(
    encoder: Annotated[str, typer.Option(help="attention or gru.")] = "attention",
    increment: Annotated[
        bool, typer.Option("--increment", help="Go on from the model in use with what happened since.")
    ] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Use what served before the model in use.")] = False,
) -> None:
    """What customers turn to next, learnt from this shop's own events and orders; replaces only by a better one."""
    from catalog.recommend.sequence.source import PART
    from catalog.settings import load_settings
    from catalog.trained import Trained

    settings = load_settings()
    if rollback:
        return roll_back(settings.home, PART, "at once")
    needs_training()
    from catalog.recommend.training.network import encoder_named
    from catalog.recommend.training.shop import SHOP, train_recommend

    try:
        training = replace(SHOP, encoder=encoder_named(encoder))
        with stages() as say:
            behaviour, features = _behaviour(settings, say)
            trained = Trained(settings.home, PART)
            outcome = train_recommend(behaviour, features, trained, training, increment=increment, progress=say)
    except ValueError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    typer.echo(json.dumps(outcome.card, indent=1, ensure_ascii=False))
    if outcome.adopted is None:
        typer.echo("What serves stays: the new model is no better.")


def _behaviour(settings: Settings, say: Callable[[str, float], None]) -> tuple[Behaviour, Features]:
    """What customers did, and what is said of every product and how it looks."""
    from catalog.recommend.training.behaviour import behaviour_in
    from catalog.shop import open_shop

    shop = open_shop(settings, lambda done, total: say("texts", done / max(total, 1)))
    try:
        say("pictures", 0.0)
        shop.photos.wait()
        products = shop.catalogue.products
        behaviour = behaviour_in(shop.store, products)
        return behaviour, {product: shop.vectors(product) for product in products}
    finally:
        shop.close()
