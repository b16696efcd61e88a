"""The training loop: batches of like length, early stopping on held-out products, checkpoints to go on from."""

from __future__ import annotations

import copy
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from catalog.recommend.sequence.histories import Histories, Rows
from catalog.recommend.sequence.metrics import Ranks
from catalog.recommend.training.company import company
from catalog.recommend.training.loss import NextProduct
from catalog.recommend.training.network import EncoderName, Network

#: Called with a stage in words and the share done, 0..1.
Progress = Callable[[str, float], None]
#: Customers whose ranks are computed at once.
_RANKED = 512
#: Batches that customers of like length are sorted among.
_POOL = 20


@dataclass(frozen=True)
class Training:
    """How to train.

    Attributes:
        length: products of a history that are read, the newest; sampled: see NextProduct.
        patience: validations without a better one before it ends; judged: customers asked in a validation.
    """

    encoder: EncoderName = "attention"
    dimension: int = 64
    dropout: float = 0.5
    length: int = 50
    batch: int = 64
    learning_rate: float = 1e-3
    sampled: int = 0
    epochs: int = 30
    patience: int = 5
    judged: int = 8000
    seed: int = 0


def silent(stage: str, share: float) -> None:
    """Shows no progress."""


def fit(
    histories: Histories,
    training: Training,
    *,
    features: Mapping[str, torch.Tensor] | None = None,
    held_out: int = 2,
    start: Network | None = None,
    lately: Sequence[int] | None = None,
    progress: Progress = silent,
    checkpoint: Path | None = None,
) -> Network:
    """The network as it was at its best on the first of each customer's `held_out` last products.

    Nothing of what is held out is learnt.

    Args:
        features: name -> [products, width], as Network takes them.
        start: a network to go on from, instead of one that knows nothing.
        lately: places of the histories to learn from, with as many others so that they are not unlearnt; None = all.
        checkpoint: a training that was cut off goes on from its last epoch kept here.
    """
    torch.manual_seed(training.seed)
    rows = [row[-training.length - 1 :] for row in histories.without_last(held_out)]
    network = copy.deepcopy(start) if start else network_of(histories, training, features or {})
    if start is None:
        with torch.no_grad():
            network.own.weight.copy_(torch.from_numpy(company(rows, len(histories.products), training.dimension)))
    learner = _Learner(network, training, rows if lately is None else _with_others(rows, lately, training.seed))
    state = _resumed(checkpoint, learner)
    while state.epoch < training.epochs and state.stale < training.patience:
        learner.slow_down(state.epoch)
        loss = learner.epoch(partial(_say, progress, state, training.epochs))
        ranks = ranks_of(network, histories, held_out=held_out, most=training.judged)
        state = state.after(loss, ranks.ndcg(10), network)
        _keep(checkpoint, learner, state)
    network.load_state_dict(state.weights)
    network.eval()
    return network


def _with_others(rows: Sequence[Rows], lately: Sequence[int], seed: int) -> list[Rows]:
    others = np.setdiff1d(np.arange(len(rows)), lately)
    drawn = np.random.default_rng(seed).permutation(others)[: len(lately)]
    return [rows[place] for place in (*lately, *drawn)]


def _say(progress: Progress, state: _State, epochs: int, share: float) -> None:
    progress(state.words, (state.epoch + share) / epochs)


def network_of(histories: Histories, training: Training, features: Mapping[str, torch.Tensor]) -> Network:
    return Network(
        len(histories.products),
        features,
        encoder=training.encoder,
        dimension=training.dimension,
        dropout=training.dropout,
        length=training.length,
    )


def ranks_of(network: Network, histories: Histories, *, held_out: int, most: int | None = None) -> Ranks:
    """Where, among all products, the network puts the first of each customer's last `held_out` products, from 0.

    What a customer had already comes last where nobody's earlier history (all but the last two) repeats a product.
    """
    once = not any(len(set(row)) < len(row) for row in map(list, histories.without_last(2)))
    chosen = [row for row in histories.rows if len(row) > held_out]
    if most is not None and most < len(chosen):
        # Drawn, not the first: a file may have its customers in an order that matters.
        drawn = np.random.default_rng(0).choice(len(chosen), most, replace=False)
        chosen = [chosen[place] for place in drawn]
    network.eval()
    ranks: list[Rows] = []
    with torch.inference_mode():
        products = network.vectors(torch.arange(len(histories.products)))
        for start in range(0, len(chosen), _RANKED):
            rows = chosen[start : start + _RANKED]
            given, ends = padded([row[:-held_out][-network.length :] for row in rows])
            read = network(given)[torch.arange(len(rows)), ends - 1]
            wanted = torch.tensor([row[-held_out] for row in rows])
            scores = read @ products.T
            for place, row in enumerate(rows if once else ()):
                scores[place, torch.from_numpy(row[:-held_out])] = float("-inf")
            ranks.append((scores > scores.gather(1, wanted[:, None])).sum(1).numpy())
    network.train()
    return Ranks(np.concatenate(ranks))


def padded(rows: Sequence[Rows]) -> tuple[torch.Tensor, torch.Tensor]:
    """([rows, longest] places with zeros behind the end, [rows] where each ends)."""
    ends = torch.tensor([len(row) for row in rows])
    matrix = np.zeros((len(rows), int(ends.max())), dtype=np.int64)
    for place, row in enumerate(rows):
        matrix[place, : len(row)] = row
    return torch.from_numpy(matrix), ends


class _Learner:
    """One network, its optimiser and what they learn from."""

    def __init__(self, network: Network, training: Training, rows: Sequence[Rows]) -> None:
        self.network, self.training = network, training
        self._rows = [row for row in rows if len(row) > 1]
        self._random = np.random.default_rng(training.seed)
        self._loss = NextProduct(self._rows, network.own.num_embeddings, sampled=training.sampled, seed=training.seed)
        self.optimiser = torch.optim.AdamW(network.parameters(), lr=training.learning_rate, weight_decay=0.0)

    def slow_down(self, epoch: int) -> None:
        """Steps grow smaller from epoch to epoch, down to none: the last ones settle what the first ones found."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.training.learning_rate * (1 - epoch / self.training.epochs)

    def epoch(self, progress: Callable[[float], None]) -> float:
        """Sees every history once; the mean loss."""
        self.network.train()
        losses = []
        batches = list(self._batches())
        for done, batch in enumerate(batches):
            rows, ends = padded(batch)
            real = torch.arange(1, rows.shape[1]) < ends[:, None]
            loss = self._loss(self.network, self.network(rows[:, :-1])[real], rows[:, 1:][real])
            self.optimiser.zero_grad()
            loss.backward()
            self.optimiser.step()
            losses.append(loss.item())
            progress(done / len(batches))
        return float(np.mean(losses))

    def _batches(self) -> Iterator[list[Rows]]:
        size = self.training.batch
        order = self._random.permutation(len(self._rows))
        batches = []
        for start in range(0, len(order), size * _POOL):
            pool = sorted(order[start : start + size * _POOL], key=lambda place: len(self._rows[place]))
            batches += [pool[first : first + size] for first in range(0, len(pool), size)]
        for place in self._random.permutation(len(batches)):
            yield [self._rows[row] for row in batches[place]]

    @property
    def fingerprint(self) -> str:
        """Of what is trained on what: a checkpoint of another training is none."""
        digest = hashlib.sha256(repr(asdict(self.training)).encode())
        for row in self._rows:
            digest.update(row.tobytes() + b"|")
        return digest.hexdigest()


@dataclass(frozen=True)
class _State:
    weights: Mapping[str, torch.Tensor]
    epoch: int = 0
    stale: int = 0
    best: float = -1.0
    loss: float = float("nan")

    @property
    def words(self) -> str:
        done = f", loss {self.loss:.3f}, NDCG@10 at best {self.best:.4f}" if self.epoch else ""
        return f"epoch {self.epoch + 1}{done}"

    def after(self, loss: float, measured: float, network: Network) -> _State:
        """One epoch on; keeps the weights when they measured better than ever."""
        if measured <= self.best:
            return replace(self, epoch=self.epoch + 1, stale=self.stale + 1, loss=loss)
        return _State(_copied(network), self.epoch + 1, 0, measured, loss)


def _copied(network: Network) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def _keep(path: Path | None, learner: _Learner, state: _State) -> None:
    if path is None:
        return
    kept: dict[str, Any] = {
        "fingerprint": learner.fingerprint,
        "network": learner.network.state_dict(),
        "optimiser": learner.optimiser.state_dict(),
        "state": {name: getattr(state, name) for name in _State.__dataclass_fields__},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    torch.save(kept, draft)
    os.replace(draft, path)


def _resumed(path: Path | None, learner: _Learner) -> _State:
    kept = torch.load(path, weights_only=True) if path and path.exists() else {}
    if kept.get("fingerprint") != learner.fingerprint:
        return _State(_copied(learner.network))
    learner.network.load_state_dict(kept["network"])
    learner.optimiser.load_state_dict(kept["optimiser"])
    return _State(**kept["state"])
