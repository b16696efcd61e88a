"""`eval search` of a ranking that was fitted first: on another folder, or on the other queries of the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from catalog.search.evaluation import EvaluationError, Figures, Judged, built, measure
from catalog.search.fusion import Relevance
from catalog.search.learnt import LearntRanking
from catalog.search.training.ranking import Lesson, fit_ranking, lesson
from nlu.encoder import SentenceEncoder


def evaluate_fitted(folder: Path, fit: Path, encoder: SentenceEncoder, index: Path | None = None) -> dict[str, float]:
    """The numbers of `eval search` for a ranking learnt from the folder `fit`.

    Queries of `folder` that `fit` has as well, in the same words, are left out of the fit.
    Raises: EvaluationError, TooFewJudgementsError.
    """
    taught, judged = Judged.read(fit), Judged.read(folder)
    asked = {text.casefold() for text in judged.queries.values()}
    with built(taught.products, encoder, index, _nothing(encoder)) as (engine, _):
        names = [name for name, text in taught.queries.items() if text.casefold() not in asked]
        learnt = fit_ranking(list(lessons(engine.relevance, taught, names).values()), encoder.fingerprint)
    with built(judged.products, encoder, index, learnt) as (engine, speed):
        figures = Figures()
        measure(engine, judged, judged.queries, figures)
    return {**figures.told(), **speed, **learnt.weights}


def cross_validated(
    folder: Path, folds: int, seed: int, encoder: SentenceEncoder, index: Path | None = None
) -> dict[str, float]:
    """The numbers of `eval search`, every query ranked by what the queries of the other folds taught.

    Raises: EvaluationError, TooFewJudgementsError.
    """
    judged = Judged.read(folder)
    if not 2 <= folds <= len(judged.queries):
        raise EvaluationError(f"{folds} folds were asked for. Allowed: 2 to {len(judged.queries)}, the judged queries.")
    names = list(judged.queries)
    fold = np.random.default_rng(seed).permutation(len(names)) % folds
    figures = Figures()
    with built(judged.products, encoder, index, _nothing(encoder)) as (engine, speed):
        taught = lessons(engine.relevance, judged, names)
        for number in range(folds):
            others = [taught[name] for name, part in zip(names, fold, strict=True) if part != number and name in taught]
            engine.relevance.learnt = fit_ranking(others, encoder.fingerprint)
            measure(engine, judged, [name for name, part in zip(names, fold, strict=True) if part == number], figures)
    return {**figures.told(), **speed}


def lessons(relevance: Relevance, judged: Judged, names: Iterable[str]) -> dict[str, Lesson]:
    """What each query teaches; one of no product that is there is left out."""
    row = {product.id: place for place, product in enumerate(relevance.products)}
    found = {}
    for name in names:
        grades = {row[product]: grade for product, grade in judged.grades[name].items() if product in row}
        if grades:
            found[name] = lesson(relevance, judged.queries[name], grades, judged.highest)
    return found


def _nothing(encoder: SentenceEncoder) -> LearntRanking:
    """A ranking that adds nothing, but lets the signs be kept."""
    return LearntRanking(encoder.fingerprint)
