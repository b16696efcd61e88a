"""The fit of the sentiment models, on made-up reviews with a known answer."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="what trains models is not installed (python3 -m bot.setup --train)")

from nlu.sentiment import Sentiment, load_sentiment
from nlu.sentiment.model import LinearModel
from nlu.training.figures import by_class
from nlu.training.sentiment import (
    ReviewFileError,
    cross_validate,
    evaluate_reviews,
    fit_sentiment,
    read_reviews,
    silent,
    train_sentiment,
)
from nlu.training.sentiment_fitting import fit_language

REVIEWS = Path(__file__).resolve().parents[4] / "shared/data/reviews"
GOOD = ("lovely", "perfect", "soft", "great", "comfortable")
BAD = ("awful", "scratchy", "cheap", "broken", "ugly")
THINGS = ("dress", "shirt", "skirt", "coat", "sweater", "jacket")


def made_up(seed: int, count: int = 240) -> tuple[list[str], list[str]]:
    """Reviews whose words alone say nothing (each is as often praise as blame): only pairs of words do."""
    random = np.random.default_rng(seed)
    texts, labels = [], []
    for _ in range(count):
        good, negated = bool(random.integers(0, 2)), bool(random.integers(0, 2))
        word = str(random.choice(GOOD if good != negated else BAD))
        texts.append(f"This {random.choice(THINGS)} is {'not ' if negated else 'so '}{word}")
        labels.append("positive" if good else "negative")
    return texts, labels


def test_negation_is_learnt_and_the_same_data_gives_the_same_model() -> None:
    texts, labels = made_up(0)
    sentiment = fit_sentiment(texts, labels)
    fresh, truth = made_up(1)
    assert np.mean([sentiment.of(text).label == label for text, label in zip(fresh, truth, strict=True)]) > 0.9
    again = fit_sentiment(texts, labels)
    assert sentiment.of_all(fresh) == again.of_all(fresh)


def test_a_rare_label_is_not_forgotten() -> None:
    texts, labels = made_up(0, 400)
    kept = [place for place, label in enumerate(labels) if label == "positive" or place % 8 == 0]
    sentiment = fit_sentiment([texts[place] for place in kept], [labels[place] for place in kept])
    fresh, truth = made_up(1)
    guesses = [opinion.label for opinion in sentiment.of_all(fresh)]
    found = sum(guess == label == "negative" for guess, label in zip(guesses, truth, strict=True))
    assert found / truth.count("negative") > 0.8


def test_saved_and_loaded_it_answers_the_same(tmp_path: Path) -> None:
    model = fit_language(*made_up(0), "en", silent)
    model.save(tmp_path / "en.npz")
    texts, _ = made_up(2, 20)
    assert Sentiment({"en": LinearModel.load(tmp_path / "en.npz")}).of_all(texts) == Sentiment({"en": model}).of_all(
        texts
    )


def test_one_label_is_no_question() -> None:
    with pytest.raises(ValueError, match="two are needed"):
        fit_sentiment(["soft", "nice"], ["positive", "positive"])


def written(path: Path, texts: list[str], labels: list[str]) -> Path:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "sentiment"), *zip(texts, labels, strict=True)])
    return path


def test_reviews_are_measured_on_what_was_not_fitted(tmp_path: Path) -> None:
    fit, test = written(tmp_path / "fit.csv.gz", *made_up(0)), written(tmp_path / "test.csv", *made_up(1))
    figures = evaluate_reviews(test, fit)
    assert figures.keys() == {"accuracy", "macro_f1", "reviews", "classes"}
    assert figures["classes"].keys() == {"negative", "positive"}
    assert figures["macro_f1"] == pytest.approx(np.mean([one["f1"] for one in figures["classes"].values()]))
    assert figures["reviews"] == 240
    assert figures["accuracy"] > 0.9
    assert cross_validate(*made_up(0))["accuracy"] > 0.9


def test_training_writes_models_and_a_card(tmp_path: Path) -> None:
    stages = []
    card = train_sentiment(
        [written(tmp_path / "fit.csv", *made_up(0))], tmp_path / "weights", lambda stage, share: stages.append(share)
    )
    assert {path.name for path in (tmp_path / "weights").iterdir()} == {"en.npz", "card.json"}
    assert card == json.loads((tmp_path / "weights/card.json").read_text())
    assert stages[-1] == 1.0
    assert load_sentiment(tmp_path / "weights").of("This dress is so lovely").label == "positive"


@pytest.mark.parametrize(
    ("text", "words"),
    [("a,b\n1,2\n", "columns text and sentiment"), ("", "no reviews"), ("text,sentiment\nx,meh\n", "'meh'")],
)
def test_a_file_of_another_kind_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text(text)
    with pytest.raises(ReviewFileError, match=words):
        read_reviews(path)


@pytest.mark.data
@pytest.mark.parametrize(("name", "least"), [("en_clothing_sentiment", 0.8), ("zh_shopping", 0.9)])
def test_the_shipped_models_read_the_reviews_they_were_fitted_on(name: str, least: float) -> None:
    """No proof of quality (the card has that), but of weights that belong to this code's buckets."""
    if not REVIEWS.is_dir():
        pytest.skip("../shared/data/reviews is absent")
    texts, labels = read_reviews(REVIEWS / f"{name}.csv.gz")
    opinions = load_sentiment().of_all(texts[::40])
    assert np.mean([opinion.label == label for opinion, label in zip(opinions, labels[::40], strict=True)]) > least


def test_figures_by_class_are_those_of_a_worked_example() -> None:
    """Of two true a one is found; both said b but one are right: a 1/1 and 1/2, b 2/3 and 2/2."""
    figures = by_class(["a", "a", "b", "b"], ["a", "b", "b", "b"])
    assert figures["a"] == pytest.approx({"precision": 1.0, "recall": 0.5, "f1": 2 / 3, "rows": 2})
    assert figures["b"] == pytest.approx({"precision": 2 / 3, "recall": 1.0, "f1": 4 / 5, "rows": 2})
