"""`eval attributes`: a tagger measured on rows it never saw, and on names it never saw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from nlu.training.attribute_figures import Row, figures
from nlu.training.attributes import Progress, Tagger, fit_attributes


def measured(tagger: Tagger, rows: Sequence[Row]) -> dict[str, float]:
    """How the tagger does on rows it never saw: see attribute_figures.figures."""
    return figures(rows, list(tagger.values(rows)), tagger.margins)


def cross_validated(
    rows: Sequence[Row],
    encoder: Path,
    folds: int,
    *,
    seed: int = 0,
    unseen_names: bool = False,
    progress: Progress = lambda stage, share: None,
) -> dict[str, float]:
    """The means over the folds of what `measured` tells of a tagger taught on the others; rows of a text stay together.

    Args:
        unseen_names: measure each fold on a part of the attributes' names that is left out of its training as well.
    """
    found = []
    for taught, tested in parts(rows, folds, seed, unseen_names=unseen_names):
        tagger = fit_attributes(taught, encoder, seed=seed, progress=progress)
        found.append(measured(tagger, tested))
    return {name: float(np.mean([one[name] for one in found])) for name in found[0]}


def parts(
    rows: Sequence[Row], folds: int, seed: int, *, unseen_names: bool = False
) -> Iterator[tuple[list[Row], list[Row]]]:
    """For each fold the rows to learn from and those to measure on. No text is in both; with `unseen_names` no name."""
    number = {text: place for place, text in enumerate(dict.fromkeys(row.text for row in rows))}
    fold = np.random.default_rng(seed).permutation(len(number)) % folds
    names = sorted({name for row in rows for name in row.values})
    part = np.random.default_rng(seed).permutation(len(names)) % folds
    for held_out in range(folds):
        taught = [row for row in rows if fold[number[row.text]] != held_out]
        tested = [row for row in rows if fold[number[row.text]] == held_out]
        if unseen_names:
            new = {name for name, place in zip(names, part, strict=True) if place == held_out}
            taught, tested = _naming(taught, set(names) - new), _naming(tested, new)
        if taught and tested:
            yield taught, tested


def _naming(rows: Sequence[Row], names: set[str]) -> list[Row]:
    """The rows with these attributes alone; rows that have none of them are left out."""
    kept = [replace(row, values={name: row.values[name] for name in row.values if name in names}) for row in rows]
    return [row for row in kept if row.values]
