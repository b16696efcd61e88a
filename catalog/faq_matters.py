"""What shops are asked: matters that most FAQs answer, whose wordings an entry borrows, and matters that few answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from nlu.encoder import FloatMatrix

Matter = tuple[str, ...]
#: Texts -> [texts, dimension], each of length 1.
Vectors = Callable[[Sequence[str]], FloatMatrix]

_COMMON, _OTHER = (Path(__file__).with_name(f"{name}_matters.yml") for name in ("common", "other"))
#: From this mean likeness of its ways to ask an entry asks a matter; below the lower one a matter is strange to it.
_ASKS, _STRANGE = 0.66, 0.6
#: An entry asks several matters ("Shipping: cost and time") when they are about as near to it as the nearest one.
_AS_NEAR = 0.1
#: From this likeness to a way to ask an entry of its own kind, another matter is that entry's; from the second likeness
#: to any way to ask, a question is.
_SAME_MATTER, _SAME_QUESTION = 0.8, 0.9


@lru_cache(maxsize=1)
def common_matters() -> tuple[Matter, ...]:
    """Ways to ask what most shops are asked, by matter."""
    return _read(_COMMON)


@lru_cache(maxsize=1)
def other_matters() -> tuple[Matter, ...]:
    """Questions that an FAQ rarely answers, by matter."""
    return _read(_OTHER)


def _read(file: Path) -> tuple[Matter, ...]:
    matters = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple(tuple(map(str, texts)) for texts in matters.values())


def lent(asked: Sequence[Matter], common: Sequence[Matter], vectors_of: Vectors) -> tuple[list[Matter], list[Matter]]:
    """The ways to ask that each entry borrows from the matters it asks, and what counts against all entries.

    Args:
        asked: each entry's own ways to ask.
        common: matters that may be borrowed from.
    """
    if not asked:
        return [], []
    borrowed: list[Matter] = [()] * len(asked)
    strange = []
    own = [vectors_of(ways) for ways in asked]
    near = np.array([[_likeness(ways, texts) for ways in own] for texts in map(vectors_of, common)])
    for matter, likeness in zip(common, near, strict=True):
        entry = int(likeness.argmax())
        if likeness[entry] >= max(_ASKS, near[:, entry].max() - _AS_NEAR):
            borrowed[entry] += matter
        elif likeness[entry] < _STRANGE:
            strange.append(matter)
    of_its_kind = [ways for ways, more in zip(own, borrowed, strict=True) if not more]
    return borrowed, [*strange, *_others(np.concatenate(own), of_its_kind, vectors_of)]


def _likeness(ways: FloatMatrix, texts: FloatMatrix) -> float:
    return float((ways @ texts.T).max(axis=1).mean())


def _others(own: FloatMatrix, of_its_kind: Sequence[FloatMatrix], vectors_of: Vectors) -> list[Matter]:
    """The other matters without what an entry asks."""
    kept = []
    for matter in other_matters():
        texts = vectors_of(matter)
        if max((_nearest(texts, ways).max() for ways in of_its_kind), default=-1.0) < _SAME_MATTER:
            near = _nearest(texts, own)
            kept.append(tuple(text for text, one in zip(matter, near, strict=True) if one < _SAME_QUESTION))
    return kept


def _nearest(texts: FloatMatrix, ways: FloatMatrix) -> npt.NDArray[np.float32]:
    """[texts] the likeness of each to the nearest way."""
    nearest: npt.NDArray[np.float32] = (texts @ ways.T).max(axis=1)
    return nearest
