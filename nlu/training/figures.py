"""Figures by class, as every `eval` that has classes tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sklearn.metrics import precision_recall_fscore_support

_DIGITS = 4


def by_class(truth: Sequence[str], guesses: Sequence[str]) -> dict[str, dict[str, float]]:
    """Label -> precision, recall and f1 (0..1) and how often it is true; labels never true are left out."""
    labels = sorted(set(truth))
    columns = precision_recall_fscore_support(truth, guesses, labels=labels, zero_division=0.0)
    names = ("precision", "recall", "f1", "rows")
    return {
        label: dict(zip(names, map(float, row), strict=True))
        for label, row in zip(labels, zip(*columns, strict=True), strict=True)
    }


def rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures as a card keeps them."""
    return {
        name: rounded(value) if isinstance(value, Mapping) else round(value, _DIGITS) for name, value in figures.items()
    }
