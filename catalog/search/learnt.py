"""A ranking that one shop learnt from judged answers: plain numbers, added to what ships."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

import numpy as np

from catalog.search.lexical import FloatVector
from catalog.search.signs import NAMES
from catalog.trained import Trained
from nlu.encoder import FloatMatrix, SentenceEncoder

#: The part of `shopmate train` and its folder in the home.
PART = "reranker"
_FILE = "ranking.json"


@dataclass(frozen=True)
class LearntRanking:
    """Score = what ships + the signs times `weights` + `constant`.

    What is added is small and centred, so that the floors which tell a match from none hold for it as well.

    Attributes:
        encoder: fingerprint of the encoder it was learnt with; with another one its weights mean nothing.
        weights: by the name of the sign; one that is absent weighs nothing.
    """

    encoder: str
    weights: Mapping[str, float] = field(default_factory=dict)
    constant: float = 0.0

    def added(self, signs: FloatMatrix) -> FloatVector:
        """[products] what is added to the scores, for `signs` [products, len(NAMES)]."""
        weights = np.array([self.weights.get(name, 0.0) for name in NAMES], dtype=np.float32)
        added: FloatVector = signs @ weights + np.float32(self.constant)
        return added

    def fits(self, encoder: SentenceEncoder) -> bool:
        return self.encoder == encoder.fingerprint

    def write(self, folder: Path) -> None:
        (folder / _FILE).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        return cls(**json.loads((folder / _FILE).read_text(encoding="utf-8")))

    @classmethod
    def in_use(cls, home: Path) -> Self | None:
        """The ranking that the shop at `home` learnt for itself; None while it uses what ships."""
        folder = Trained(home, PART).in_use
        return cls.read(folder) if folder else None
