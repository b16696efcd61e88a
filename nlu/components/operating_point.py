"""Where to stop believing an intent: learnt from the training examples alone, by taking some of them away.

No shop has examples of everything it cannot answer. So each round of the cross-validation takes a fifth of the intents
away whole: their examples play the messages nobody foresaw. Of the other intents it holds examples back, which play
the ordinary messages. Real out-of-scope examples join the unforeseen, and replace them where there are enough. A
logistic regression on three numbers, the guess's probability, its similarity to the nearest example of its intent and
its nearness to the five nearest of all, then separates the two.
"""

from __future__ import annotations

import math
import warnings
from typing import Any, List, NamedTuple, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from nlu.components.intent_model import FloatMatrix, IntentGuess, IntentModel, intent_of

#: Below these, taking away a part leaves too little to learn from.
_FEWEST_INTENTS, _FEWEST_EXAMPLES = 6, 40
#: On very many examples a single round, learning from half of them, tells enough; five would cost minutes.
_ROUNDS, _MANY_EXAMPLES = 5, 3000
#: From so many real out-of-scope examples on, intents need not play them: real ones lie further from the shop's own
#: intents than those do from each other (CLINC150 val: 95.0 % right with real ones, 91.9 % with intents taken away).
_ENOUGH_STRANGE = 50


class Trial(NamedTuple):
    """One guess of the cross-validation and whether it ought to be believed."""

    guess: IntentGuess
    believe: bool


class OperatingPoint(NamedTuple):
    """Believe a guess when its share of belief is at least `threshold`.

    Attributes:
        weights: of log-odds of the probability, of the similarity, of the nearness, and the constant.
        threshold: 0..1; 0 believes everything.
    """

    weights: "tuple[float, ...]"
    threshold: float

    def belief(self, guess: IntentGuess) -> float:
        """How likely the guess is right rather than out of scope, 0..1."""
        return 1 / (1 + math.exp(-float(np.dot(self.weights, (*_signs(guess), 1.0)))))

    def believes(self, guess: IntentGuess) -> bool:
        return self.belief(guess) >= self.threshold


BELIEVE_ALL = OperatingPoint((1.0, 0.0, 0.0, 0.0), 0.0)


def find_operating_point(
    texts: Sequence[str],
    vectors: FloatMatrix,
    labels: Sequence[str],
    strange_texts: Sequence[str] = (),
    strange_vectors: "FloatMatrix | None" = None,
    *,
    strange_share: float,
    settings: "dict[str, Any] | None" = None,
) -> OperatingPoint:
    """The point at which most answers are right when `strange_share` of the messages are out of scope.

    Args:
        texts, vectors, labels: the examples in scope, as for `IntentModel.fit`.
        strange_texts, strange_vectors: examples that no intent fits, if any are known.
        settings: of the IntentModel.
    Returns: BELIEVE_ALL where the examples are too few to tell.
    """
    if len({intent_of(label) for label in labels}) < _FEWEST_INTENTS or len(texts) < _FEWEST_EXAMPLES:
        return BELIEVE_ALL
    strange = strange_vectors if strange_vectors is not None else np.empty((0, vectors.shape[1]), dtype=vectors.dtype)
    trials = _trials(list(texts), vectors, np.array(list(labels)), list(strange_texts), strange, settings or {})
    return fit_operating_point(trials, strange_share)


def fit_operating_point(trials: Sequence[Trial], strange_share: float) -> OperatingPoint:
    """Separates the guesses to believe from the others, weighted so that the others weigh `strange_share`."""
    features = np.array([_signs(trial.guess) for trial in trials])
    believe = np.array([trial.believe for trial in trials])
    if believe.all() or not believe.any():
        return BELIEVE_ALL
    weights = np.where(believe, (1 - strange_share) / believe.sum(), strange_share / (~believe).sum()) * len(trials)
    # Scaled, so that the penalty treats all numbers alike; the weights are scaled back afterwards.
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    fitted = LogisticRegression().fit((features - mean) / spread, believe, sample_weight=weights)
    slopes = fitted.coef_[0] / spread
    constant = fitted.intercept_[0] - slopes @ mean
    return OperatingPoint((*map(float, slopes), float(constant)), 0.5)


def _trials(
    texts: List[str], vectors: FloatMatrix, labels: Any, strange_texts: List[str], strange: FloatMatrix, settings: Any
) -> List[Trial]:
    # An intent is taken away with all its acts, and a guess is right whatever the act.
    intents = np.array([intent_of(label) for label in labels])
    names = np.unique(intents)
    away = dict(zip(np.random.RandomState(0).permutation(names), np.arange(len(names)) % _ROUNDS, strict=True))
    enough_strange = len(strange_texts) >= _ENOUGH_STRANGE
    taken = np.array([-1 if enough_strange else away[intent] for intent in intents])
    rounds = _ROUNDS if len(texts) <= _MANY_EXAMPLES else 1
    trials: List[Trial] = []
    for number, (learnt, held_back) in enumerate(_splits(texts, labels, max(rounds, 2))[:rounds]):
        rows = learnt[taken[learnt] != number]
        model = IntentModel(**settings).fit([texts[row] for row in rows], vectors[rows], labels[rows])
        ordinary = held_back[taken[held_back] != number]
        for row, guess in zip(
            ordinary, model.guesses([texts[row] for row in ordinary], vectors[ordinary]), strict=True
        ):
            if guess.intent == intents[row]:  # a wrong guess is wrong either way and teaches nothing here
                trials.append(Trial(guess, True))
        unforeseen = np.flatnonzero(taken == number)
        strange_now = list(range(number, len(strange_texts), rounds))
        new_texts = [texts[row] for row in unforeseen] + [strange_texts[row] for row in strange_now]
        new_vectors = np.vstack([vectors[unforeseen], strange[strange_now]])
        trials += [Trial(guess, False) for guess in (model.guesses(new_texts, new_vectors) if new_texts else [])]
    return trials


def _splits(texts: Sequence[str], labels: Any, parts: int) -> "list[tuple[Any, Any]]":
    with warnings.catch_warnings():
        # An intent with fewer examples than rounds is held back in some rounds only.
        warnings.filterwarnings("ignore", message="The least populated class", category=UserWarning)
        return list(StratifiedKFold(parts, shuffle=True, random_state=0).split(texts, labels))


def _signs(guess: IntentGuess) -> "tuple[float, float, float]":
    return _log_odds(guess.probability), guess.similarity, guess.nearness


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
