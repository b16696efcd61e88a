"""What a network is trained for: a photo lies near the picture of its product and far from every other one."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from vision.training.lite import Upper

#: Scales of the cosines: to the proxies, and between the vectors of one batch.
_TO_PROXIES, TO_PICTURES = 16.0, 12.0
#: Weights beside the loss of the photos: of the pictures that look for their photos, of what belongs to no product.
_PICTURES, _OTHERS = 0.5, 0.3
_SMOOTHING = 0.05
#: Weight of how far other things have moved from where they lay before training.
_KEPT = 2.0


class PhotoMetric(nn.Module):
    """`upper` and one proxy a product and a kind of other things; a proxy starts where its picture is.

    Args:
        starts: [products, dimension] vectors of the pictures.
        kinds: how many kinds of other things there are.
    """

    def __init__(self, upper: Upper, starts: torch.Tensor, kinds: int) -> None:
        super().__init__()
        self.upper = upper
        self.proxies = nn.Parameter(starts.clone())
        self.kinds = nn.Parameter(functional.normalize(torch.randn(kinds, starts.shape[1])))

    def forward(
        self,
        maps: torch.Tensor,
        owners: torch.Tensor,
        pictured: torch.Tensor,
        kinds: torch.Tensor,
        start: torch.Tensor,
    ) -> dict[str, torch.Tensor]:
        """The loss of one batch.

        Args:
            maps: of the photos, then of pictures, then of other things, then of the same spoilt otherwise.
            owners: [photos] the product of each; pictured: [pictures] likewise; kinds: [others].
            start: [others, dimension] where each of them lay before training, unspoilt.
        """
        vectors = self.upper(maps)
        photos, pictures, others, again = vectors.split([len(owners), len(pictured), len(kinds), len(kinds)])
        proxies = functional.normalize(torch.cat([self.proxies, self.kinds]))
        loss = _to_proxies(photos, proxies, owners) + _PICTURES * _to_proxies(pictures, proxies, pictured)
        shows = (owners[:, None] == pictured[None]).float()
        loss = (
            loss + _between(photos, pictures, others, shows) + _PICTURES * _between(pictures, photos, others, shows.T)
        )
        if len(kinds):
            same = torch.eye(len(kinds))
            loss = loss + _OTHERS * _between(others, again, torch.cat([pictures, photos]), same)
            # What the network knows of things that this shop does not sell is kept.
            loss = loss + _KEPT * (1 - (torch.stack([others, again]) * start).sum(2)).mean()
            named = torch.cat([kinds, kinds]) + len(self.proxies)
            loss = loss + _OTHERS / 2 * _to_proxies(torch.cat([others, again]), proxies, named)
        return {"loss": loss}


def _to_proxies(vectors: torch.Tensor, proxies: torch.Tensor, owners: torch.Tensor) -> torch.Tensor:
    return functional.cross_entropy(_TO_PROXIES * vectors @ proxies.T, owners, label_smoothing=_SMOOTHING)


def _between(ones: torch.Tensor, others: torch.Tensor, strangers: torch.Tensor, shows: torch.Tensor) -> torch.Tensor:
    """How well each of `ones` finds those of `others` that `shows` [ones, others] names, `strangers` beside them."""
    named = shows.sum(1, keepdim=True)
    truth = functional.pad(shows / named.clamp_min(1), (0, len(strangers)))
    cosines = TO_PICTURES * ones @ torch.cat([others, strangers]).T
    losses = functional.cross_entropy(cosines, truth, reduction="none")
    return losses.sum() / (named > 0).sum().clamp_min(1)
