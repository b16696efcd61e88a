"""Where a trained network, alone or with what was counted, puts the product that came next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from catalog.recommend.sequence.followers import Followers
from catalog.recommend.sequence.histories import Histories, Rows
from catalog.recommend.sequence.metrics import Ranks
from catalog.recommend.training.learner import padded
from catalog.recommend.training.network import Network

#: Customers whose ranks are computed at once.
_RANKED = 512


def ranks_of(
    network: Network,
    histories: Histories,
    *,
    held_out: int,
    most: int | None = None,
    counted: Followers | None = None,
) -> Ranks:
    """Where, among all products, the network puts the first of each customer's last `held_out` products, from 0.

    What a customer had already comes last where nobody's earlier history (all but the last two) repeats a product.

    Raises: FloatingPointError when the network knows no numbers.

    Args:
        most: so many customers are asked; counted: what speaks beside the network.
    """
    once = not any(len(set(row)) < len(row) for row in map(list, histories.without_last(2)))
    chosen = [row for row in histories.rows if len(row) > held_out]
    if most is not None and most < len(chosen):
        # Drawn, not the first: a file may have its customers in an order that matters.
        drawn = np.random.default_rng(0).choice(len(chosen), most, replace=False)
        chosen = [chosen[place] for place in drawn]
    found: list[Rows] = []
    for rows, scores in _scored(network, chosen, held_out):
        for place, row in enumerate(rows):
            if counted and counted.share:
                scores[place] = counted.mixed(scores[place], row[:-held_out][-network.length :])
            if once:
                scores[place, row[:-held_out]] = -np.inf
        own = scores[np.arange(len(rows)), [row[-held_out] for row in rows]]
        if np.isnan(own).any():  # nothing is greater than nan: a broken network would rank first
            raise FloatingPointError("the network's scores are no numbers: the learning rate is too high")
        found.append((scores > own[:, None]).sum(1))
    return Ranks(np.concatenate(found))


def _scored(
    network: Network, chosen: Sequence[Rows], held_out: int
) -> Iterator[tuple[Sequence[Rows], np.ndarray[tuple[int, int], np.dtype[np.float32]]]]:
    """Some rows at a time, with the network's [rows, products] log-odds."""
    network.eval()
    with torch.inference_mode():
        products = network.vectors(torch.arange(network.own.num_embeddings))
        for start in range(0, len(chosen), _RANKED):
            rows = chosen[start : start + _RANKED]
            given, ends = padded([row[:-held_out][-network.length :] for row in rows])
            read = network(given)[torch.arange(len(rows)), ends - 1]
            yield rows, (read @ products.T).numpy()
    network.train()
