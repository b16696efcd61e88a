"""How a network is trained."""

from __future__ import annotations

from dataclasses import dataclass

from vision.training.lite import PROJECTION_ONLY


@dataclass(frozen=True)
class Recipe:
    """See docs/decisions/0009-trained-network.md.

    Attributes:
        first: the bottlenecks from this one on are trained; those below stay ImageNet's.
        side: of the pictures, in pixels; dimension: of the vectors.
        photo_versions, picture_versions: how often each is looked at, once as it is and then spoilt anew.
        photos, pictures, others: how many of each a batch has at most.
        rate: the highest step size of what is there already; what is new learns at three times that.
        kept: the share in a likeness of what the network saw before training, which stands beside what it learns.
        patience: epochs in which photos kept out get no surer before training ends.
    """

    first: int = 12
    side: int = 224
    dimension: int = 384
    photo_versions: int = 4
    picture_versions: int = 14
    epochs: float = 12
    photos: int = 32
    pictures: int = 16
    others: int = 8
    rate: float = 3e-4
    kept: float = 0.4
    patience: int = 3
    seed: int = 0


#: Only the projection learns, which takes seconds once the network has looked at all pictures.
QUICK = Recipe(
    first=PROJECTION_ONLY,
    photo_versions=1,
    picture_versions=6,
    photos=128,
    pictures=128,
    others=16,
    rate=1e-3,
    kept=0.0,
)
