"""The sequence network: what a product is, and two interchangeable readers of the order they came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import torch
from torch import Tensor, nn

EncoderName = Literal["attention", "gru"]
#: How often a product with features is read without its own vector, so that the features learn to stand for it alone
#: (Volkovs, Yu and Poutanen, "DropoutNet", NeurIPS 2017).
UNKNOWN = 0.2


class Attention(nn.Module):
    """Self-attention (Kang and McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018)."""

    def __init__(self, dimension: int, layers: int, heads: int, dropout: float, length: int) -> None:
        super().__init__()
        self.places = nn.Parameter(torch.randn(length, dimension) * 0.02)
        self.norm = nn.LayerNorm(dimension)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(dimension, heads, 2 * dimension, dropout, "relu", batch_first=True)
            for _ in range(layers)
        )
        for layer in self.layers:
            layer.self_attn.dropout = 0.0  # dropout of attention keeps torch from its fused kernel

    def forward(self, vectors: Tensor) -> Tensor:
        length = vectors.shape[1]
        later = torch.full((length, length), float("-inf")).triu(1)
        read = self.dropout(self.norm(vectors + self.places[:length]))
        for layer in self.layers:
            read = layer(read, src_mask=later, is_causal=True)
        return read


class Recurrent(nn.Module):
    """A gated recurrent unit (Hidasi et al., "Session-based Recommendations with RNNs", ICLR 2016)."""

    def __init__(self, dimension: int, layers: int, heads: int, dropout: float, length: int) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.gru = nn.GRU(dimension, dimension, batch_first=True)
        self.out = nn.Linear(dimension, dimension)

    def forward(self, vectors: Tensor) -> Tensor:
        read: Tensor = self.out(self.dropout(self.gru(self.dropout(vectors))[0]))
        return read


ENCODERS: Mapping[EncoderName, Any] = {"attention": Attention, "gru": Recurrent}


def encoder_named(name: str) -> EncoderName:
    """The name, checked. Raises: ValueError."""
    for known in ENCODERS:
        if known == name:
            return known
    raise ValueError(f"encoder {name!r}. Allowed: {', '.join(ENCODERS)}.")


class Network(nn.Module):
    """Reads products in order and says, at each place, a vector that the next product's vector is like.

    Padding stands behind what is real, and no encoder looks ahead: it needs no mask.
    """

    def __init__(
        self,
        products: int,
        features: Mapping[str, Tensor],
        *,
        encoder: EncoderName = "attention",
        dimension: int = 64,
        layers: int = 2,
        heads: int = 2,
        dropout: float = 0.4,
        length: int = 50,
    ) -> None:
        """features: name -> [products, width], a row of zeros where a product has none of it."""
        super().__init__()
        self.name, self.heads, self.length = encoder, heads, length
        self.own = nn.Embedding(products, dimension)
        nn.init.normal_(self.own.weight, std=0.02)
        self.features = {name: matrix.float() for name, matrix in features.items()}
        self.projections = nn.ModuleDict(
            {name: nn.Linear(matrix.shape[1], dimension, bias=False) for name, matrix in features.items()}
        )
        self.encoder = ENCODERS[encoder](dimension, layers, heads, dropout, length)

    def vectors(self, rows: Tensor) -> Tensor:
        """[rows, dimension]: the product's own vector plus what its features say."""
        own = self.own(rows)
        if not self.features:
            return own
        if self.training:
            own = own * (torch.rand(len(rows), 1) >= UNKNOWN)
        return own + sum(layer(self.features[name][rows]) for name, layer in self.projections.items())

    def forward(self, rows: Tensor) -> Tensor:
        """[customers, length] places of products -> [customers, length, dimension]."""
        return self.encoder(self.vectors(rows.flatten()).view(*rows.shape, -1))
