"""What counts as right of the values that a tagger reads, and how sure it must be to tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nlu.attributes import Span

#: Tried as the least lead of a value that is told; the first one tells every value.
_LEADS = (-1e9, *np.arange(-4.0, 4.1, 0.5))


@dataclass(frozen=True)
class Row:
    """One product: `values` has the asked attributes, each with the values that are right, () = the text tells none."""

    text: str
    category: str
    values: Mapping[str, tuple[str, ...]]


class Margins(NamedTuple):
    """The least lead of a value that is told.

    Attributes:
        of_all: where nobody knows which attributes a text tells: what a shop needs.
        of_named: where only those count that the row names, as the published figures have it (ExtractGPT).
    """

    of_all: float = 0.0
    of_named: float = 0.0


def best_margins(rows: Sequence[Row], values: Sequence[Mapping[str, Span]]) -> tuple[Margins, float]:
    """The margins of the best F1 on these rows, each by its own measure, and the best F1 over all names."""
    told = {float(lead): counted(rows, values, float(lead)) for lead in _LEADS}
    best = {
        measure: max(told, key=lambda lead: (told[lead][measure], -abs(lead))) for measure in ("f1_all_names", "f1")
    }
    return Margins(best["f1_all_names"], best["f1"]), told[best["f1_all_names"]]["f1_all_names"]


def figures(rows: Sequence[Row], values: Sequence[Mapping[str, Span]], margins: Margins) -> dict[str, float]:
    """precision, recall and f1 over the attributes that the rows name, a value counting as right when it is exactly
    one of the right ones; `..._all_names` take what is told of the category's other names as wrong too. Each by its
    own margin."""
    named, strict = counted(rows, values, margins.of_named), counted(rows, values, margins.of_all)
    return {
        **{name: named[name] for name in ("precision", "recall", "f1", "rows")},
        "precision_all_names": strict["precision_all_names"],
        "recall_all_names": strict["recall"],
        "f1_all_names": strict["f1_all_names"],
    }


def counted(rows: Sequence[Row], values: Sequence[Mapping[str, Span]], margin: float) -> dict[str, float]:
    """Both measures with one margin."""
    right = told = wanted = beside = 0
    for row, found in zip(rows, values, strict=True):
        for name, value in found.items():
            said = bool(value.text) and value.lead > margin
            beside += said and name not in row.values
            if name in row.values:
                told += said
                wanted += bool(row.values[name])
                right += said and value.text in row.values[name]
    recall = right / max(wanted, 1)
    precision, strict = right / max(told, 1), right / max(told + beside, 1)
    return {
        "precision": precision,
        "recall": recall,
        "f1": _mean(precision, recall),
        "precision_all_names": strict,
        "f1_all_names": _mean(strict, recall),
        "rows": len(rows),
    }


def _mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
