"""Who turned to which products in which order, as rows of numbers that a network can read."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catalog.recommend.history import VERBS, History

Rows = npt.NDArray[np.int64]


class HistoryFileError(ValueError):
    """A file that holds no histories; the message says what is expected."""


@dataclass(frozen=True)
class Histories:
    """products: every product that can be recommended; rows: one array a customer, places in `products` by time."""

    products: tuple[str, ...]
    rows: tuple[Rows, ...]

    @classmethod
    def of(cls, sequences: Iterable[Sequence[str]], products: Iterable[str] = ()) -> Histories:
        """From product ids in time order; `products` may name some that nobody turned to yet."""
        held = [list(sequence) for sequence in sequences]
        known = dict.fromkeys([*products, *(product for sequence in held for product in sequence)])
        place = {product: number for number, product in enumerate(known)}
        return cls(tuple(known), tuple(np.array([place[each] for each in row], dtype=np.int64) for row in held))

    def without_last(self, count: int) -> tuple[Rows, ...]:
        """Every history without its last `count` products; empty where it had no more."""
        return tuple(row[: max(len(row) - count, 0)] for row in self.rows)


def read_histories(path: Path) -> Histories:
    """One customer a line: a customer id, then product ids in time order; `.gz` is opened. Raises: HistoryFileError."""
    opened: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:  # type: ignore[attr-defined]
        lines = [line.split() for line in file if line.strip()]
    short = next((number for number, line in enumerate(lines, 1) if len(line) < 4), None)
    if not lines or short:
        where = f"{path}, line {short}: fewer than three products" if short else f"{path} is empty"
        raise HistoryFileError(f"{where}. Expected: a customer id and at least three product ids a line.")
    return Histories.of(line[1:] for line in lines)


def sequence_of(history: History) -> list[str]:
    """The products turned to, oldest first; looking at one, then putting it into the cart, is turning to it once.

    Empty for who wants nothing learnt.
    """
    if not history.learns:
        return []
    left_out = history.refused | history.unlearnt
    turned = [event.product_id for event in reversed(history.events) if event.kind in VERBS]
    return [product for product, _ in groupby(each for each in turned if each and each not in left_out)]
