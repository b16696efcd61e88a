"""Nearness in meaning: exact inner products over all products or over those that a filter left. The door to FAISS."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from nlu.encoder import FloatMatrix

FloatVector = npt.NDArray[np.float32]
BoolVector = npt.NDArray[np.bool_]


# faiss ships the types of its C++ interface, not of the Python one that wraps it.
_faiss: Any = faiss


class DimensionError(ValueError):
    """A vector of another length than the index holds."""


class VectorIndex:
    """Vectors of length 1, one a product, in the order given."""

    def __init__(self, vectors: FloatMatrix) -> None:
        """`vectors` is [products, dimension] float32."""
        self._index = _faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def all(self) -> FloatMatrix:
        """[products, dimension] the vectors themselves, not to be written to."""
        if not len(self):
            return np.empty((0, self._index.d), dtype=np.float32)
        held = _faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self._index.d)
        return np.asarray(held).reshape(len(self), self._index.d)

    def vector(self, row: int) -> FloatVector:
        return np.asarray(self._index.reconstruct(row), dtype=np.float32)

    def closest(self, vectors: FloatMatrix) -> FloatVector:
        """[queries] cosine in -1..1 of each of `vectors` [queries, dimension] with what is nearest to it, -1 none."""
        cosines, _ = self._index.search(np.ascontiguousarray(vectors, dtype=np.float32), 1)
        best: FloatVector = np.maximum(cosines[:, 0], -1.0)
        return best

    def likeness(self, vector: FloatVector, allowed: BoolVector | None = None) -> FloatVector:
        """[products] cosine in -1..1 with `vector`; -1 where `allowed` [products] is False (those are not computed).

        Raises: DimensionError.
        """
        if vector.shape != (self._index.d,):
            raise DimensionError(f"a vector of shape {vector.shape} was given, allowed is ({self._index.d},).")
        cosines = np.full(len(self), -1.0, dtype=np.float32)
        if not len(self):
            return cosines
        if allowed is None:
            return np.asarray(self.all @ vector, dtype=np.float32)
        selection = _faiss.SearchParameters(sel=_faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little")))
        # A range that everything is in: all inner products, computed for the selected rows alone.
        _, found, rows = self._index.range_search(vector[None], -2.0, params=selection)
        cosines[rows] = found
        return cosines
