"""The sentiment of reviews: the shipped models, the features, the fit."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from nlu.sentiment import Opinion, Sentiment, load_sentiment
from nlu.sentiment.features import GRAMS, counted, language_of
from nlu.sentiment.fitting import Rows, _minimum, fit_language, macro_f1
from nlu.sentiment.model import WEIGHTS, LinearModel, weighed
from nlu.sentiment.training import (
    ReviewFileError,
    cross_validate,
    evaluate_reviews,
    fit_sentiment,
    read_reviews,
    silent,
    train_sentiment,
)

REVIEWS = Path(__file__).resolve().parents[3] / "shared/data/reviews"
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


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I love this dress! It fits perfectly, so comfortable and flattering.", "positive"),
        ("Very disappointed. Cheap fabric, terrible fit, I returned it the same day.", "negative"),
        ("It's okay. Nice colour, but it runs large and the fabric is a bit thin, so I may return it.", "neutral"),
        ("质量很好，非常喜欢，下次还会再买", "positive"),
        ("太差了，用了一天就坏了，客服也不理人，退货", "negative"),
    ],
)
def test_the_shipped_models_know_clear_cases(text: str, label: str) -> None:
    opinion = load_sentiment().of(text)
    assert opinion.label == label
    assert 1 / 3 < opinion.probability <= 1


@pytest.mark.parametrize("text", ["", "   ", "!!!", "😀", "…"])
def test_a_text_that_says_nothing_is_neutral(text: str) -> None:
    assert load_sentiment().of(text) == Opinion("neutral", 1.0)


@pytest.mark.parametrize("text", ["x" * 100_000, "好" * 50_000, "\ud800 broken", "\x00\x01 a", "1", "ÄÖÜ ß"])
def test_any_text_gets_an_answer(text: str) -> None:
    assert 0 < load_sentiment().of(text).probability <= 1


def test_the_card_tells_size_source_licence_and_figures() -> None:
    card = json.loads((WEIGHTS / "card.json").read_text(encoding="utf-8"))
    assert card["licence"]
    assert card["command"].startswith("shopmate train sentiment")
    total = 0
    for language in ("en", "zh"):
        assert card[language]["bytes"] == (WEIGHTS / f"{language}.npz").stat().st_size
        assert card[language]["source"]
        total += card[language]["bytes"]
    assert total < 3_000_000
    assert card["en"]["cross_validation"]["macro_f1"] >= 0.65
    assert card["zh"]["cross_validation"]["accuracy"] >= 0.93


def test_what_ships_holds_numbers_and_no_text() -> None:
    for path in WEIGHTS.glob("*.npz"):
        with np.load(path, allow_pickle=False) as file:
            texts = {name for name in file.files if file[name].dtype.kind in "US"}
            assert texts == {"language", "labels"}
            assert set(file["labels"]) <= {"negative", "neutral", "positive"}


def test_the_script_chooses_the_language() -> None:
    assert language_of("质量很好 very good") == "zh"
    assert language_of("very good quality, 好") == "en"
    assert language_of("123 !") == "en"


def test_ngrams_are_counted_in_order_and_case_does_not_matter() -> None:
    buckets, counts = counted("not good, not good", "en")
    assert sorted(counts) == [1, 2, 2, 2]  # good not | not, good, "not good"
    assert len(buckets) == 4
    assert (np.diff(buckets) > 0).all()
    assert buckets.max() < GRAMS["en"].buckets
    np.testing.assert_array_equal(counted("NOT Good, not\ngood", "en")[0], buckets)
    assert set(counted("good not", "en")[0]) != set(counted("not good", "en")[0])
    np.testing.assert_array_equal(counted("it’s", "en")[0], counted("it's", "en")[0])
    assert len(counted("非常好", "zh")[0]) == 6  # three characters, two pairs, one triple
    assert len(counted("", "en")[0]) == 0


def test_buckets_are_the_same_on_every_machine() -> None:
    """Weights are stored by bucket: a hash that changed would make them worthless."""
    assert [int(place) for place in counted("very soft", "en")[0]] == [37082, 181201, 216699]


def test_weights_are_scaled_to_length_one_and_unknown_ngrams_do_not_count() -> None:
    places, values = weighed(np.array([3, 5, 9]), np.array([1, 1, 2], np.float32), np.array([2, 0, 1], np.float32))
    np.testing.assert_array_equal(places, [3, 9])
    expected = np.array([2, 1 + np.log(2)])
    np.testing.assert_allclose(values, expected / np.linalg.norm(expected), atol=1e-6)


def test_sparse_products_are_those_of_the_dense_matrix() -> None:
    random = np.random.default_rng(0)
    dense = random.random((6, 10)) * (random.random((6, 10)) < 0.4)
    dense[2] = 0
    dense[2, 0] = 1e-9
    starts = np.concatenate([[0], np.cumsum((dense != 0).sum(1))])
    places = np.nonzero(dense)[1]
    rows = Rows(starts, places, dense[dense != 0].astype(np.float32))
    weights, errors = random.random((3, 10)), random.random((6, 3))
    np.testing.assert_allclose(rows.times(weights), dense @ weights.T, atol=1e-5)
    np.testing.assert_allclose(rows.transposed_times(errors, 10), (dense.T @ errors).T, atol=1e-5)


def test_the_minimum_of_a_bowl_is_found() -> None:
    curvature, lowest = np.array([1.0, 10.0, 100.0]), np.array([3.0, -2.0, 0.5])
    found = _minimum(lambda x: (1 + float(curvature @ (x - lowest) ** 2), 2 * curvature * (x - lowest)), np.zeros(3))
    np.testing.assert_allclose(found, lowest, atol=1e-2)


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


def test_macro_f1_is_the_mean_over_labels() -> None:
    """0: F1 4/5; 1: F1 2/3."""
    assert macro_f1(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])) == pytest.approx((4 / 5 + 2 / 3) / 2)


def written(path: Path, texts: list[str], labels: list[str]) -> Path:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "sentiment"), *zip(texts, labels, strict=True)])
    return path


def test_reviews_are_measured_on_what_was_not_fitted(tmp_path: Path) -> None:
    fit, test = written(tmp_path / "fit.csv.gz", *made_up(0)), written(tmp_path / "test.csv", *made_up(1))
    figures = evaluate_reviews(test, fit)
    assert figures.keys() == {"accuracy", "macro_f1", "reviews"}
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
