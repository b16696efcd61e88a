"""Vectors of pictures and photos."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.vision.pictures import encoded, shirt
from vision.embedding import ImageEmbedder, PhotoVectors, _windows
from vision.image import read_image
from vision.network import ImageNetwork


def test_a_window_is_the_mean_of_its_part_of_the_map() -> None:
    features = np.random.default_rng(0).random((5, 12, 12)).astype(np.float32)
    windows = _windows(features)
    assert windows.shape == (18, 5)
    np.testing.assert_allclose(windows[0], features[:, :6, :6].mean((1, 2)), atol=1e-6)
    np.testing.assert_allclose(windows[4], features[:, 3:9, 3:9].mean((1, 2)), atol=1e-6)
    np.testing.assert_allclose(windows[17], features[:, 4:, 4:].mean((1, 2)), atol=1e-6)


def test_the_likeness_is_the_mean_of_the_centre_and_the_best_window() -> None:
    photo = PhotoVectors(np.zeros(2, np.float32), np.zeros((2, 2), np.float32))
    cosines = np.array([[0.2, 0.9], [0.8, 0.1], [0.4, 0.3]], np.float32)
    np.testing.assert_allclose(photo.likeness(cosines), [0.5, 0.6])


@pytest.mark.models
def test_vectors_have_length_one_and_a_photo_turned_by_exif_has_the_same(embedder: ImageEmbedder) -> None:
    pixels = shirt((200, 30, 30))
    picture, photo = embedder.picture(pixels), embedder.photo(pixels)
    assert picture.shape == (embedder.dimension,)
    assert photo.rows.shape == (19, embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(np.vstack([picture[None], photo.rows]), axis=1), 1, atol=1e-5)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded(Image.fromarray(pixels).transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif.tobytes())
    np.testing.assert_array_equal(embedder.photo(read_image(turned).pixels).rows, photo.rows)


@pytest.mark.models
def test_a_thing_is_more_like_itself_on_another_ground_than_like_another_thing(embedder: ImageEmbedder) -> None:
    ball = np.full((200, 200, 3), 255, np.uint8)
    rows, columns = np.mgrid[:200, :200]
    ball[(rows - 100) ** 2 + (columns - 100) ** 2 < 70**2] = (30, 160, 60)
    pictures = np.stack([embedder.picture(shirt((200, 30, 30))), embedder.picture(ball)])
    photo = embedder.photo(shirt((180, 30, 30), ground=(90, 120, 90)))
    likeness = photo.likeness(photo.rows @ pictures.T)
    assert likeness[0] > likeness[1] + 0.1


@pytest.mark.models
def test_the_last_photos_are_remembered_and_no_other_is_taken_for_them(
    network: ImageNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = ImageEmbedder(network)
    first, second = shirt((200, 30, 30)), shirt((201, 30, 30))
    vectors = embedder.photo(first)
    monkeypatch.setattr("vision.embedding._REMEMBERED", 2)
    seen = []
    monkeypatch.setattr(embedder, "_seen", lambda pixels: seen.append(pixels) or vectors)
    assert embedder.photo(first.copy()) is vectors
    assert seen == []
    embedder.photo(second)
    assert len(seen) == 1
    for shade in range(5):
        embedder.photo(shirt((shade, 0, 0)))
    embedder.photo(second)
    assert len(seen) == 7, "the oldest are forgotten"
