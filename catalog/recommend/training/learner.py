"""One network and what it learns from: batches of like length, seen once an epoch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch

from catalog.recommend.sequence.histories import Rows
from catalog.recommend.training.loss import NextProduct
from catalog.recommend.training.network import EncoderName, Network

#: Batches that customers of like length are sorted among.
_POOL = 20


@dataclass(frozen=True)
class Training:
    """How to train.

    Attributes:
        length: products of a history that are read, the newest; sampled: see NextProduct.
        settling: last epochs, which learn from the validation products too; steps grow smaller down to none.
        patience: validations without a better one before it ends; judged: customers asked in a validation.
    """

    encoder: EncoderName = "attention"
    dimension: int = 64
    dropout: float = 0.5
    length: int = 50
    batch: int = 64
    learning_rate: float = 1e-3
    sampled: int = 0
    epochs: int = 20
    settling: int = 8
    patience: int = 5
    judged: int = 8000
    seed: int = 0


def padded(rows: Sequence[Rows]) -> tuple[torch.Tensor, torch.Tensor]:
    """([rows, longest] places with zeros behind the end, [rows] where each ends)."""
    ends = torch.tensor([len(row) for row in rows])
    matrix = np.zeros((len(rows), int(ends.max())), dtype=np.int64)
    for place, row in enumerate(rows):
        matrix[place, : len(row)] = row
    return torch.from_numpy(matrix), ends


class Learner:
    """One network, its optimiser and what they learn from."""

    def __init__(self, network: Network, training: Training, rows: Sequence[Rows]) -> None:
        self.network, self.training = network, training
        self._rows = [row for row in rows if len(row) > 1]
        self._random = np.random.default_rng(training.seed)
        self._loss = NextProduct(self._rows, network.own.num_embeddings, sampled=training.sampled, seed=training.seed)
        self.optimiser = torch.optim.AdamW(network.parameters(), lr=training.learning_rate, weight_decay=0.0)

    def step(self, share: float) -> None:
        """How large the next steps are, 0..1 of the learning rate."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.training.learning_rate * share

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
