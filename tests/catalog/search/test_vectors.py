"""Exact cosines, computed for the allowed rows alone."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.search.vectors import DimensionError, VectorIndex

AXES = np.eye(4, dtype=np.float32)


def test_each_axis_is_like_itself_and_unlike_the_others() -> None:
    index = VectorIndex(AXES)
    assert np.array([index.likeness(axis) for axis in AXES]) == pytest.approx(AXES)


def test_opposite_vectors_are_at_minus_one() -> None:
    assert VectorIndex(AXES).likeness(-AXES[2])[2] == pytest.approx(-1)


def test_rows_that_are_not_allowed_stay_at_minus_one() -> None:
    many = np.repeat(AXES, 5, axis=0)  # 20 rows: more than two bytes of the selection's bits
    allowed = np.arange(20) % 3 == 0
    found = VectorIndex(many).likeness(AXES[1], allowed)
    assert found == pytest.approx(np.where(allowed, many @ AXES[1], -1))


def test_a_vector_of_another_length_is_refused() -> None:
    with pytest.raises(DimensionError, match=r"\(3,\).*\(4,\)"):
        VectorIndex(AXES).likeness(np.ones(3, dtype=np.float32))


def test_an_empty_index_answers_nothing() -> None:
    assert VectorIndex(np.empty((0, 4), dtype=np.float32)).likeness(AXES[0]).shape == (0,)
