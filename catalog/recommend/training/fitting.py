"""Fitting a sequence model: early stopping on held-out products, checkpoints to go on from, then a last settling."""

from __future__ import annotations

import copy
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from catalog.recommend.sequence.followers import Followers
from catalog.recommend.sequence.histories import Histories, Rows
from catalog.recommend.training.company import company
from catalog.recommend.training.following import best_share, followers
from catalog.recommend.training.learner import Learner, Training
from catalog.recommend.training.network import Network
from catalog.recommend.training.ranking import ranks_of

#: Called with a stage in words and the share done, 0..1.
Progress = Callable[[str, float], None]


class Fitted(NamedTuple):
    """A network, and what was counted, with the share that it has in the answer."""

    network: Network
    counted: Followers


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
) -> Fitted:
    """What is learnt from all but the last `held_out` - 1 products of each customer.

    The product before those first says when to stop and how much the counts shall say; then it is learnt as well, in
    a few last epochs.

    Args:
        features: name -> [products, width], as Network takes them.
        held_out: 2 or more.
        start: a network to go on from, instead of one that knows nothing.
        lately: places of the histories to learn from, with as many others so that they are not unlearnt; None = all.
        checkpoint: a training that was cut off goes on from its last epoch kept here.
    """
    torch.manual_seed(training.seed)
    whole = [row[-training.length - 1 :] for row in histories.without_last(held_out - 1)]
    rows = [row[-training.length - 1 :] for row in histories.without_last(held_out)]
    network = copy.deepcopy(start) if start else network_of(histories, training, features or {})
    if start is None:
        with torch.no_grad():
            network.own.weight.copy_(torch.from_numpy(company(rows, len(histories.products), training.dimension)))
    if lately is not None:
        places = _with_others(len(rows), lately, training.seed)
        rows, whole = [rows[place] for place in places], [whole[place] for place in places]
    best = _stopped_early(network, histories, training, rows, held_out, progress, checkpoint)
    share = best_share(network, histories, held_out=held_out, most=training.judged)
    _settle(network, training, whole, best, progress, checkpoint)
    network.eval()
    return Fitted(network, followers(histories.without_last(held_out - 1), len(histories.products), share=share))


def _stopped_early(
    network: Network,
    histories: Histories,
    training: Training,
    rows: Sequence[Rows],
    held_out: int,
    progress: Progress,
    checkpoint: Path | None,
) -> int:
    """Leaves the network as it was at its best on what is held out; the epochs that took."""
    learner = Learner(network, training, rows)
    state = _resumed(checkpoint, learner)
    while state.epoch < training.epochs and state.stale < training.patience:
        learner.step(1 - state.epoch / (training.epochs + training.settling))
        loss = learner.epoch(partial(_say, progress, state, training))
        ranks = ranks_of(network, histories, held_out=held_out, most=training.judged)
        state = state.after(loss, ranks.ndcg(10), network)
        _keep(checkpoint, learner, state)
    network.load_state_dict(state.weights)
    return state.epoch - state.stale


def _settle(
    network: Network, training: Training, rows: Sequence[Rows], best: int, progress: Progress, checkpoint: Path | None
) -> None:
    """Learns from all that may be learnt from, in ever smaller steps, down to none.

    Where the first epochs soon went too far there are fewer of these too.
    """
    epochs = math.ceil(training.settling * best / training.epochs)
    learner = Learner(network, training, rows)
    kept = checkpoint and checkpoint.with_name(f"{checkpoint.name}.settling")
    state = _resumed(kept, learner)
    while state.epoch < epochs:
        slowed = training.settling / (training.epochs + training.settling)
        learner.step(slowed * (1 - state.epoch / epochs))
        loss = learner.epoch(partial(_say_settling, progress, state, training, epochs))
        state = _State(_copied(network), state.epoch + 1, loss=loss)
        _keep(kept, learner, state)


def _with_others(histories: int, lately: Sequence[int], seed: int) -> list[int]:
    others = np.setdiff1d(np.arange(histories), lately)
    drawn = np.random.default_rng(seed).permutation(others)[: len(lately)]
    return [*lately, *drawn]


def _say(progress: Progress, state: _State, training: Training, share: float) -> None:
    progress(state.words, (state.epoch + share) / (training.epochs + training.settling))


def _say_settling(progress: Progress, state: _State, training: Training, epochs: int, share: float) -> None:
    done = training.epochs + training.settling * (state.epoch + share) / epochs
    progress(f"settling {state.epoch + 1} of {epochs}", done / (training.epochs + training.settling))


def network_of(histories: Histories, training: Training, features: Mapping[str, torch.Tensor]) -> Network:
    return Network(
        len(histories.products),
        features,
        encoder=training.encoder,
        dimension=training.dimension,
        dropout=training.dropout,
        length=training.length,
    )


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


def _keep(path: Path | None, learner: Learner, state: _State) -> None:
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


def _resumed(path: Path | None, learner: Learner) -> _State:
    kept = torch.load(path, weights_only=True) if path and path.exists() else {}
    if kept.get("fingerprint") != learner.fingerprint:
        return _State(_copied(learner.network))
    learner.network.load_state_dict(kept["network"])
    learner.optimiser.load_state_dict(kept["optimiser"])
    return _State(**kept["state"])
