"""The sequence model as a source of the recommender: the shop's own, in step with its catalogue."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from catalog.catalogue import Catalogue
from catalog.recommend.history import History
from catalog.recommend.sequence.histories import sequence_of
from catalog.recommend.sequence.model import SequenceModel, SequenceModelError
from catalog.recommend.sources import Candidate
from catalog.trained import Trained
from catalog.vector_file import FloatMatrix

PART = "recommend"
#: The newest products of a history that may be the reason.
_REASONS = 5

logger = logging.getLogger("shopmate")


class SequenceSource:
    """What comes next for a visitor; says nothing while the shop has trained no model.

    Args:
        vectors: product id -> its text and picture vectors, for products that came after the training.
    """

    name = "sequence"

    def __init__(
        self,
        home: Path,
        catalogue: Callable[[], Catalogue],
        vectors: Callable[[str], Mapping[str, FloatMatrix]],
    ) -> None:
        self._trained = Trained(home, PART)
        self._catalogue, self._vectors = catalogue, vectors
        self._lock = threading.Lock()
        self._made: tuple[Path | None, int, SequenceModel | None] | None = None

    def candidates(self, history: History, *, limit: int, among: Collection[str] | None = None) -> Sequence[Candidate]:
        """At most `limit` products that may come next, best first, each with the product that spoke for it most."""
        model = self.model()
        sequence = sequence_of(history)
        if model is None or not model.knows(sequence):
            return ()
        scores = model.scores(sequence)
        best = [place for place in np.argsort(-scores) if among is None or model.products[place] in among][:limit]
        likely = np.exp(scores - scores.max())
        reasons = self._reasons(model, sequence, scores, best, history)
        found = zip(best, reasons, strict=True)
        return [Candidate(model.products[place], float(likely[place]), *reason) for place, reason in found]

    def model(self) -> SequenceModel | None:
        """The model in use, with the products of the present catalogue; None when there is none."""
        with self._lock:
            folder, catalogue = self._trained.in_use, self._catalogue()
            if self._made is None or self._made[:2] != (folder, catalogue.goods):
                self._made = (folder, catalogue.goods, self._read(folder, catalogue))
            return self._made[2]

    def _read(self, folder: Path | None, catalogue: Catalogue) -> SequenceModel | None:
        if folder is None:
            return None
        try:
            model = SequenceModel.read(folder)
        except SequenceModelError as error:
            # The shop goes on with its other sources.
            logger.error("the sequence model is left out", extra={"facts": {"why": str(error)[:200]}})
            return None
        new = [product for product in catalogue.products if not model.knows([product])]
        return model.with_products({product: self._vectors(product) for product in new})

    def _reasons(
        self,
        model: SequenceModel,
        sequence: Sequence[str],
        scores: FloatMatrix,
        best: Sequence[int],
        history: History,
    ) -> list[tuple[str, str]]:
        """For each of `best` a clause and the product whose absence would cost it most, "" where none would."""
        newest = list(dict.fromkeys(product for product in reversed(sequence) if model.knows([product])))[:_REASONS]
        without = [model.scores([each for each in sequence if each != product]) for product in newest]
        told = {interest.product_id: interest for interest in history.interests}
        reasons = []
        for place in best:
            lacking = [other[place] - other.mean() for other in without]
            because = newest[int(np.argmin(lacking))] if min(lacking) < scores[place] - scores.mean() else ""
            clause = f"because you {told[because].told(self._title(because))}" if because in told else ""
            reasons.append((clause or "follows from what you looked at before", because if clause else ""))
        return reasons

    def _title(self, product_id: str) -> str:
        product = self._catalogue().products.get(product_id)
        return product.title if product else "it"
