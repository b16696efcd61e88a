"""What tells that a photo shows nothing of a shop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vision.embedding import ImageEmbedder, PhotoVectors
from vision.familiar import FILE, Familiarity

EYE = np.eye(4, dtype=np.float32)
#: Its kinds are the first two directions, what no shop sells the last; only that speaks against a photo.
KNOWN = Familiarity("abc", EYE[:, :2], EYE[3:], np.array([1, 1, -2, -0.5], np.float32))


def photo(direction: int) -> PhotoVectors:
    return PhotoVectors(EYE[direction], np.stack([EYE[direction]] * 2))


def test_the_signs_are_the_likeness_the_kind_and_what_no_shop_sells() -> None:
    np.testing.assert_allclose(KNOWN.signs(photo(0), 0.7, EYE[:2]), [0.7, 1, 0], atol=1e-6)
    np.testing.assert_allclose(KNOWN.signs(photo(1), 0.7, EYE[:1]), [0.7, 0, 0], atol=1e-6)
    np.testing.assert_allclose(KNOWN.signs(photo(3), 0.2, EYE[:1]), [0.2, 0, 1], atol=1e-6)


def test_what_is_like_a_picture_and_of_its_kind_is_familiar_and_a_drawing_is_not() -> None:
    assert KNOWN.knows(photo(0), 0.7, EYE[:1])
    assert not KNOWN.knows(photo(1), 0.3, EYE[:1])
    assert not KNOWN.knows(photo(3), 0.9, EYE[:1])


def test_it_is_kept_and_read_back_for_the_same_network_alone(tmp_path: Path) -> None:
    file = tmp_path / "weights" / "familiar.npz"
    assert Familiarity.of("abc", file) is None
    KNOWN.write(file)
    again = Familiarity.of("abc", file)
    assert again is not None
    for name in ("kinds", "foreign", "weights"):
        np.testing.assert_allclose(getattr(again, name), getattr(KNOWN, name))
    assert Familiarity.of("another network", file) is None


@pytest.mark.models
def test_the_one_that_ships_was_fitted_for_the_network_that_comes_with_shopmate(embedder: ImageEmbedder) -> None:
    shipped = Familiarity.of(embedder.model_sha256, FILE)
    assert shipped is not None
    assert shipped.kinds.shape[0] == shipped.foreign.shape[1] == embedder.dimension
    likeness, kind, foreign, _ = shipped.weights
    assert likeness > 0
    assert kind > 0
    assert foreign < 0
