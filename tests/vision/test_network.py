"""The network built here against the reference implementation (efficientnet-lite-pytorch 0.1.0 on torch 2.13.0)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from bot.models.network import check, check_picture, is_prepared
from bot.models.preparing import PrepareError
from catalog.settings import models_folder
from vision import network as networks
from vision.network import (
    MODEL,
    NAME,
    SHIPPED,
    ImageNetwork,
    NetworkCard,
    NetworkMissingError,
    load_network,
    resized,
    unit,
)

#: By the reference, for `check_picture()`: the five largest pooled features and the sum of all 1,280.
POOLED = {897: 5.31455, 113: 4.08528, 689: 3.23692, 71: 3.16066, 468: 2.92803}
POOLED_SUM = 95.39785
#: ... and the six highest logits.
LOGITS = {818: 4.1573, 782: 4.0772, 604: 3.9274, 644: 3.7918, 631: 3.7609, 499: 3.6509}


@pytest.fixture(scope="session")
def network() -> ImageNetwork:
    """ImageNet's, as it is prepared: every training starts from it."""
    if not is_prepared(models_folder()):
        pytest.skip("the image network is not prepared (make setup)")
    return load_network(models_folder(), models_folder() / NAME)


@pytest.mark.models
def test_features_and_logits_are_those_of_the_reference(network: ImageNetwork) -> None:
    pooled, logits = network.pooled(check_picture())[0], network.logits(check_picture())[0]
    assert pooled.shape == (1280,)
    assert list(np.argsort(-pooled)[:5]) == list(POOLED)
    np.testing.assert_allclose(pooled[list(POOLED)], list(POOLED.values()), atol=1e-4)
    assert float(pooled.sum()) == pytest.approx(POOLED_SUM, abs=1e-2)
    assert list(np.argsort(-logits)[:6]) == list(LOGITS)
    np.testing.assert_allclose(logits[list(LOGITS)], list(LOGITS.values()), atol=1e-3)


@pytest.mark.models
def test_a_batch_gives_what_single_pictures_give_at_any_size(network: ImageNetwork) -> None:
    random = np.random.default_rng(0)
    for side, rows in ((224, 7), (288, 9), (200, 7)):
        pictures = random.integers(0, 255, (3, side, side, 3), dtype=np.uint8)
        maps = network.maps(pictures)
        assert maps.shape == (3, 1280, rows, rows)
        assert maps.min() >= 0
        assert maps.max() <= 6
        for number in range(3):
            np.testing.assert_allclose(maps[number], network.maps(pictures[number : number + 1])[0], atol=1e-4)


@pytest.mark.models
def test_the_check_notices_another_network(network: ImageNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    check(network)
    monkeypatch.setattr(network, "logits", lambda pixels: np.zeros((1, 1000), np.float32))
    with pytest.raises(PrepareError, match=r"answers 0\.000 where 4\.157 is right"):
        check(network)


def test_the_network_that_ships_stands_in_the_repository_and_needs_nothing_prepared(tmp_path: Path) -> None:
    card = NetworkCard.read(SHIPPED)
    model = (SHIPPED / MODEL).read_bytes()
    assert hashlib.sha256(model).hexdigest() == card.model_sha256
    assert len(model) == card.model_bytes <= 12_000_000
    shipped = load_network(tmp_path)
    assert shipped.pooled(check_picture()).shape == (1, card.features)


def test_a_missing_network_is_told_with_the_command_that_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "SHIPPED", tmp_path / "nothing")
    assert not is_prepared(tmp_path)
    with pytest.raises(NetworkMissingError, match=r"python -m bot\.models"):
        load_network(tmp_path)


def test_unit_and_resized() -> None:
    np.testing.assert_allclose(unit(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32)), [[0.6, 0.8], [0, 0]])
    pixels = np.zeros((10, 20, 3), np.uint8)
    assert resized(pixels, 8).shape == (8, 8, 3)
