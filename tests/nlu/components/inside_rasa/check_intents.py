from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from rasa.shared.exceptions import InvalidConfigException

from nlu.components.intent_model import IntentGuess, IntentModel, NearestExamples
from nlu.components.operating_point import BELIEVE_ALL, Trial, find_operating_point, fit_operating_point
from nlu.components.out_of_scope import OutOfScopeGate

INTENTS = [f"intent_{letter}" for letter in "abcdefgh"]


def examples(count: int, *, noise: float = 0.15, seed: int = 0) -> tuple[list[str], Any, list[str]]:
    """`count` texts an intent: its own axis of eight with a little noise, and its own words."""
    random = np.random.RandomState(seed)
    axes = np.repeat(np.eye(len(INTENTS), 16, dtype=np.float32), count, axis=0)
    vectors = axes + noise * random.randn(*axes.shape).astype(np.float32)
    intents = [intent for intent in INTENTS for _ in range(count)]
    texts = [f"please {intent[-1] * 4} {random.randint(9)}" for intent in intents]
    return texts, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), intents


def strangers(count: int, seed: int = 1) -> Any:
    """Vectors on axes that no intent lies on."""
    random = np.random.RandomState(seed)
    vectors = np.hstack([0.15 * random.randn(count, 8), random.randn(count, 8)]).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel().fit(*examples(12))


def test_what_lies_on_an_intents_axis_has_that_intent(model: IntentModel) -> None:
    texts, vectors, intents = examples(5, seed=2)
    assert [guess.intent for guess in model.guesses(texts, vectors)] == intents
    assert model.probabilities(texts, vectors).sum(axis=1) == pytest.approx(1.0)


def test_many_texts_are_guessed_as_each_alone(model: IntentModel) -> None:
    texts, vectors, _ = examples(2, seed=3)
    together = model.guesses(texts, vectors)
    for row, guess in enumerate(together):
        (alone,) = model.guesses([texts[row]], vectors[row : row + 1])
        assert alone.intent == guess.intent
        assert alone.probability == pytest.approx(guess.probability, abs=1e-4)


def test_the_same_examples_make_the_same_model() -> None:
    texts, vectors, _ = examples(3, seed=4)
    first, second = (IntentModel().fit(*examples(12)).probabilities(texts, vectors) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_likenesses_are_to_the_nearest_example_of_that_intent_and_to_the_five_nearest_of_all() -> None:
    known = NearestExamples(np.eye(6, dtype=np.float32)[[0, 1, 2, 3, 4, 5]], ["a", "b", "b", "b", "b", "b"])
    asked = np.array([[0.6, 0.8, 0, 0, 0, 0], [0.6, 0.8, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0]], dtype=np.float32)
    found = known.likenesses(asked, ["a", "b", "unknown"])
    assert found[:, 0] == pytest.approx([0.6, 0.8, -1.0])
    assert found[:, 1] == pytest.approx([1.4 / 5, 1.4 / 5, 1 / 5])


def test_the_gate_learns_to_decline_what_no_intent_fits(model: IntentModel) -> None:
    point = find_operating_point(*examples(12), strange_share=0.2)
    texts, vectors, _ = examples(20, seed=5)
    strange = model.guesses(["something else"] * 40, strangers(40))
    assert np.mean([point.believes(guess) for guess in model.guesses(texts, vectors)]) > 0.9
    assert np.mean([point.believes(guess) for guess in strange]) < 0.1


def test_real_out_of_scope_examples_are_learnt_from(model: IntentModel) -> None:
    texts, vectors, intents = examples(12)
    point = find_operating_point(texts, vectors, intents, ["odd"] * 60, strangers(60), strange_share=0.2)
    strange = model.guesses(["something else"] * 40, strangers(40, seed=9))
    assert np.mean([point.believes(guess) for guess in strange]) < 0.1


def test_more_strangers_expected_means_more_declines() -> None:
    random = np.random.RandomState(0)
    trials = [
        Trial(IntentGuess("a", probability, probability, 0.5), True) for probability in random.uniform(0.3, 1, 200)
    ]
    trials += [
        Trial(IntentGuess("a", probability, probability, 0.5), False) for probability in random.uniform(0, 0.7, 200)
    ]
    shares = (0.05, 0.3, 0.8)
    believed = [sum(fit_operating_point(trials, share).believes(trial.guess) for trial in trials) for share in shares]
    assert believed[0] > believed[1] > believed[2]


def test_belief_grows_with_probability_and_with_both_likenesses() -> None:
    point = find_operating_point(*examples(12), strange_share=0.2)
    low = IntentGuess("a", 0.3, 0.3, 0.3)
    for higher in (low._replace(probability=0.9), low._replace(similarity=0.9), low._replace(nearness=0.9)):
        assert point.belief(low) < point.belief(higher)


def test_too_few_examples_decline_nothing() -> None:
    texts, vectors, intents = examples(2)
    assert find_operating_point(texts, vectors, intents, strange_share=0.2) is BELIEVE_ALL
    assert BELIEVE_ALL.believes(IntentGuess("a", 0.01, -1.0, -1.0))


@pytest.mark.parametrize("share", [0, 1, -0.1])
def test_a_share_out_of_range_is_refused(share: float) -> None:
    with pytest.raises(InvalidConfigException, match="strange_share"):
        OutOfScopeGate.validate_config({"strange_share": share})


@pytest.mark.parametrize("text", ["please aaaa 3", "AAAA aaaa please, please", "Ünknown ñ words", "a", "?!", " "])
def test_one_text_counts_as_it_does_among_others(model: IntentModel, text: str) -> None:
    vectors = examples(12)[1][:2]
    alone = model.probabilities([text], vectors[:1])
    among = model.probabilities([text, "please bbbb"], vectors)
    assert alone[0] == pytest.approx(among[0], abs=1e-6)


def test_a_kept_model_answers_the_same(model: IntentModel) -> None:
    texts, vectors, _ = examples(1)
    before = model.probabilities(texts[:1], vectors[:1])
    assert pickle.loads(pickle.dumps(model)).probabilities(texts[:1], vectors[:1]) == pytest.approx(before)
