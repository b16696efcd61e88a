"""How well the next product is told from a history: `eval recommend`."""

from __future__ import annotations

import time
from pathlib import Path

from catalog.recommend.sequence.histories import read_histories
from catalog.recommend.training.fitting import Progress, fit, silent
from catalog.recommend.training.learner import Training
from catalog.recommend.training.ranking import ranks_of


def evaluate_recommend(
    file: Path, training: Training, progress: Progress = silent, checkpoint: Path | None = None
) -> dict[str, float]:
    """hr@5, hr@10, ndcg@5, ndcg@10, fit_s, counted, customers, products of the customers in `file`.

    The last product of each customer is held out and all products are ranked for it; the one before it decides when
    the training ends. counted: the share of the answer that comes from counting who follows whom.
    Raises: HistoryFileError.
    """
    histories = read_histories(file)
    start = time.perf_counter()
    fitted = fit(histories, training, progress=progress, checkpoint=checkpoint)
    seconds = time.perf_counter() - start
    ranks = ranks_of(fitted.network, histories, held_out=1, counted=fitted.counted)
    figures = {**ranks.figures(), "fit_s": round(seconds, 1)}
    return {
        **figures,
        "counted": fitted.counted.share,
        "customers": len(histories.rows),
        "products": len(histories.products),
    }
