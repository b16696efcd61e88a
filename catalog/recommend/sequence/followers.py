"""Which products followed which, as counted: beside a network it remembers the pairs that a vector blurs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from catalog.recommend.sequence.histories import Rows
from catalog.vector_file import FloatMatrix

#: How much less an older product of a history speaks: the nth from the end counts n ** -_FADING.
_FADING = 0.75
#: A product speaks for at most so many others.
MOST = 200


@dataclass(frozen=True)
class Followers:
    """For each product those that came after it (or, for less, before it) in the same histories.

    Attributes:
        starts: [products + 1] where each product's part of `others` and `counts` begins.
        others: places of products; counts: how much each speaks for it, > 0.
        share: 0..1, how much of the answer is theirs; the rest is the network's.
    """

    starts: npt.NDArray[np.int64]
    others: npt.NDArray[np.int32]
    counts: npt.NDArray[np.float32]
    share: float = 0.0

    def chances(self, history: Rows) -> FloatMatrix:
        """[products] how likely each comes next; zeros where none was ever seen near one of `history` (places)."""
        found = np.zeros(len(self.starts) - 1, dtype=np.float32)
        for age, place in enumerate(reversed(history), 1):
            part = slice(self.starts[place], self.starts[place + 1])
            found[self.others[part]] += self.counts[part] * np.float32(age**-_FADING)
        total = found.sum()
        return np.asarray(found / total if total else found)

    def mixed(self, scores: FloatMatrix, history: Rows) -> FloatMatrix:
        """[products] log-odds of the network and the counts together, up to one constant.

        scores: [products] the network's log-odds; history: places, oldest first.
        """
        if not self.share:
            return scores
        likely = np.exp(scores - scores.max())
        both = (1 - self.share) * likely / likely.sum() + self.share * self.chances(history)
        return np.asarray(np.log(both + np.float32(1e-30)), dtype=np.float32)

    def over(self, before: Sequence[str], products: Sequence[str]) -> Followers:
        """The same for `products`, where it was made for the products `before`; who is gone follows nobody."""
        place = {product: number for number, product in enumerate(products)}
        moved = np.array([place.get(product, -1) for product in before], dtype=np.int64)
        owners = moved[np.repeat(np.arange(len(before)), np.diff(self.starts))]
        others = moved[self.others]
        kept = np.flatnonzero((owners >= 0) & (others >= 0))
        kept = kept[np.argsort(owners[kept], kind="stable")]
        ends = np.cumsum(np.bincount(owners[kept], minlength=len(products)))
        starts = np.concatenate([[0], ends]).astype(np.int64)
        return replace(self, starts=starts, others=others[kept].astype(np.int32), counts=self.counts[kept])

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """For a file."""
        return {"starts": self.starts, "others": self.others, "counts": self.counts, "share": np.array(self.share)}

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Followers:
        """What `arrays` told. Raises: KeyError."""
        starts, others, counts = arrays["starts"], arrays["others"], arrays["counts"]
        return cls(starts.astype(np.int64), others.astype(np.int32), counts.astype(np.float32), float(arrays["share"]))  # type: ignore[arg-type]


def nobody(products: int) -> Followers:
    """Of so many products none follows another."""
    return Followers(np.zeros(products + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
