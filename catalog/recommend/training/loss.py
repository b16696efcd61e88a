"""The next product against all products, or against a sample that stands for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from catalog.recommend.sequence.histories import Rows
from catalog.recommend.training.network import Network

#: Rows of scores made at once: so many stay in the processor's cache, which takes half the time of all at once.
_AT_ONCE = 64


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
            loss: Tensor = _WholeSum.apply(read, network.vectors(torch.arange(self._products)), wanted)  # type: ignore[no-untyped-call]
            return loss
        drawn = self._random.choice(self._products, self._sampled, replace=False)
        candidates, places = torch.cat([wanted, torch.from_numpy(drawn)]).unique(return_inverse=True)
        own = places[: len(wanted)]
        left_out = (1 - self._sampled / self._products) * (1 - self._share[candidates]) ** len(wanted)
        taken = torch.log1p(-left_out).float()
        scores = read @ network.vectors(candidates).T - taken
        # What came next is there for certain, whatever its chance.
        scores = scores.scatter_add(1, own[:, None], taken[own][:, None])
        return cross_entropy(scores, own)


class _WholeSum(torch.autograd.Function):
    """cross_entropy(read @ products.T, wanted), a few rows at a time and with the gradients made on the way."""

    @staticmethod
    def forward(context: Any, read: Tensor, products: Tensor, wanted: Tensor) -> Tensor:
        of_read, of_products, loss = torch.empty_like(read), torch.zeros_like(products), read.new_zeros(())
        for start in range(0, len(read), _AT_ONCE):
            rows, own = read[start : start + _AT_ONCE], wanted[start : start + _AT_ONCE, None]
            scores = rows @ products.T
            scores -= scores.amax(1, keepdim=True)
            of_own = scores.gather(1, own)
            total = scores.exp_().sum(1, keepdim=True)
            loss += (total.log() - of_own).sum()
            # The chances become the gradient: less one where the wanted product stands.
            scores /= total
            scores.scatter_add_(1, own, torch.full_like(of_own, -1.0))
            of_read[start : start + _AT_ONCE] = scores @ products
            of_products.addmm_(scores.T, rows)
        context.save_for_backward(of_read / len(read), of_products / len(read))
        return loss / len(read)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None]:
        of_read, of_products = context.saved_tensors
        return of_read * gradients[0], of_products * gradients[0], None
