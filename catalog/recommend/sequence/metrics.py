"""Hit rate and discounted gain where one product is wanted and every product is ranked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.recommend.sequence.histories import Rows


@dataclass(frozen=True)
class Ranks:
    """places: [customers] how many products stand before the wanted one."""

    places: Rows

    def hr(self, k: int) -> float:
        """The share of customers whose product is among the first k."""
        return float((self.places < k).mean())

    def ndcg(self, k: int) -> float:
        """The mean of 1 / log2(place + 2) within the first k, 0 beyond."""
        return float(np.where(self.places < k, 1 / np.log2(self.places + 2), 0.0).mean())

    def figures(self) -> dict[str, float]:
        return {f"{name}@{k}": getattr(self, name)(k) for name in ("hr", "ndcg") for k in (5, 10)}
