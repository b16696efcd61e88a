"""What may be guessed of a customer who allows it, by the models that the shop trained for labels that it allows."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from catalog.products import Product
from catalog.recommend.history import VERBS, History
from catalog.recommend.labels import Guess, LabelModel, LabelModelError, deeds_of
from catalog.trained import Trained

#: The subject of the statement by which a customer allows guesses ("on") or forbids them ("off").
CONSENT = "guesses"
_PART = "profile"

logger = logging.getLogger("shopmate")


def part_of(label: str) -> str:
    """Where the versions of a label's model lie (catalog/trained.py)."""
    return f"{_PART}-{re.sub(r'[^a-z0-9]+', '_', label.casefold()).strip('_')}"


def turned_to(history: History) -> list[tuple[str, datetime]]:
    """The products turned to and when, oldest first; nothing of who wants nothing learnt."""
    if not history.learns:
        return []
    left_out = history.refused | history.unlearnt
    return [
        (event.product_id, event.at)
        for event in reversed(history.events)
        if event.product_id and event.kind in VERBS and event.product_id not in left_out
    ]


class Guesser:
    """Reads the models once they are there, and again when another version is in use.

    labels: those that the merchant allows, by name; the others are never guessed, whatever was trained.
    """

    def __init__(self, home: Path, labels: Iterable[str]) -> None:
        self._home, self._allowed = home, tuple(labels)
        self._lock = threading.Lock()
        self._made: dict[str, tuple[Path, LabelModel | None]] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that could be guessed now, as they are told: "age group"."""
        return tuple(model.label.replace("_", " ") for model in self._models())

    def guesses(self, history: History, products: Mapping[str, Product]) -> list[Guess]:
        """What is guessed of who did this; whether they allow it is asked before."""
        deeds = deeds_of(turned_to(history), products)
        found = [model.guess(deeds) for model in self._models()]
        return [guess._replace(label=guess.label.replace("_", " ")) for guess in found if guess]

    def _models(self) -> Collection[LabelModel]:
        with self._lock:
            found = [self._model(label) for label in self._allowed]
        return [model for model in found if model]

    def _model(self, label: str) -> LabelModel | None:
        folder = Trained(self._home, part_of(label)).in_use
        if folder is None:
            return None
        if label not in self._made or self._made[label][0] != folder:
            try:
                self._made[label] = (folder, LabelModel.read(folder))
            except LabelModelError as error:
                logger.error("a label is not guessed", extra={"facts": {"label": label, "why": str(error)[:200]}})
                self._made[label] = (folder, None)
        return self._made[label][1]
