"""What comes next, told in nine ways from the same histories: counting, factors and sequences side by side.

    python -m benchmarks.recommend FILE [--quick] [--checkpoint FOLDER] [--json]

FILE holds one customer a line: an id, then product ids in time order (`eval recommend`). The last product of each
customer is held out and all products are ranked for it. What needs no validation learns from all but that one; the
sequence models learn from one less, by which they know when to end. ALS and BPR are those of `implicit`, and are left
out where it is not installed (`pip install implicit`). --quick takes 3,000 customers and three epochs.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from scipy.sparse import csr_matrix, diags

from catalog.recommend.sequence.histories import Histories, Rows, read_histories
from catalog.recommend.sequence.metrics import Ranks
from catalog.recommend.training.fitting import Fitted, fit
from catalog.recommend.training.following import followers
from catalog.recommend.training.learner import Training
from catalog.recommend.training.network import encoder_named
from catalog.recommend.training.ranking import ranks_of
from catalog.recommend.training.shop import popular_ranks
from catalog.vector_file import FloatMatrix

FACTORS, QUICK, AT_ONCE = 64, 3_000, 512
#: Places of customers in a file -> [customers, products] scores.
Scores = Callable[[slice], FloatMatrix]


def known(histories: Histories) -> csr_matrix:
    """[customers, products] 1 for what a customer turned to, but for the last."""
    rows = histories.without_last(1)
    indices, ends = np.concatenate(rows), np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix((np.ones(len(indices), np.float32), indices, ends), (len(rows), len(histories.products)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def ranked(histories: Histories, scores: Scores) -> Ranks:
    """Where the held out products stand; what a customer had already comes last, as it does for the sequence models."""
    had, wanted, places = known(histories), np.array([row[-1] for row in histories.rows]), []
    for start in range(0, len(wanted), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        found, own = scores(part), wanted[part, None]
        of_own = np.take_along_axis(found, own, axis=1)
        found[had[part].nonzero()] = -np.inf
        # Among equals half stand before: a model that knows nothing of a product is not given it for free.
        before = (found > of_own).sum(axis=1) + ((found == of_own).sum(axis=1) - 1).clip(0) // 2
        places.append(before)
    return Ranks(cast(Rows, np.concatenate(places)))


def item_to_item(histories: Histories) -> Ranks:
    """The cosine of the customers of two products, added up over a history (Sarwar et al., WWW 2001)."""
    had = known(histories)
    lengths = np.sqrt(np.asarray(had.multiply(had).sum(axis=0)).ravel())
    unit = had @ diags(1 / np.maximum(lengths, 1))
    likeness = csr_matrix(unit.T @ unit)
    likeness.setdiag(0)
    return ranked(histories, lambda part: cast(FloatMatrix, (had[part] @ likeness).toarray()))


def factors(histories: Histories, model: Any) -> Ranks:
    had = known(histories)
    model.fit(had, show_progress=False)
    return ranked(histories, lambda part: np.asarray(model.user_factors[part] @ model.item_factors.T))


def follows(histories: Histories) -> Ranks:
    """Counting alone who follows whom, as it speaks beside the networks."""
    counted = followers(histories.without_last(1), len(histories.products), share=1.0)
    rows = histories.without_last(1)
    return ranked(histories, lambda part: np.stack([counted.chances(row[-50:]) for row in rows[part]]))


def sequence(histories: Histories, encoder: str, quick: bool, folder: Path | None) -> Callable[[], Fitted]:
    """Fits once, when first asked."""
    training = Training(encoder=encoder_named(encoder))
    training = replace(training, epochs=3, settling=1) if quick else training
    kept = folder / f"{encoder}.ck" if folder else None
    return cache(lambda: fit(histories, training, checkpoint=kept))


def of_sequence(histories: Histories, fitted: Callable[[], Fitted], counted: bool) -> Ranks:
    network, counts = fitted()
    return ranks_of(network, histories, held_out=1, counted=counts if counted else None)


def ways(histories: Histories, quick: bool, folder: Path | None = None) -> dict[str, Callable[[], Ranks]]:
    found: dict[str, Callable[[], Ranks]] = {
        "popularity": lambda: popular_ranks(histories),
        "item-to-item": lambda: item_to_item(histories),
        "follows": lambda: follows(histories),
    }
    try:
        from implicit.als import AlternatingLeastSquares
        from implicit.bpr import BayesianPersonalizedRanking
    except ImportError:
        print("implicit is not installed: ALS and BPR are left out")
    else:
        found["ALS"] = lambda: factors(histories, AlternatingLeastSquares(factors=FACTORS, random_state=0))
        found["BPR"] = lambda: factors(histories, BayesianPersonalizedRanking(factors=FACTORS, random_state=0))
    for encoder in ("gru", "attention"):
        fitted = sequence(histories, encoder, quick, folder)
        found[f"{encoder} alone"] = partial(of_sequence, histories, fitted, False)
        found[f"{encoder} + follows"] = partial(of_sequence, histories, fitted, True)
    return found


def drawn(histories: Histories, most: int) -> Histories:
    """So many of the customers, and the products that they turned to."""
    chosen = np.random.default_rng(0).choice(len(histories.rows), min(most, len(histories.rows)), replace=False)
    rows: Sequence[Rows] = [histories.rows[place] for place in chosen]
    return Histories.of([histories.products[each] for each in row] for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--checkpoint", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    histories = read_histories(asked.file)
    if asked.quick:
        histories = drawn(histories, QUICK)
    table: dict[str, dict[str, float]] = {}
    for name, rank in ways(histories, asked.quick, asked.checkpoint).items():
        started = time.process_time()
        figures = {key: round(value, 4) for key, value in rank().figures().items()}
        table[name] = {**figures, "cpu_s": round(time.process_time() - started, 1)}
        if not asked.json:
            print(f"{name:20}" + "  ".join(f"{key} {value}" for key, value in table[name].items()), flush=True)
    if asked.json:
        print(json.dumps({"customers": len(histories.rows), "products": len(histories.products), "ranking": table}))


if __name__ == "__main__":
    main()
