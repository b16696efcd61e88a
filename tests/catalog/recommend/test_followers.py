"""Counting who follows whom: worked by hand, kept in a file, moved to other products, and given its share."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.recommend.sequence.followers import Followers, nobody
from catalog.recommend.sequence.model import SequenceModel
from tests.training import needs_training

#: Three products: after a comes b (3) or c (1); after b comes c.
COUNTED = Followers(
    np.array([0, 2, 3, 3]), np.array([1, 2, 2], dtype=np.int32), np.array([3, 1, 2], dtype=np.float32), share=0.5
)


def test_chances_add_up_and_the_newest_product_speaks_most() -> None:
    np.testing.assert_allclose(COUNTED.chances(np.array([0])), [0, 0.75, 0.25])
    fade = 2**-0.75
    wanted = np.array([0, 3 * fade, fade + 2]) / (4 * fade + 2)
    np.testing.assert_allclose(COUNTED.chances(np.array([0, 1])), wanted, rtol=1e-6)
    assert not COUNTED.chances(np.array([2])).any()


def test_network_and_counts_are_mixed_as_chances() -> None:
    scores = np.log(np.array([0.2, 0.2, 0.6], dtype=np.float32)) + 7
    mixed = np.exp(COUNTED.mixed(scores, np.array([0])))
    np.testing.assert_allclose(mixed, [0.1, 0.475, 0.425], rtol=1e-5)
    assert nobody(3).mixed(scores, np.array([0])) is scores


def test_counts_follow_their_products_to_another_catalogue() -> None:
    moved = COUNTED.over(["a", "b", "c"], ["c", "new", "a"])
    np.testing.assert_allclose(moved.chances(np.array([2])), [1, 0, 0])
    assert not moved.chances(np.array([0, 1])).any()


def test_counts_are_kept_with_the_model(tmp_path: Path) -> None:
    weights: dict[str, Any] = {
        "gru.weight_ih_l0": np.zeros((6, 2)), "gru.bias_ih_l0": np.zeros(6), "gru.weight_hh_l0": np.zeros((6, 2)),
        "gru.bias_hh_l0": np.zeros(6), "out.weight": np.zeros((2, 2)), "out.bias": np.zeros(2),
    }  # fmt: skip
    vectors = np.zeros((3, 2), dtype=np.float32)
    SequenceModel("gru", 1, 50, ("a", "b", "c"), vectors, weights, {}, COUNTED).save(tmp_path)
    model = SequenceModel.read(tmp_path)
    chances = np.exp(model.scores(["a"]))
    np.testing.assert_allclose(chances, [1 / 6, 1 / 6 + 3 / 8, 1 / 6 + 1 / 8], rtol=1e-4)


@needs_training
def test_an_order_that_is_there_is_counted_and_popularity_says_less() -> None:
    from catalog.recommend.training.following import followers

    rows = [np.array([0, 1, 2]), np.array([0, 1, 3]), np.array([0, 1])]
    counted = followers(rows, 4)
    after = counted.chances(np.array([0]))
    assert after.argmax() == 1
    assert after[2] == pytest.approx(after[3])
    before = counted.chances(np.array([1]))
    assert 0 < before[0] < before[2] + before[3]


@needs_training
def test_beside_a_network_that_knows_nothing_counts_get_a_share() -> None:
    import torch

    from catalog.recommend.sequence.histories import Histories
    from catalog.recommend.training.following import best_share
    from catalog.recommend.training.network import Network

    torch.manual_seed(0)
    ring = [f"p{number}" for number in range(30)]
    histories = Histories.of([[ring[(start + step) % 30] for step in range(6)] for start in range(30) for _ in (0, 1)])
    knows_nothing = Network(30, {}, dimension=8)
    assert best_share(knows_nothing, histories, held_out=2, most=60) > 0
