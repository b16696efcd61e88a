"""shopmate train profile and eval profile: labels of customers, told by what they turn to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.extra import needs_training
from bot.commands.going_back import roll_back
from bot.commands.output import err, show_results, stages

if TYPE_CHECKING:
    from catalog.recommend.history import History
    from catalog.shop import Shop

Label = Annotated[str, typer.Option(help="The column that holds the label; else label, age_group or gender.")]
Encoder = Annotated[str, typer.Option(help="attention or gru.")]


def evaluate(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    fit: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Learn from these; else from four fifths of FILE."),
    ] = None,
    label: Label = "",
    encoder: Encoder = "gru",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """A label of customers: a CSV of what each turned to (customer_id, product_id, category, date, the label)."""
    needs_training()
    from catalog.recommend.training.label_evaluation import evaluate_profile
    from catalog.recommend.training.labels import LabelTraining
    from catalog.recommend.training.network import encoder_named

    try:
        training = LabelTraining(encoder=encoder_named(encoder))
        with stages() as say:
            results = evaluate_profile(file, fit, label=label, training=training, progress=say)
    except ValueError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    if not as_json:
        for name, scores in results.pop("classes").items():
            results[name] = ", ".join(f"{measure} {score:.3f}" for measure, score in scores.items())
    show_results(f"the label of customers in {file}", results, as_json=as_json)


def train(
    labels: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="A CSV: customer_id and the label.")
    ] = None,
    label: Label = "",
    encoder: Encoder = "gru",
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Guess the label named by --label as before the last training.")
    ] = False,
) -> None:
    """A label of customers ("age_group"), learnt from what they turned to; replaces only by a better one.

    It is told only where `shop.recommend.labels` names it and the customer says that it may be guessed.
    """
    from catalog.recommend.guessing import part_of
    from catalog.settings import load_settings
    from catalog.trained import Trained

    settings = load_settings()
    if rollback:
        if not label:
            raise typer.BadParameter("name the label with --label.")
        return roll_back(settings.home, part_of(label), "at once")
    if labels is None:
        raise typer.BadParameter("name the CSV with customer_id and the label, or say --rollback.")
    needs_training()
    from catalog.recommend.training.label_shop import people_in, train_profile
    from catalog.recommend.training.labels import LabelTraining
    from catalog.recommend.training.network import encoder_named
    from catalog.recommend.training.people import read_labels
    from catalog.shop import open_shop

    try:
        training = replace(LabelTraining(), encoder=encoder_named(encoder))
        name, values = read_labels(labels, label)
        with stages() as say:
            shop = open_shop(settings, lambda done, total: say("texts", done / max(total, 1)))
            try:
                people = people_in(name, values, _known(shop), shop.catalogue.products)
            finally:
                shop.close()
            outcome = train_profile(*people, Trained(settings.home, part_of(name)), training, say)
    except ValueError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    typer.echo(json.dumps(outcome.card, indent=1, ensure_ascii=False))
    if outcome.adopted is None:
        typer.echo("What serves stays: the new model is no better.")
    elif name not in settings.recommend.labels:
        typer.echo(f"It is not told yet: name {name} in shop.recommend.labels to have it guessed of who allows it.")


def _known(shop: Shop) -> Callable[[str], History | None]:
    """What may be learnt of a customer: nothing of who forbade guesses."""
    from catalog.recommend.guessing import CONSENT

    forbidding = {customer for _, customer, said in shop.store.all_said(CONSENT) if customer and said == "off"}
    return lambda customer: None if customer in forbidding else shop.recommender.history("", customer)
