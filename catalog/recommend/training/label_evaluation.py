"""How well a label of customers is told, beside a bag of categories with a logistic regression: `eval profile`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from catalog.recommend.labels import LabelModel
from catalog.recommend.training.fitting import Progress, silent
from catalog.recommend.training.labels import (
    LabelTraining,
    bags_of,
    best_freedom,
    best_lift,
    fit_labels,
    regression,
    split,
)
from catalog.recommend.training.people import People, read_people

#: Without a file to learn from, one customer in so many is kept out and asked.
_KEPT_OUT = 5


def evaluate_profile(
    file: Path,
    fit: Path | None = None,
    *,
    label: str = "",
    training: LabelTraining | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """accuracy and macro_f1 of the model, of a bag of categories and of the commonest value, and each class's figures.

    Customers of `file` are asked that the models never saw; without `fit` a fifth of them, the rest being learnt from.
    Raises: PeopleError, ValueError.
    """
    asked = read_people(file, label)
    if fit:
        learnt = read_people(fit, label)
    else:
        drawn = np.random.default_rng(0).permutation(len(asked.labels)).tolist()
        part = len(drawn) // _KEPT_OUT
        asked, learnt = asked.part(drawn[:part]), asked.part(drawn[part:])
    model = fit_labels(learnt, training, progress)
    told = told_by(model, asked)
    plain = bag_of_categories(learnt, asked)
    common = Counter(learnt.labels).most_common(1)[0][0]
    return {
        **figures("", asked.labels, told),
        **figures("bag_of_categories_", asked.labels, plain),
        **figures("commonest_", asked.labels, [common] * len(told)),
        "network_share": model.share,
        "fitted_on": len(learnt.labels),
        "asked": len(asked.labels),
        "classes": by_class(asked.labels, told),
    }


def told_by(model: LabelModel, people: People) -> list[str]:
    """The value that the model tells of each customer, however little is known of them."""
    found = [np.log(model.chances(deeds)) + model.rarity for deeds in people.deeds]
    return [model.classes[int(np.argmax(odds))] for odds in found]


def bag_of_categories(learnt: People, asked: People) -> list[str]:
    """The same told by a logistic regression on the categories alone, tuned just as the model is."""
    classes = sorted(set(learnt.labels))
    truth = np.array([classes.index(value) for value in learnt.labels])
    kinds = {kind: place for place, kind in enumerate(sorted(_kinds(learnt)))}
    bags, unseen = (bags_of(_of_kinds(people, kinds), len(kinds)) for people in (learnt, asked))
    judged, rest = split(len(truth), 0)
    balance = LabelTraining().balance
    freedom, chances = best_freedom(bags, truth, rest, judged, balance)
    rarity = -np.log(np.bincount(truth) / len(truth))
    lift = best_lift(np.log(chances), truth[judged], rarity)
    model = regression(bags, truth, freedom, balance)
    odds = model.predict_log_proba(unseen) + lift * rarity
    return [classes[place] for place in odds.argmax(axis=1)]


def _kinds(people: People) -> set[str]:
    return {deed.kinds[-1] for deeds in people.deeds for deed in deeds if deed.kinds}


def _of_kinds(people: People, kinds: dict[str, int]) -> list[list[list[int]]]:
    return [
        [[kinds[deed.kinds[-1]] for deed in deeds if deed.kinds and deed.kinds[-1] in kinds]] for deeds in people.deeds
    ]


def figures(name: str, truth: Sequence[str], told: Sequence[str]) -> dict[str, float]:
    return {
        f"{name}accuracy": round(float(accuracy_score(truth, told)), 4),
        f"{name}macro_f1": round(float(f1_score(truth, told, average="macro", zero_division=0)), 4),
    }


def by_class(truth: Sequence[str], told: Sequence[str]) -> dict[str, dict[str, float]]:
    """precision, recall, f1 and the number of customers of each value."""
    names = sorted(set(truth))
    rows = precision_recall_fscore_support(truth, told, labels=names, zero_division=0)
    keys = ("precision", "recall", "f1", "customers")
    return {
        name: {key: round(float(value), 4) for key, value in zip(keys, values, strict=True)}
        for name, *values in zip(names, *rows, strict=True)
    }
