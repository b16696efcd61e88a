"""What a shop learnt to tell of a customer by what they turn to ("age group"): a network and a logistic regression.

Made by `shopmate train profile` (catalog/recommend/training), asked without torch. Such a label is a guess: told only
where the merchant allows that label and the customer allows guesses (`Statement("guesses", "on")`).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from catalog.products import Product
from catalog.recommend.sequence.readers import READERS, Weights
from catalog.vector_file import FloatMatrix

FILE, ABOUT = "labels.npz", "labels.json"
#: The newest deeds that are read; fewer than FEWEST tell nothing.
LENGTH, FEWEST = 100, 3
#: Kinds named as evidence, and how much the guess has to lose without one.
_TOLD, _MATTERS = 2, 0.02


class Deed(NamedTuple):
    """One product turned to: its kinds from the widest to the narrowest, when, and what else is known of it."""

    product: str
    kinds: tuple[str, ...]
    at: datetime
    brand: str = ""

    @property
    def signs(self) -> list[str]:
        """What is learnt from: words of a fixed few families."""
        found = [f"product {self.product}", f"day {self.at.weekday()}", *(f"kind {kind}" for kind in self.kinds)]
        return found + ([f"brand {self.brand}"] if self.brand else [])


class Guess(NamedTuple):
    """label: what is guessed ("age group"); confidence: 0..1; evidence: the kinds that spoke for it most."""

    label: str
    value: str
    confidence: float
    evidence: tuple[str, ...]


class LabelModelError(ValueError):
    """A file that is no such model; the message says what to do."""


@dataclass(frozen=True)
class LabelModel:
    """Tells a label of a customer.

    Attributes:
        classes: the values of the label; signs: those that were seen in the training.
        vectors: [signs, dimension]; weights: the reader's; out: [2 * dimension + 1, classes], the last row the bias.
        bag: [signs + 1, classes] the logistic regression on the signs counted, the last row the bias.
        share: 0..1, how much of the answer is the network's; rarity: [classes] added for rarer values.
    """

    label: str
    classes: tuple[str, ...]
    signs: tuple[str, ...]
    encoder: str
    heads: int
    vectors: FloatMatrix
    weights: Weights
    out: FloatMatrix
    bag: FloatMatrix
    share: float
    rarity: FloatMatrix

    def __post_init__(self) -> None:
        object.__setattr__(self, "_place", {sign: place for place, sign in enumerate(self.signs)})

    def chances(self, deeds: Sequence[Deed]) -> FloatMatrix:
        """[classes] how likely each value is for who did `deeds`, oldest first."""
        return _softmax(self._log_odds(self._read(deeds)))

    def guess(self, deeds: Sequence[Deed]) -> Guess | None:
        """The likeliest value, rarer ones lifted as the training found best; None when too little is known."""
        read = self._read(deeds)
        if len(read) < FEWEST:
            return None
        odds = self._log_odds(read)
        best, sure = int(np.argmax(odds + self.rarity)), _softmax(odds)
        return Guess(self.label, self.classes[best], float(sure[best]), self._evidence(deeds, best, float(sure[best])))

    def _evidence(self, deeds: Sequence[Deed], best: int, sure: float) -> tuple[str, ...]:
        """The narrowest kinds without which the guess would be less sure, the most telling first."""
        kinds = dict.fromkeys(deed.kinds[-1] for deed in deeds if deed.kinds)
        lost = {
            kind: sure - float(self.chances([deed for deed in deeds if deed.kinds[-1:] != (kind,)])[best])
            for kind in kinds
        }
        told = sorted(lost, key=lambda kind: -lost[kind])[:_TOLD]
        return tuple(kind for kind in told if lost[kind] > _MATTERS * sure)

    def _read(self, deeds: Sequence[Deed]) -> list[list[int]]:
        places: Mapping[str, int] = object.__getattribute__(self, "_place")
        read = [[places[sign] for sign in deed.signs if sign in places] for deed in deeds[-LENGTH:]]
        return [row for row in read if row]

    def _log_odds(self, read: Sequence[Sequence[int]]) -> FloatMatrix:
        if not read:
            return np.asarray(self.bag[-1], dtype=np.float32)
        rows = np.stack([self.vectors[row].sum(axis=0) for row in read])
        states = READERS[self.encoder](self.weights, rows, self.heads)
        seen = np.concatenate([rows.sum(axis=0) / np.sqrt(len(rows)), states.mean(axis=0)])
        network = _log(_softmax(seen @ self.out[:-1] + self.out[-1]))
        places, counts = counted(read)
        bag = _log(_softmax(counts @ self.bag[places] + self.bag[-1]))
        return np.asarray(self.share * network + (1 - self.share) * bag)

    def save(self, folder: Path) -> None:
        """Writes FILE and ABOUT into `folder`."""
        about = {"label": self.label, "encoder": self.encoder, "heads": self.heads, "share": self.share}
        (folder / ABOUT).write_text(json.dumps({**about, "classes": self.classes, "signs": self.signs}), "utf-8")
        arrays: dict[str, Any] = {f"reader.{name}": value for name, value in self.weights.items()}
        whole = {name: getattr(self, name) for name in ("vectors", "out", "bag", "rarity")}
        np.savez(folder / FILE, **whole, **arrays)

    @classmethod
    def read(cls, folder: Path) -> LabelModel:
        """What `save` wrote. Raises: LabelModelError."""
        try:
            about = json.loads((folder / ABOUT).read_text("utf-8"))
            with np.load(folder / FILE, allow_pickle=False) as file:
                held = {name: file[name] for name in file.files}
            weights = {
                name.removeprefix("reader."): value for name, value in held.items() if name.startswith("reader.")
            }
            whole = {name: held[name] for name in ("vectors", "out", "bag", "rarity")}
            classes, signs = tuple(about.pop("classes")), tuple(about.pop("signs"))
            return cls(classes=classes, signs=signs, weights=weights, **about, **whole)
        except (OSError, KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise LabelModelError(
                f"{folder} holds no model of labels ({error}). Train it again with `shopmate train profile`, or go "
                "back with --rollback."
            ) from error


def counted(read: Iterable[Iterable[int]]) -> tuple[np.ndarray[Any, np.dtype[np.int64]], FloatMatrix]:
    """The signs of all deeds, each once, with the logarithms of their counts brought to length 1."""
    places, counts = np.unique(np.fromiter((place for row in read for place in row), np.int64), return_counts=True)
    weights = np.log1p(counts).astype(np.float32)
    return places, np.asarray(weights / max(float(np.linalg.norm(weights)), 1e-9))


def deeds_of(turned_to: Iterable[tuple[str, datetime]], products: Mapping[str, Product]) -> list[Deed]:
    """Deeds from (product id, when), oldest first; products that the shop no longer has are passed over."""
    known = ((products.get(product), at) for product, at in turned_to)
    return [Deed(product.id, kinds_of(product), at, product.brand) for product, at in known if product]


def kinds_of(product: Product) -> tuple[str, ...]:
    """The parts of its first category."""
    return tuple(product.categories[0].split("/")) if product.categories else ()


def _softmax(odds: FloatMatrix) -> FloatMatrix:
    likely = np.exp(odds - odds.max())
    return np.asarray(likely / likely.sum())


def _log(chances: FloatMatrix) -> FloatMatrix:
    return np.asarray(np.log(np.maximum(chances, 1e-9)))
