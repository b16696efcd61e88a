"""`train encoder`: an encoder that knows what the wishes of one shop mean, and an order that weighs it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from catalog.products import Product
from catalog.search.engine import SearchEngine
from catalog.search.evaluation import Figures, Judged, measure
from catalog.search.fusion import Relevance
from catalog.search.learnt import PART, TAUGHT, LearntRanking
from catalog.search.texts import title_text
from catalog.search.training.evaluation import lessons
from catalog.search.training.ranking import fit_ranking, quality
from catalog.settings import Settings
from catalog.trained import Trained
from nlu.encoder import SentenceEncoder
from nlu.training.encoder import Progress, Recipe, Triple, train_encoder, write_trained

#: Of the queries, so many tenths teach the encoder, and so many the weights, which must see it as it is on new queries.
_TEACH, _WEIGH = 7, 9
#: With fewer wishes an encoder learns the wishes and not what they mean.
FEWEST_WISHES = 100
#: A product answers a wish when its grade is that share of the highest.
_ANSWERS = 0.8
#: What stands so far down the list of what ships is wrong, and not too plainly so.
_WRONG = slice(20, 120)


class TooFewWishesError(ValueError):
    """There is too little to learn from; the message says how much is needed."""


class Parted(NamedTuple):
    """Names of queries: those that teach the encoder, those that teach the weights, those only measured on."""

    teach: list[str]
    weigh: list[str]
    measured: list[str]

    @classmethod
    def of(cls, names: Sequence[str], seed: int = 0) -> Parted:
        mixed = np.random.default_rng(seed).permutation(list(names)).tolist()
        teach, weigh = len(mixed) * _TEACH // 10, len(mixed) * _WEIGH // 10
        return cls(mixed[:teach], mixed[teach:weigh], mixed[weigh:])


class Bench(NamedTuple):
    """What teaching an encoder needs.

    Attributes:
        encoder: what the shop searches with.
        weights: folder of the same network in 32 bits, which the taught one starts from.
        scratch: folder for checkpoints; one that is kept lets an interrupted training go on.
    """

    encoder: SentenceEncoder
    weights: Path
    scratch: Path
    progress: Progress
    recipe: Recipe = Recipe()


def train_search_encoder(settings: Settings, judged: Judged, bench: Bench, command: str) -> dict[str, object]:
    """Teaches an encoder and the order that weighs it; in use where wishes left out are answered better than before.

    Returns: what its card says, with "adopted", and the figures of wishes left out "before" and "after".
    Raises: TooFewWishesError.
    """
    if len(judged.queries) < FEWEST_WISHES:
        raise TooFewWishesError(
            f"{len(judged.queries)} wishes with what they meant were found; at least {FEWEST_WISHES} are needed. "
            "Wishes come from judged queries, or from searches after which visitors turned to a product."
        )
    parts = Parted.of(list(judged.queries))
    before = LearntRanking.in_use(settings.home)
    if before is None or not before.fits(bench.encoder):
        before = LearntRanking(bench.encoder.fingerprint)
    trained = Trained(settings.home, PART)
    draft = trained.draft()
    try:
        engine = _engine(judged.products, bench, settings.index, before)
        was, told_before = _measured(engine, judged, parts.measured)
        after = taught_ranking(engine, judged, parts, bench, draft, command)
        engine = _engine(judged.products, bench, settings.index, after)
        now, told_after = _measured(engine, judged, parts.measured)
    except BaseException:
        trained.discard(draft)
        raise
    figures = {f"{name}_before": value for name, value in {"quality": was, **told_before}.items()}
    figures |= {f"{name}_after": value for name, value in {"quality": now, **told_after}.items()}
    card = {"part": PART, "command": command, "licence": "the shop's own", "encoder": bench.encoder.name, **figures}
    card |= {"wishes": len(parts.teach) + len(parts.weigh), "held_out_wishes": len(parts.measured)}
    adopted = bool(after.weights) and now > was
    if adopted:
        trained.adopt(draft, card)
    else:
        trained.discard(draft)
    return {**card, "adopted": adopted}


def taught_ranking(
    engine: SearchEngine, judged: Judged, parts: Parted, bench: Bench, folder: Path, command: str
) -> LearntRanking:
    """Teaches an encoder with some queries, and with others how much it is to be trusted; both lie in `folder`.

    `engine` is the search as it is, which says what it takes for an answer wrongly.
    """
    made = triples(engine.relevance, judged, parts.teach)
    scratch = bench.scratch / _digest(made)
    network = train_encoder(made, bench.weights, scratch, bench.progress, bench.recipe)
    taught = folder / TAUGHT
    taught.mkdir()
    write_trained(network, bench.weights, bench.encoder.card, taught, command)
    weighing = LearntRanking(bench.encoder.fingerprint, {}, taught)
    engine = _engine(judged.products, bench, folder / "index", weighing)
    ranking = fit_ranking(list(lessons(engine.relevance, judged, parts.weigh).values()), bench.encoder.fingerprint)
    ranking = replace(ranking, taught=taught)
    ranking.write(folder)
    # Only what was interrupted is gone on with.
    shutil.rmtree(bench.scratch, ignore_errors=True)
    shutil.rmtree(folder / "index", ignore_errors=True)
    return ranking


def _digest(made: Sequence[Triple]) -> str:
    """Checkpoints of other wishes are none of these."""
    return hashlib.sha256(repr(made).encode()).hexdigest()[:16]


def triples(relevance: Relevance, judged: Judged, names: Sequence[str]) -> list[Triple]:
    """Each wish with each product that answers it, and one that the search takes for an answer and nobody does."""
    texts = {product.id: title_text(product) for product in judged.products}
    chance = np.random.default_rng(0)
    made = []
    for name in names:
        grades = {product: grade for product, grade in judged.grades[name].items() if product in texts}
        answers = [product for product, grade in grades.items() if grade >= _ANSWERS * judged.highest]
        wish = judged.queries[name]
        order = np.argsort(-relevance.scores(wish), kind="stable")[_WRONG]
        wrong = [relevance.products[row].id for row in order if relevance.products[row].id not in answers]
        wrong += [product for product, grade in grades.items() if grade <= judged.highest / 2]
        if wrong:
            made += [Triple(wish, texts[answer], texts[wrong[chance.integers(len(wrong))]]) for answer in answers]
    return [made[place] for place in chance.permutation(len(made))]


def _engine(products: Sequence[Product], bench: Bench, index: Path, ranking: LearntRanking) -> SearchEngine:
    def told(done: int, total: int) -> None:
        bench.progress("encoding products", done / max(total, 1))

    return SearchEngine.build(list(products), bench.encoder, index, told, learnt=ranking)


def _measured(engine: SearchEngine, judged: Judged, names: Sequence[str]) -> tuple[float, dict[str, float]]:
    """What decides, 0..1 over all candidates, and the figures of `eval search`.

    Those count judged products alone: where visitors turned to one product a wish they can't tell orders apart.
    """
    ranking = engine.relevance.learnt
    found = lessons(engine.relevance, judged, names).values()
    figures = Figures()
    measure(engine, judged, names, figures)
    told = figures.told()
    kept = {name: told[name] for name in ("ndcg@10", "recall@100", "mrr@10")}
    decides = float(np.mean([quality(one, ranking) for one in found])) if ranking and found else 0.0
    return round(decides, 4), kept
