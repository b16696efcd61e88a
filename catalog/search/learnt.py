"""An order that one shop learnt from judged answers: plain numbers that weigh what speaks for a product."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
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
#: The folder of the taught encoder, in that of the ranking.
TAUGHT = "encoder"


@dataclass(frozen=True)
class LearntRanking:
    """The best products are put in the order of the weighed sum of their signs.

    They keep the scores of what ships among them, so that the floors which tell a match from none hold as they are.

    Attributes:
        encoder: fingerprint of the encoder it was learnt with; with another one its weights mean nothing.
        weights: by the name of the sign, one that is absent weighs nothing; {} leaves the order of what ships.
        taught: the folder of an encoder that the shop taught for itself (sign "taught"), None without one.
    """

    encoder: str
    weights: Mapping[str, float] = field(default_factory=dict)
    taught: Path | None = None

    def judged(self, signs: FloatMatrix) -> FloatVector:
        """[products] the higher the better, for `signs` [products, len(NAMES)]; of use for their order alone."""
        weights = self.weights or {NAMES[0]: 1.0}
        judged: FloatVector = signs @ np.array([weights.get(name, 0.0) for name in NAMES], dtype=np.float32)
        return judged

    def fits(self, encoder: SentenceEncoder) -> bool:
        return self.encoder == encoder.fingerprint

    def write(self, folder: Path) -> None:
        """The numbers; a taught encoder is put in `folder` / TAUGHT by whoever taught it."""
        told = {"encoder": self.encoder, "weights": dict(self.weights)}
        (folder / _FILE).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        told = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        taught = folder / TAUGHT
        return cls(told["encoder"], told["weights"], taught if (taught / "model.onnx").is_file() else None)

    @classmethod
    def in_use(cls, home: Path) -> Self | None:
        """The ranking that the shop at `home` learnt for itself; None while it uses what ships."""
        folder = Trained(home, PART).in_use
        return cls.read(folder) if folder else None
