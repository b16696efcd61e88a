"""How well the next product is told from a history: `eval recommend`."""

from __future__ import annotations

import time
from pathlib import Path

from catalog.recommend.sequence.histories import read_histories
from catalog.recommend.training.fitting import Progress, Training, fit, ranks_of, silent


def evaluate_recommend(
    file: Path, training: Training, progress: Progress = silent, checkpoint: Path | None = None
) -> dict[str, float]:
    """hr@5, hr@10, ndcg@5, ndcg@10, fit_s, customers, products of the customers in `file`.

    The last product of each customer is held out and all products are ranked for it; the one before it decides when
    the training ends.
    Raises: HistoryFileError.
    """
    histories = read_histories(file)
    start = time.perf_counter()
    network = fit(histories, training, progress=progress, checkpoint=checkpoint)
    seconds = time.perf_counter() - start
    ranks = ranks_of(network, histories, held_out=1)
    figures = {**ranks.figures(), "fit_s": round(seconds, 1)}
    return {**figures, "customers": len(histories.rows), "products": len(histories.products)}
