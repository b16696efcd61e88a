"""Classes of pictures learnt from folders: `shopmate train classify`. Needs no torch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vision.evaluation import by_class
from vision.network import FloatMatrix
from vision.probe import LinearProbe

#: Share of the pictures kept out to measure on, and how few of them say nothing.
_HELD, _FEWEST_HELD = 0.2, 10
#: How often what is told, and what is doubted, has to be right on pictures kept out.
_TELLS_RIGHT, _DOUBTS_RIGHT = 0.97, 0.99
#: Never: a likelihood that no class reaches.
_NEVER = 1.01


class TooFewPicturesError(ValueError):
    """What was given is too little to learn from; the message says how much is needed."""


@dataclass(frozen=True)
class LearntClasses:
    """`probe` learnt from all pictures; `card` tells what one learnt from four fifths made of the rest."""

    probe: LinearProbe
    card: dict[str, Any]


def learn_classes(vectors: FloatMatrix, labels: Sequence[str], seed: int = 0) -> LearntClasses:
    """From `vectors` [pictures, dimension] with a class each.

    The card has accuracy, macro_f1, by class precision, recall and f1, and from which likelihood on a class is right
    often enough to fill a category (`tells_from`) and to doubt one (`doubts_from`).
    Raises: TooFewPicturesError.
    """
    order = np.random.default_rng(seed).permutation(len(labels))
    held, rest = np.split(order, [round(_HELD * len(labels))])
    names = np.array(labels)
    if len(held) < _FEWEST_HELD or len(set(names[rest])) < 2 or not set(names[held]) <= set(names[rest]):
        raise TooFewPicturesError(
            f"{len(labels)} pictures of {len(set(labels))} classes are too few: of at least two classes a fifth of "
            f"the pictures is kept out to measure, at least {_FEWEST_HELD}, and every class needs some beside."
        )
    probe = LinearProbe.fit(vectors[rest], list(names[rest]))
    chances = probe.probabilities(vectors[held])
    guesses = np.array(probe.labels)[chances.argmax(1)]
    right, sure = guesses == names[held], chances.max(1)
    classes = by_class(list(guesses), list(names[held]))
    card = {
        "accuracy": float(right.mean()),
        "accuracy of the largest class": max(Counter(names[held]).values()) / len(held),
        "macro_f1": float(np.mean([scores["f1"] for scores in classes.values()])),
        "pictures": len(labels),
        "pictures kept out": len(held),
        "tells_from": _sure_from(sure, right, _TELLS_RIGHT),
        "doubts_from": _sure_from(sure, right, _DOUBTS_RIGHT),
        "classes": classes,
    }
    return LearntClasses(LinearProbe.fit(vectors, labels), card)


def _sure_from(sure: FloatMatrix, right: FloatMatrix, share: float) -> float:
    """The least likelihood from which on at least `share` of the guesses are right; out of reach without one."""
    upwards = np.argsort(-sure, kind="stable")
    often = np.cumsum(right[upwards]) / np.arange(1, len(right) + 1)
    enough = np.flatnonzero((often >= share) & (np.arange(1, len(right) + 1) >= _FEWEST_HELD))
    return round(float(sure[upwards[enough[-1]]]), 3) if len(enough) else _NEVER
