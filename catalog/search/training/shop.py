"""`train reranker`: a ranking for one shop, from queries whose answers were judged there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from catalog.products import Product
from catalog.search.engine import SearchEngine
from catalog.search.evaluation import EvaluationError, Figures, Judged, measure, read_judgements, read_queries
from catalog.search.learnt import PART, LearntRanking
from catalog.search.training.evaluation import lessons
from catalog.search.training.ranking import fit_ranking
from catalog.settings import Settings
from catalog.trained import Trained
from nlu.encoder import SentenceEncoder

#: The part of the queries that is only measured on.
_HELD_OUT = 5


def train_ranking(
    settings: Settings, products: Sequence[Product], folder: Path, encoder: SentenceEncoder
) -> dict[str, object]:
    """Learns from queries.csv and judgments.csv of `folder`; in use afterwards where it is better on held-out queries.

    Returns: what its card says, with "adopted", and nDCG@10 on the held-out queries "before" and "after".
    Raises: EvaluationError, TooFewJudgementsError.
    """
    visible = [product for product in products if product.visible]
    judged = judged_here(visible, folder)
    before = LearntRanking.in_use(settings.home)
    keeps_signs = LearntRanking(encoder.fingerprint)
    engine = SearchEngine.build(visible, encoder, settings.index, learnt=keeps_signs)
    names = np.random.default_rng(0).permutation(list(judged.queries)).tolist()
    seen, unseen = names[len(names) // _HELD_OUT :], names[: len(names) // _HELD_OUT]
    learnt = fit_ranking(list(lessons(engine.relevance, judged, seen).values()), encoder.fingerprint)
    figures = [_ndcg(engine, one, judged, unseen) for one in (before or keeps_signs, learnt)]
    card: dict[str, object] = {
        "part": PART,
        "command": f"shopmate train reranker {folder.name}",
        "licence": "the shop's own",
        "encoder": encoder.name,
        "queries": len(seen),
        "held_out_queries": len(unseen),
        "ndcg@10_before": figures[0],
        "ndcg@10_after": figures[1],
    }
    adopted = bool(learnt.weights) and figures[1] > figures[0]
    if adopted:
        trained = Trained(settings.home, PART)
        draft = trained.draft()
        learnt.write(draft)
        trained.adopt(draft, card)
    return {**card, "adopted": adopted}


def judged_here(products: Sequence[Product], folder: Path) -> Judged:
    """The judgements in `folder` of these products. Raises: EvaluationError when there are none."""
    here = {product.id for product in products}
    grades = {
        name: known
        for name, grades in read_judgements(folder).items()
        if (known := {product: grade for product, grade in grades.items() if product in here})
    }
    queries = {name: text for name, text in read_queries(folder).items() if name in grades}
    if not queries:
        raise EvaluationError(f"{folder} judges no product of this shop. Needed: product ids as `import` gave them.")
    return Judged(list(products), queries, grades)


def _ndcg(engine: SearchEngine, ranking: LearntRanking, judged: Judged, names: Sequence[str]) -> float:
    engine.relevance.learnt = ranking
    figures = Figures()
    measure(engine, judged, names, figures)
    return figures.told()["ndcg@10"]
