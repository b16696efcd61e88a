"""A label's model by hand: who turns to one kind of product is young, as a shop's own training might have found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from catalog.recommend.guessing import part_of
from catalog.recommend.labels import LabelModel
from catalog.trained import Trained

LABEL = "age_group"


def young_by(kind: str, kinds: Sequence[str], home: Path) -> None:
    """Puts it to use in `home`: customers who turn to `kind`, one of `kinds`, are "under 30"."""
    bag = np.zeros((len(kinds) + 1, 2), dtype=np.float32)
    bag[kinds.index(kind)] = (3, -3)
    nothing = np.zeros((6, 2), dtype=np.float32)
    bias = np.zeros(6, dtype=np.float32)
    weights = {"gru.weight_ih_l0": nothing, "gru.weight_hh_l0": nothing, "gru.bias_ih_l0": bias, "gru.bias_hh_l0": bias}
    weights |= {"out.weight": np.zeros((2, 2), np.float32), "out.bias": np.zeros(2, np.float32)}
    model = LabelModel(
        label=LABEL,
        classes=("under 30", "over 30"),
        signs=tuple(f"kind {name}" for name in kinds),
        encoder="gru",
        heads=1,
        vectors=np.zeros((len(kinds), 2), dtype=np.float32),
        weights=weights,
        out=np.zeros((5, 2), dtype=np.float32),
        bag=bag,
        share=0.0,
        rarity=np.zeros(2, dtype=np.float32),
    )
    versions = Trained(home, part_of(LABEL))
    draft = versions.draft()
    model.save(draft)
    versions.adopt(draft, {"label": LABEL})
