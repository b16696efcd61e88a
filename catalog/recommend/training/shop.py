"""`shopmate train recommend`: a sequence model of the shop's own, kept when it is better than what serves."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch

from catalog.recommend.sequence.histories import Histories
from catalog.recommend.sequence.metrics import Ranks
from catalog.recommend.sequence.model import SequenceModel
from catalog.recommend.training.behaviour import Behaviour
from catalog.recommend.training.export import restored, served
from catalog.recommend.training.fitting import Fitted, Progress, fit, silent
from catalog.recommend.training.following import followers
from catalog.recommend.training.learner import Training
from catalog.recommend.training.ranking import ranks_of
from catalog.trained import Trained
from catalog.vector_file import FloatMatrix

#: With fewer histories a network learns the few it saw and nothing of the others.
FEWEST_HISTORIES = 50
#: A shop is small beside the sets the defaults are for; set by hand, not yet measured on a shop.
SHOP = Training(dropout=0.3, batch=64, learning_rate=2e-3, sampled=1024)
#: An increment sees what is new a few times, gently, so that it does not unlearn what is old.
INCREMENT = Training(dropout=0.3, batch=64, sampled=1024, epochs=4, settling=2, learning_rate=5e-4)

#: A training that was cut off goes on from here.
CHECKPOINT = "checkpoint.pt"

#: Product id -> feature -> vector, as far as known.
Features = Mapping[str, Mapping[str, FloatMatrix]]


class TooLittleError(ValueError):
    """Too few customers did anything to learn from; the message says how many it takes."""


@dataclass(frozen=True)
class Outcome:
    """card: what was measured; adopted: the new version's folder, None when what serves stays."""

    card: Mapping[str, Any]
    adopted: Path | None


def train_recommend(
    behaviour: Behaviour,
    features: Features,
    trained: Trained,
    training: Training = SHOP,
    *,
    increment: bool = False,
    progress: Progress = silent,
) -> Outcome:
    """Fits on all but each history's last two products, measures on the last, adopts when better than what serves.

    `increment` goes on from the model in use with what happened since. Where none is in use, the new one has to beat
    popularity; else it is measured against the one in use on the histories that went on since that was trained, which
    neither has seen.
    Raises: TooLittleError.
    """
    histories = behaviour.histories
    if len(histories.rows) < FEWEST_HISTORIES:
        held = len(histories.rows)
        raise TooLittleError(f"{held} customers turned to four products or more; it takes {FEWEST_HISTORIES}.")
    tensors = _tensors(histories.products, features)
    folder = trained.in_use
    lately: list[int] | None = None
    before = restored(SequenceModel.read(folder), histories, tensors) if folder else None
    judged = histories
    if before:
        lately = _lately(behaviour, trained.card())
        judged = replace(histories, rows=tuple(histories.rows[place] for place in lately))
    how = replace(INCREMENT, encoder=before.network.name) if before and increment else training
    fitted = fit(
        histories,
        how,
        features=tensors,
        start=before.network if before and increment else None,
        lately=lately if increment else None,
        progress=progress,
        checkpoint=None if increment else trained.folder / CHECKPOINT,
    )
    new = _ranks(fitted, judged).ndcg(10)
    old = (_ranks(before, judged) if before else popular_ranks(judged)).ndcg(10)
    card = {
        "command": f"shopmate train recommend{' --increment' if increment else ''}",
        "encoder": fitted.network.name,
        "counted": fitted.counted.share,
        "histories": len(histories.rows),
        "products": len(histories.products),
        "measured_on": len(judged.rows),
        "ndcg@10": round(new, 4),
        "ndcg@10 before": round(old, 4),
        "learnt_until": max(behaviour.newest).isoformat(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if new <= old:
        return Outcome(card, None)
    draft = trained.draft()
    try:
        # What is merely counted need not leave anybody's last product out, now that it was measured.
        counted = followers(histories.rows, len(histories.products), share=fitted.counted.share)
        served(fitted.network, histories.products, counted).save(draft)
        return Outcome(card, trained.adopt(draft, card))
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _ranks(fitted: Fitted, judged: Histories) -> Ranks:
    return ranks_of(fitted.network, judged, held_out=1, counted=fitted.counted)


def popular_ranks(histories: Histories) -> Ranks:
    """Where each customer's last product stands when everybody is shown what most others turned to."""
    counts = np.bincount(np.concatenate(histories.without_last(1)), minlength=len(histories.products))
    order = np.argsort(np.argsort(-counts, kind="stable"), kind="stable")
    return Ranks(order[np.array([row[-1] for row in histories.rows])])


def _lately(behaviour: Behaviour, card: Mapping[str, Any]) -> list[int]:
    """The histories that went on after the model in use was trained. Raises: TooLittleError when none did."""
    since = datetime.fromisoformat(card["learnt_until"])
    places = [place for place, at in enumerate(behaviour.newest) if at > since]
    if not places:
        raise TooLittleError("nobody did anything since the model in use was trained: there is nothing new to learn.")
    return places


def _tensors(products: tuple[str, ...], features: Features) -> dict[str, torch.Tensor]:
    """feature -> [products, width], rows of zeros where a product has none of it; only features that some have."""
    widths = {name: len(vector) for held in features.values() for name, vector in held.items()}
    tensors = {}
    for name, width in sorted(widths.items()):
        matrix = np.zeros((len(products), width), dtype=np.float32)
        for place, product in enumerate(products):
            if (vector := features.get(product, {}).get(name)) is not None:
                matrix[place] = vector
        tensors[name] = torch.from_numpy(matrix)
    return tensors
