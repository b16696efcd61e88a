"""Which entry of an FAQ a question is nearest to, and how likely that entry answers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import astuple, dataclass
from math import log

import numpy as np
import numpy.typing as npt

from nlu.encoder import FloatMatrix
from nlu.tokens import key

Floats = npt.NDArray[np.float32]

#: Sharpness and strength of the regression that learns the ways to ask apart.
_POWER, _PENALTY = 3, 1.0
#: What the likeness of an answer's sentence and the regression count beside the nearest way to ask, for the choice.
_ANSWER_SHARE, _LEARNT_SHARE = 0.2, 0.5


@dataclass(frozen=True)
class Signs:
    """What speaks for an entry as the answer to a question.

    Attributes:
        asked: cosine -1..1 to the nearest way to ask the entry.
        told: cosine -1..1 to the nearest sentence of its answer.
        ahead: how much nearer `asked` is than the nearest question of another matter, -2..2.
        learnt: how much more the regression gives the entry than any other entry or matter, about -1..1.
        shared: share of the question's words, by their weight, that the entry has too, 0..1.
        elsewhere: the same for the other matter that has most of them.
        unknown: the share that no entry has.
        apart: how much nearer `asked` is than that of the entry that comes next, -2..2.
        length: of the question, in tens of words; a long one is less like any other.
    """

    asked: float
    told: float
    ahead: float
    learnt: float
    shared: float
    elsewhere: float
    unknown: float
    apart: float
    length: float

    def belief(self, weights: Sequence[float]) -> float:
        """How likely the entry answers, 0..1; `weights` are one for each sign and a constant."""
        return float(1 / (1 + np.exp(-np.dot((*astuple(self), 1.0), weights))))


class FaqMatcher:
    """Compares a question with the ways to ask each entry, with its answer, and with what shops are asked beside.

    Args:
        asked, answered: the ways to ask each entry and the sentences of its answer, in the order of the entries.
        matters: groups of questions of other matters.
        vectors_of: texts of any of these -> [texts, dimension], each of length 1.
    """

    def __init__(
        self,
        asked: Sequence[Sequence[str]],
        answered: Sequence[Sequence[str]],
        matters: Sequence[Sequence[str]],
        vectors_of: Callable[[Sequence[str]], FloatMatrix],
    ) -> None:
        self._answered = vectors_of([text for group in answered for text in group])
        self._asked_of, self._answered_of = _numbers(asked), _numbers(answered)
        self._entries = len(asked)
        self._examples = vectors_of([text for group in (*asked, *matters) for text in group])
        self._learnt = _regression(self._examples, np.concatenate([self._asked_of, self._entries + _numbers(matters)]))
        self._words = [_words_of(*ways, *told) for ways, told in zip(asked, answered, strict=True)]
        self._all_words = frozenset().union(*self._words)
        self._words_elsewhere = [_words_of(*texts) for texts in matters]
        self._weights = _word_weights([text for group in (*asked, *matters) for text in group])

    def signs(self, text: str, question: Floats, allowed: npt.NDArray[np.bool_]) -> list[tuple[int, Signs]]:
        """The allowed entries, the best first, with what speaks for each; `question` is the vector of `text`."""
        likeness = self._examples @ question
        ways = len(self._asked_of)
        asked = _nearest(likeness[:ways], self._asked_of, self._entries)
        answered = _nearest(self._answered @ question, self._answered_of, self._entries)
        other = float(likeness[ways:].max(initial=-1.0))
        learnt = _sharp(likeness) @ self._learnt
        total = asked + _ANSWER_SHARE * answered + _LEARNT_SHARE * learnt[: self._entries]
        weights = self._weights_of(text)
        elsewhere = max((_share(weights, words) for words in self._words_elsewhere), default=0.0)
        unknown = 1 - _share(weights, self._all_words)
        length = len(key(text)) / 10
        order = [place for place in map(int, np.argsort(-total, kind="stable")) if allowed[place]]
        found = []
        for place in order:
            nearest = float(asked[place])
            lead = float(learnt[place] - np.delete(learnt, place).max(initial=0.0))
            shared = _share(weights, self._words[place])
            next_one = next((float(asked[one]) for one in order if one != place), 0.0)
            told = float(answered[place])
            signs = Signs(nearest, told, nearest - other, lead, shared, elsewhere, unknown, nearest - next_one, length)
            found.append((place, signs))
        return found

    def _weights_of(self, text: str) -> dict[str, float]:
        """The words of a question with their weights; one that is new is as rare as the rarest."""
        rarest = max(self._weights.values(), default=1.0)
        return {word: self._weights.get(word, rarest) for word in key(text)}


def _share(weights: Mapping[str, float], words: Set[str]) -> float:
    """The share of the weights that the words among `words` have, 0..1."""
    return sum(weight for word, weight in weights.items() if word in words) / (sum(weights.values()) or 1.0)


def _words_of(*texts: str) -> frozenset[str]:
    return frozenset(key(" ".join(texts)))


def _numbers(groups: Sequence[Sequence[str]]) -> npt.NDArray[np.int64]:
    """[texts] the number of the group that each text belongs to."""
    return np.repeat(np.arange(len(groups)), [len(group) for group in groups])


def _nearest(likeness: Floats, group_of: npt.NDArray[np.int64], groups: int) -> Floats:
    best = np.full(groups, -1.0, dtype=np.float32)
    np.maximum.at(best, group_of, likeness)
    return best


def _sharp(cosines: Floats) -> Floats:
    powered: Floats = np.maximum(cosines, 0) ** _POWER
    return powered


def _regression(examples: FloatMatrix, classes: npt.NDArray[np.int64]) -> Floats:
    """[examples, classes] weights of a kernel ridge regression from likenesses to examples to their classes."""
    _, classes = np.unique(classes, return_inverse=True)  # other matters that were left out leave no gaps
    wanted = np.eye(int(classes.max(initial=0)) + 1, dtype=np.float32)[classes]
    kernel = _sharp(examples @ examples.T) + _PENALTY * np.eye(len(examples), dtype=np.float32)
    weights: Floats = np.linalg.solve(kernel, wanted)
    return weights


def _word_weights(texts: Sequence[str]) -> dict[str, float]:
    """A word -> how rare it is among the texts; "how" weighs next to nothing."""
    counts = Counter(word for text in texts for word in set(key(text)))
    return {word: log((1 + len(texts)) / count) for word, count in counts.items()}
