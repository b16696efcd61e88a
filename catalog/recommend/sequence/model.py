"""The sequence model that serves: one file of weights, one vector a product, no torch."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from catalog.recommend.sequence.followers import Followers, nobody
from catalog.recommend.sequence.readers import READERS, Weights
from catalog.vector_file import FloatMatrix

FILE = "sequence.npz"


class SequenceModelError(ValueError):
    """A file that is no sequence model; the message says what to do."""


@dataclass(frozen=True)
class SequenceModel:
    """Says what a customer may turn to next.

    Attributes:
        products: ids in the order of `vectors`, [products, dimension] float32.
        weights: the encoder's, named as torch names them.
        projections: feature -> [width, dimension]; makes a vector for a product that nobody turned to yet.
        length: how many products of a history are read, the newest.
        counted: who follows whom; it speaks beside the network.
    """

    encoder: str
    heads: int
    length: int
    products: tuple[str, ...]
    vectors: FloatMatrix
    weights: Weights
    projections: Mapping[str, FloatMatrix]
    counted: Followers = field(default_factory=lambda: nobody(0))

    def __post_init__(self) -> None:
        object.__setattr__(self, "_place", {product: place for place, product in enumerate(self.products)})

    def knows(self, history: Sequence[str]) -> bool:
        """Whether any of the products can be read."""
        return any(product in self._places for product in history)

    def scores(self, history: Sequence[str]) -> FloatMatrix:
        """[products] how likely each comes next, as log-odds up to one constant; zeros when nothing of it is known.

        `history` is product ids, oldest first; unknown ones are passed over.
        """
        known = [self._places[product] for product in history if product in self._places][-self.length :]
        if not known:
            return np.zeros(len(self.products), dtype=np.float32)
        read = READERS[self.encoder](self.weights, self.vectors[known], self.heads)[-1]
        scores = np.asarray(self.vectors @ read)
        return self.counted.mixed(scores, np.array(known))

    def with_products(self, features: Mapping[str, Mapping[str, FloatMatrix]]) -> SequenceModel:
        """The model for a catalogue that has more products: {id: {feature: [width] vector}}; known ones stay."""
        new = {product: held for product, held in features.items() if product not in self._places}
        told = {product: vector for product, held in new.items() if (vector := self._told(held)) is not None}
        if not told:
            return self
        vectors = np.concatenate([self.vectors, np.stack(list(told.values()))])
        products = (*self.products, *told)
        return replace(self, products=products, vectors=vectors, counted=self.counted.over(self.products, products))

    def _told(self, held: Mapping[str, FloatMatrix]) -> FloatMatrix | None:
        parts = [held[name] @ matrix for name, matrix in self.projections.items() if name in held]
        return np.asarray(np.sum(parts, axis=0), dtype=np.float32) if parts else None

    @property
    def _places(self) -> dict[str, int]:
        places: dict[str, int] = object.__getattribute__(self, "_place")
        return places

    def save(self, folder: Path) -> None:
        """Writes FILE into `folder`."""
        arrays: dict[str, Any] = {f"encoder.{name}": value for name, value in self.weights.items()}
        arrays |= {f"projection.{name}": value for name, value in self.projections.items()}
        arrays |= {f"counted.{name}": value for name, value in self.counted.arrays().items()}
        shape = np.array([self.heads, self.length])
        products = np.array(self.products, dtype=np.str_)
        np.savez(
            folder / FILE, reader=np.array(self.encoder), shape=shape, products=products, vectors=self.vectors, **arrays
        )

    @classmethod
    def read(cls, folder: Path) -> SequenceModel:
        """What `save` wrote. Raises: SequenceModelError."""
        try:
            with np.load(folder / FILE, allow_pickle=False) as file:
                held = {name: file[name] for name in file.files}
            heads, length = (int(number) for number in held["shape"])
            counted = _named(held, "counted.")
            return cls(
                encoder=str(held["reader"]),
                heads=heads,
                length=length,
                products=tuple(str(product) for product in held["products"]),
                vectors=held["vectors"],
                weights=_named(held, "encoder."),
                projections=_named(held, "projection."),
                # A model of before there were counts has none.
                counted=Followers.of(counted) if counted else nobody(len(held["products"])),
            )
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise SequenceModelError(
                f"{folder / FILE} is no sequence model ({error}). Train it again with `shopmate train recommend`, "
                "or go back with --rollback."
            ) from error


def _named(held: Mapping[str, FloatMatrix], prefix: str) -> dict[str, FloatMatrix]:
    return {name.removeprefix(prefix): value for name, value in held.items() if name.startswith(prefix)}
