"""The sentiment of reviews: the shipped models and the features."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nlu.sentiment import Opinion, load_sentiment
from nlu.sentiment.features import GRAMS, counted, language_of
from nlu.sentiment.model import WEIGHTS, weighed


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
