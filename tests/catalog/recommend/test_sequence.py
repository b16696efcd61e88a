"""The sequence model: what torch learnt and what numpy serves are one model, and it learns an order that is there."""

import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.recommend.sequence.histories import Histories, HistoryFileError, read_histories
from catalog.recommend.sequence.metrics import Ranks
from catalog.recommend.sequence.model import SequenceModel, SequenceModelError
from tests.training import needs_training

RING = [f"p{number}" for number in range(12)]
#: Everybody walks round a ring of twelve products from a place of their own: what comes next is certain.
WALKS = [[RING[(start + step) % 12] for step in range(6)] for start in range(12) for _ in range(8)]


def test_ranks_become_the_figures_worked_out_by_hand() -> None:
    figures = Ranks(np.array([0, 2, 9, 10])).figures()
    assert figures["hr@5"] == 0.5
    assert figures["hr@10"] == 0.75
    assert figures["ndcg@5"] == pytest.approx((1 + 1 / 2) / 4)
    assert figures["ndcg@10"] == pytest.approx((1 + 1 / 2 + 1 / np.log2(11)) / 4)


def test_a_file_of_histories_is_read_zipped_or_not(tmp_path: Path) -> None:
    text = "1 a b c\n2 c b a d\n"
    (tmp_path / "plain.txt").write_text(text)
    (tmp_path / "zipped.txt.gz").write_bytes(gzip.compress(text.encode()))
    plain, zipped = read_histories(tmp_path / "plain.txt"), read_histories(tmp_path / "zipped.txt.gz")
    assert plain.products == zipped.products == ("a", "b", "c", "d")
    assert [list(row) for row in plain.rows] == [list(row) for row in zipped.rows] == [[0, 1, 2], [2, 1, 0, 3]]


def test_a_line_too_short_to_hold_out_from_is_named(tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("1 a b c\n2 a b\n")
    with pytest.raises(HistoryFileError, match="line 2"):
        read_histories(tmp_path / "short.txt")


def fitted(encoder: str, **changes: Any) -> Any:
    from catalog.recommend.training.fitting import fit
    from catalog.recommend.training.learner import Training

    histories = Histories.of(WALKS)
    quick = Training(encoder=encoder, dimension=16, dropout=0.1, batch=16, epochs=25, learning_rate=1e-2, sampled=0)  # type: ignore[arg-type]
    options = {name: changes.pop(name) for name in ("features", "checkpoint", "progress") if name in changes}
    return fit(histories, replace(quick, **changes), **options).network, histories


@needs_training
@pytest.mark.parametrize("encoder", ["attention", "gru"])
@pytest.mark.parametrize("sampled", [0, 4])
def test_an_order_that_is_there_is_learnt(encoder: str, sampled: int) -> None:
    from catalog.recommend.training.ranking import ranks_of

    network, histories = fitted(encoder, sampled=sampled)
    assert ranks_of(network, histories, held_out=1).hr(5) > 0.9


@needs_training
def test_the_whole_softmax_is_that_of_torch_and_so_are_its_gradients() -> None:
    import torch
    from torch.nn.functional import cross_entropy

    from catalog.recommend.training.loss import NextProduct
    from catalog.recommend.training.network import Network

    torch.manual_seed(0)
    network, wanted = Network(300, {}, dimension=8).eval(), torch.randint(300, (150,))
    read = torch.randn(150, 8, requires_grad=True)
    (2 * NextProduct([np.arange(300)], 300, sampled=0, seed=0)(network, read, wanted)).backward()
    ours = read.grad.clone(), network.own.weight.grad.clone()
    same = read.detach().requires_grad_()
    network.own.weight.grad = None
    (2 * cross_entropy(same @ network.own.weight.T, wanted)).backward()
    assert torch.allclose(ours[0], same.grad, atol=1e-6)
    assert torch.allclose(ours[1], network.own.weight.grad, atol=1e-6)


@needs_training
@pytest.mark.parametrize("encoder", ["attention", "gru"])
def test_numpy_serves_what_torch_learnt(encoder: str, tmp_path: Path) -> None:
    import torch

    from catalog.recommend.training.export import served

    features = {"text": torch.eye(12)}
    network, histories = fitted(encoder, epochs=2, features=features)
    served(network, histories.products).save(tmp_path)
    model = SequenceModel.read(tmp_path)
    with torch.inference_mode():
        rows = torch.tensor([[3, 4, 5]])
        wanted = (network(rows)[0, -1] @ network.vectors(torch.arange(12)).T).numpy()
    scores = model.scores([histories.products[place] for place in (3, 4, 5)])
    np.testing.assert_allclose(scores, wanted, atol=1e-4)


@needs_training
def test_the_same_seed_makes_the_same_network_and_a_cut_off_training_goes_on(tmp_path: Path) -> None:
    import torch

    checkpoint = tmp_path / "checkpoint.pt"
    whole, _ = fitted("gru", epochs=4, dropout=0.0)
    again, _ = fitted("gru", epochs=4, dropout=0.0)

    def cut_off(stage: str, share: float) -> None:
        if stage.startswith("epoch 3"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fitted("gru", epochs=4, dropout=0.0, checkpoint=checkpoint, progress=cut_off)
    stages: list[str] = []
    fitted("gru", epochs=4, dropout=0.0, checkpoint=checkpoint, progress=lambda stage, share: stages.append(stage))
    assert all(torch.equal(one, other) for one, other in zip(whole.parameters(), again.parameters(), strict=True))
    assert stages[0].startswith("epoch 3")


@needs_training
def test_a_product_nobody_turned_to_is_recommended_by_what_is_said_of_it() -> None:
    import torch

    from catalog.recommend.training.export import served

    # Two camps by text; nobody crosses over. The thirteenth product is of the second camp and was never seen.
    camps = np.array([[1.0, 0.0]] * 6 + [[0.0, 1.0]] * 6, dtype=np.float32)
    chance = np.random.default_rng(0)
    walks = [[RING[place] for place in chance.permutation(6)[:5] + 6 * (number % 2)] for number in range(200)]
    from catalog.recommend.training.fitting import fit
    from catalog.recommend.training.learner import Training

    histories = Histories.of(walks, RING)
    training = Training(dimension=16, dropout=0.1, epochs=15, learning_rate=1e-2, sampled=0)
    network = fit(histories, training, features={"text": torch.from_numpy(camps)}).network
    model = served(network, histories.products)
    model = model.with_products({"new": {"text": np.array([0.0, 1.0], dtype=np.float32)}})
    new = model.products.index("new")
    ranks = [int((model.scores(history) > model.scores(history)[new]).sum()) for history in (RING[6:9], RING[:3])]
    assert ranks[0] < ranks[1]


def test_an_unknown_history_says_nothing_and_a_spoilt_file_says_what_to_do(tmp_path: Path) -> None:
    weights = {"gru.weight_ih_l0": np.zeros((6, 2)), "gru.bias_ih_l0": np.zeros(6)}
    model = SequenceModel("gru", 1, 50, ("a", "b"), np.eye(2, dtype=np.float32), weights, {})  # type: ignore[arg-type]
    assert not model.knows(["z"])
    assert list(model.scores(["z"])) == [0, 0]
    (tmp_path / "sequence.npz").write_bytes(b"no zip")
    with pytest.raises(SequenceModelError, match="shopmate train recommend"):
        SequenceModel.read(tmp_path)
