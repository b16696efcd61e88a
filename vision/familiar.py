"""Whether a photo shows anything of the kind that pictures show, and not only what happens to be nearest to it.

Likeness alone lets one foreign photo of nine pass where it refuses one real photo of twenty. Two more things are asked:
are the nearest pictures of the photo's kind, in the few directions in which the classes of the network differ; and is
the photo like drawings of what no shop sells. What each counts was fitted for the network that ships:
docs/decisions/0009-trained-network.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vision.embedding import PhotoVectors
from vision.network import SHIPPED, FloatMatrix, unit

FILE = SHIPPED / "familiar.npz"
#: Pictures whose kind is compared with the photo's.
NEAREST = 5


@dataclass(frozen=True)
class Familiarity:
    """Attributes:
    model_sha256: of the network whose vectors it judges.
    kinds: [dimension, directions] in which what the network takes things for differs.
    foreign: [drawings, dimension] of length 1: what no shop sells.
    weights: of the three signs, and one that is added.
    """

    model_sha256: str
    kinds: FloatMatrix
    foreign: FloatMatrix
    weights: FloatMatrix

    @classmethod
    def of(cls, model_sha256: str, path: Path = FILE) -> Familiarity | None:
        """The one that was fitted; None for a network that it was not fitted for."""
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as stored:
            if str(stored["model_sha256"]) != model_sha256:
                return None
            parts = (np.asarray(stored[name], np.float32) for name in ("kinds", "foreign", "weights"))
            return cls(model_sha256, *parts)

    def write(self, path: Path = FILE) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path,
            model_sha256=np.array(self.model_sha256),
            kinds=self.kinds.astype(np.float16),
            foreign=self.foreign.astype(np.float16),
            weights=self.weights.astype(np.float32),
        )

    def knows(self, photo: PhotoVectors, likeness: float, nearest: FloatMatrix) -> bool:
        """Whether the shop has anything like it. `likeness`, `nearest`: as in `signs`."""
        return float(self.signs(photo, likeness, nearest) @ self.weights[:-1] + self.weights[-1]) >= 0

    def signs(self, photo: PhotoVectors, likeness: float, nearest: FloatMatrix) -> FloatMatrix:
        """[3]: the likeness of the most like picture, that of its kind, and that to what no shop sells.

        `nearest` [pictures, dimension]: the pictures that are most like the photo.
        """
        seen = np.stack([photo.centre, photo.whole])
        kin = (unit(seen @ self.kinds) @ unit(nearest @ self.kinds).T).mean(0).max()
        foreign = photo.likeness(photo.rows @ self.foreign.T).max()
        return np.array([likeness, kin, foreign], np.float32)
