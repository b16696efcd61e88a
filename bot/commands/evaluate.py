"""shopmate eval: measure one part on given data."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.extra import needs_reading, needs_training, reading_labels
from bot.commands.output import counting, err, show_results, stages
from bot.commands.profile import evaluate as profile

if TYPE_CHECKING:
    from nlu.encoder import SentenceEncoder
    from vision.embedding import ImageEmbedder

app = typer.Typer(no_args_is_help=True, help="Measure one part; with --json the last line is one JSON object.")

Folder = Annotated[
    Path, typer.Argument(exists=True, file_okay=False, help="A folder of the shape shown in the README.")
]
Csv = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
EncoderName = Annotated[str, typer.Option(help="An encoder in place of the one that config.yml names.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


@app.callback()
def _group() -> None:
    """Groups the measurements."""


@app.command()
def search(
    folder: Folder,
    fit: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Learn to rank from this folder first.")
    ] = None,
    folds: Annotated[int | None, typer.Option(min=2, help="Learn to rank from the queries of the other folds.")] = None,
    seed: Annotated[int, typer.Option(help="Of the folds.")] = 0,
    encoder: EncoderName = "",
    as_json: AsJson = False,
) -> None:
    """Text search: products.csv, queries.csv and judgments.csv (or .csv.gz) in FOLDER."""
    from catalog.search.evaluation import evaluate_search

    opened = _encoder(encoder)
    if not fit and not folds:
        return show_results(f"search on {folder}", evaluate_search(folder, opened), as_json=as_json)
    from catalog.search.training.evaluation import cross_validated, evaluate_fitted

    results = evaluate_fitted(folder, fit, opened) if fit else cross_validated(folder, folds or 0, seed, opened)
    show_results(f"search on {folder}, fitted", results, as_json=as_json)


@app.command()
def intents(
    test: Csv,
    fit: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Training texts: columns text, intent.")],
    val: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Texts that teach where to stop believing.")
    ] = None,
    halves: Annotated[
        int, typer.Option(min=0, help="Instead of --val: means over so many splits, a half of TEST teaching the other.")
    ] = 0,
    encoder: EncoderName = "",
    as_json: AsJson = False,
) -> None:
    """Intents: the pipeline of config.yml, fitted on --fit, measured on TEST (columns text, intent)."""
    options = ["--fit", str(fit.resolve())] + (["--val", str(val.resolve())] if val else [])
    options += (["--halves", str(halves)] if halves else []) + (["--encoder", encoder] if encoder else [])
    show_results(f"intents of {test}", _in_rasa([str(test.resolve()), *options, "--json"]), as_json=as_json)


@app.command()
def heard(
    file: Csv,
    wrong: Annotated[bool, typer.Option("--wrong", help="List the rows that were not heard exactly.")] = False,
    as_json: AsJson = False,
) -> None:
    """Sentences: rows of text, shop and what is to be heard (tests/nlu/heard/README.md), in FILE."""
    from catalog.hearing import RowsError, compared_rows, evaluate_heard

    try:
        if wrong:
            for row in compared_rows(file):
                if not row.comparison.exact:
                    typer.echo(f"{row.shop}: {row.text}\n  wanted {dict(row.expected)}\n  heard  {dict(row.actual)}")
        results = evaluate_heard(file)
    except RowsError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    show_results(f"what is heard in {file}", results, as_json=as_json)


@app.command()
def faq(
    file: Csv,
    fit: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Questions to fit the weights on first.")
    ] = None,
    entries: Annotated[Path | None, typer.Option(exists=True, help="Entries as `faq export` writes them.")] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="List the questions not answered as they should be.")] = False,
    encoder: EncoderName = "",
    as_json: AsJson = False,
) -> None:
    """Service questions: questions in the words of others in FILE, asked of the demo shop's FAQ or of --entries."""
    from catalog.demo.assortment import faq_entries
    from catalog.faq import FaqAnswerer
    from catalog.faq_evaluation import Questions, QuestionsError, evaluate_faq, fitted_weights, missed
    from catalog.faq_files import read_faq_file
    from catalog.settings import load_settings

    known = read_faq_file(entries) if entries else faq_entries()
    answerer = FaqAnswerer(known, _encoder(encoder), load_settings().faq)
    try:
        weights = fitted_weights(answerer, Questions.read(fit)) if fit else None
        questions = Questions.read(file)
    except QuestionsError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    answerer = answerer.weighing(weights) if weights else answerer
    for line in missed(answerer, questions) if wrong else ():
        typer.echo(line)
    results: dict[str, Any] = {**evaluate_faq(answerer, questions), **(asdict(weights) if weights else {})}
    show_results(f"service questions of {file}", results, as_json=as_json)


@app.command()
def photo(
    folder: Folder,
    split: Annotated[str | None, typer.Option(help="Only the photos of this split.")] = None,
    fit: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="Train on these photos first.")] = None,
    fit_split: Annotated[str | None, typer.Option(help="Only this split of --fit.")] = None,
    network: Annotated[
        Path | None, typer.Option(exists=True, help="A model.onnx, its card.json beside it, for the one that ships.")
    ] = None,
    label: Annotated[bool, typer.Option("--label", help="Read what stands on pictures and photos too.")] = False,
    category: Annotated[list[str] | None, typer.Option(help="Only photos of products of this one; repeatable.")] = None,
    as_json: AsJson = False,
) -> None:
    """Photo search: catalog.csv and photos.csv in FOLDER, the photos' paths relative to it."""
    from catalog.photos.evaluation import evaluate_photo
    from catalog.photos.photo_set import PhotoSetError

    if label:
        needs_reading()
    try:
        with stages() as say, reading_labels(label) as labels:
            results = evaluate_photo(
                folder,
                _embedder(network),
                split=split,
                fit_folder=fit,
                fit_split=fit_split,
                categories=category or (),
                labels=labels,
                progress=lambda stage, done, total: say(stage, done / max(total, 1)),
            )
    except PhotoSetError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    show_results(f"photo search on {folder}", results, as_json=as_json)


@app.command()
def classify(
    folder: Folder,
    fit: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Folders of training images.")],
    as_json: AsJson = False,
) -> None:
    """Image classes: a folder of images for each class, in --fit and in FOLDER."""
    from vision.evaluation import evaluate_classify

    with counting("images") as count:
        results = evaluate_classify(folder, fit, _embedder(), count)
    if not as_json:
        classes = results.pop("classes")
        for name, scores in classes.items():
            results[name] = ", ".join(f"{measure} {score:.3f}" for measure, score in scores.items())
    show_results(f"image classes of {folder}", results, as_json=as_json)


@app.command()
def reviews(
    test: Csv,
    fit: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Training reviews: columns text, sentiment.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Sentiment of reviews: fitted on --fit, measured on TEST; without --fit cross-validated on TEST, five parts."""
    from nlu.training.sentiment import cross_validate, evaluate_reviews, read_reviews

    with stages() as say:
        results = evaluate_reviews(test, fit, say) if fit else cross_validate(*read_reviews(test), say)
    show_results(f"reviews of {test}", results, as_json=as_json)


@app.command()
def aspects(test: Csv, as_json: AsJson = False) -> None:
    """Aspects of reviews: sentences in TEST, columns text and says ("look positive; size small")."""
    from nlu.aspects import ENCODER, load_aspects
    from nlu.training.aspects import AspectFileError, evaluate_aspects, read_labelled

    try:
        rows = read_labelled(test)
    except AspectFileError as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    results = evaluate_aspects(load_aspects(_encoder(ENCODER)), rows)
    show_results(f"aspects of {test}", results, as_json=as_json)


@app.command()
def attributes(
    test: Csv,
    fit: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Products to learn from first.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="Without --fit: learn from the products of the other folds.")] = 5,
    seed: Annotated[int, typer.Option(help="Of the folds and of the training.")] = 0,
    unseen_names: Annotated[
        bool, typer.Option("--unseen-names", help="Measure on attributes whose names were left out of the training.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Attributes read out of texts: JSONL with input, category and target_scores, as ExtractGPT writes it."""
    from bot.models.encoder import encoder_weights
    from catalog.settings import models_folder
    from nlu.training.attribute_folds import cross_validated, measured
    from nlu.training.attributes import fit_attributes, read_attributes

    if fit and unseen_names:
        raise typer.BadParameter("--unseen-names is measured over folds; leave --fit out.")
    rows = read_attributes(test)
    with stages() as say:
        encoder = encoder_weights(models_folder(), say)
        if fit:
            results = measured(fit_attributes(read_attributes(fit), encoder, seed=seed, progress=say), rows)
        else:
            results = cross_validated(rows, encoder, folds, seed=seed, unseen_names=unseen_names, progress=say)
    show_results(f"attributes of {test}", results, as_json=as_json)


@app.command()
def recommend(
    file: Csv,
    encoder: Annotated[str, typer.Option(help="attention or gru.")] = "attention",
    checkpoint: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Kept after every epoch; a run that was cut off goes on from it."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What comes next: customers' histories in FILE, one a line, their last product held out."""
    needs_training()
    from catalog.recommend.sequence.histories import HistoryFileError
    from catalog.recommend.training.evaluation import evaluate_recommend
    from catalog.recommend.training.learner import Training
    from catalog.recommend.training.network import encoder_named

    try:
        training = Training(encoder=encoder_named(encoder))
        with stages() as say:
            results = evaluate_recommend(file, training, say, checkpoint)
    except (HistoryFileError, ValueError) as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    show_results(f"what comes next in {file}", results, as_json=as_json)


app.command("profile")(profile)


def _encoder(name: str) -> SentenceEncoder:
    """The encoder called `name`, that of config.yml when no name is given."""
    from catalog.settings import load_settings, models_folder
    from nlu.encoder import EncoderMissingError, UnknownEncoderError, load_encoder

    try:
        return load_encoder(name or load_settings().search.encoder, models_folder())
    except (EncoderMissingError, UnknownEncoderError) as error:
        err.print(str(error))
        raise typer.Exit(2) from None


def _embedder(model: Path | None = None) -> ImageEmbedder:
    from catalog.settings import models_folder
    from vision.embedding import ImageEmbedder
    from vision.network import load_network

    return ImageEmbedder(load_network(models_folder(), model.parent if model else None))


def _in_rasa(arguments: list[str]) -> dict[str, Any]:
    """Runs the evaluation where Rasa is installed; its last line is the result."""
    from bot.rasa_process import rasa_python
    from bot.training import config_file
    from catalog.settings import ROOT, models_folder

    more = {"SHOPMATE_MODELS": str(models_folder())}
    command = [str(rasa_python()), "-m", "bot.rasa.intent_evaluation", *arguments, "--config", str(config_file())]
    ran = subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, stdout=subprocess.PIPE, text=True, check=False)
    lines = ran.stdout.strip().splitlines()
    try:
        results: dict[str, Any] = json.loads(lines[-1])
    except (IndexError, ValueError):
        err.print(f"The evaluation ended with {ran.returncode} and without a result; see above.", style="red")
        raise typer.Exit(ran.returncode or 1) from None
    return results
