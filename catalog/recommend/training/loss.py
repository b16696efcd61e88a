"""The next product against all products, or against a sample that stands for all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from catalog.recommend.sequence.histories import Rows
from catalog.recommend.training.network import Network


class NextProduct:
    """Softmax cross-entropy.

    With `sampled` > 0 the sum over all products is estimated from the batch's own products and as many drawn evenly,
    each divided by the chance that it was taken (Bengio and Senecal, "Adaptive Importance Sampling", 2008); with 0 it
    is the whole sum.
    """

    def __init__(self, histories: Sequence[Rows], products: int, *, sampled: int, seed: int) -> None:
        counts = np.bincount(np.concatenate([row[1:] for row in histories]), minlength=products)
        self._share = torch.from_numpy(counts / max(counts.sum(), 1))
        self._products, self._sampled = products, min(sampled, products)
        self._random = np.random.default_rng(seed)

    def __call__(self, network: Network, read: Tensor, wanted: Tensor) -> Tensor:
        """The mean loss of `read` [places, dimension] for the products that came next, `wanted` [places]."""
        if not self._sampled:
            return cross_entropy(read @ network.vectors(torch.arange(self._products)).T, wanted)
        drawn = self._random.choice(self._products, self._sampled, replace=False)
        candidates, places = torch.cat([wanted, torch.from_numpy(drawn)]).unique(return_inverse=True)
        own = places[: len(wanted)]
        left_out = (1 - self._sampled / self._products) * (1 - self._share[candidates]) ** len(wanted)
        taken = torch.log1p(-left_out).float()
        scores = read @ network.vectors(candidates).T - taken
        # What came next is there for certain, whatever its chance.
        scores = scores.scatter_add(1, own[:, None], taken[own][:, None])
        return cross_entropy(scores, own)
