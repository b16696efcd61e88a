"""`shopmate train profile`: a label of the shop's own customers, kept when it is told better than before."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import prod
from pathlib import Path
from typing import Any

from catalog.products import Product
from catalog.recommend.guessing import turned_to
from catalog.recommend.history import History
from catalog.recommend.labels import FEWEST, LabelModel, LabelModelError, deeds_of
from catalog.recommend.training.fitting import Progress, silent
from catalog.recommend.training.label_evaluation import by_class, figures, told_by
from catalog.recommend.training.labels import LabelTraining, fit_labels
from catalog.recommend.training.people import People, PeopleError
from catalog.trained import Trained

#: With fewer customers a guess is no better than the commonest value.
FEWEST_CUSTOMERS = 100
#: One customer in so many is never learnt from, whichever version is trained: those are asked.
_KEPT_OUT = 5


@dataclass(frozen=True)
class LabelOutcome:
    """card: what was measured; adopted: the new version's folder, None when what serves stays."""

    card: Mapping[str, Any]
    adopted: Path | None


def people_in(
    label: str, values: Mapping[str, str], known: Callable[[str], History | None], products: Mapping[str, Product]
) -> tuple[People, People]:
    """(to learn from, to ask) of a merchant's list.

    Args:
        values: customer id -> value of the label; known: customer id -> what they did, None = nothing may be learnt.
    Raises: PeopleError when too few of them did anything.
    """
    learnt, asked = People([], [], label), People([], [], label)
    for customer, value in sorted(values.items()):
        history = known(customer)
        deeds = deeds_of(turned_to(history), products) if history else []
        if len(deeds) >= FEWEST:
            part = learnt if zlib.crc32(customer.encode()) % _KEPT_OUT else asked
            part.deeds.append(deeds)  # type: ignore[attr-defined]
            part.labels.append(value)  # type: ignore[attr-defined]
    number = len(learnt.labels) + len(asked.labels)
    if number < FEWEST_CUSTOMERS or not asked.labels:
        raise PeopleError(
            f"{number} of the {len(values)} customers turned to {FEWEST} products or more and let it be learnt from; "
            f"it takes {FEWEST_CUSTOMERS}."
        )
    return learnt, asked


def train_profile(
    learnt: People,
    asked: People,
    trained: Trained,
    training: LabelTraining | None = None,
    progress: Progress = silent,
) -> LabelOutcome:
    """Adopted when it tells the customers of `asked` better than what serves, else than the commonest value would.

    Better is more of accuracy times macro-F1. Raises: ValueError when all have one value.
    """
    model = fit_labels(learnt, training, progress)
    told = told_by(model, asked)
    new, old = figures("", asked.labels, told), figures("", asked.labels, _before(trained, learnt, asked))
    card = {
        "command": "shopmate train profile",
        "label": learnt.label,
        "licence": "the shop's own",
        "fitted_on": len(learnt.labels),
        "measured_on": len(asked.labels),
        **new,
        **{f"{name} before": value for name, value in old.items()},
        "classes": by_class(asked.labels, told),
        "network_share": model.share,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if prod(new.values()) <= prod(old.values()):
        return LabelOutcome(card, None)
    draft = trained.draft()
    try:
        model.save(draft)
        return LabelOutcome(card, trained.adopt(draft, card))
    finally:
        trained.discard(draft)


def _before(trained: Trained, learnt: People, asked: People) -> list[str]:
    """What the version in use tells of them; without one everybody has the commonest value."""
    if folder := trained.in_use:
        try:
            return told_by(LabelModel.read(folder), asked)
        except LabelModelError:
            pass  # what cannot be read serves nobody, and any model is better
    return [Counter(learnt.labels).most_common(1)[0][0]] * len(asked.labels)
