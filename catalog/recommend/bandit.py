"""Which source of recommendations works where: a contextual bandit that learns from clicks (Thompson sampling).

A context is a place ("chat/recommend") with a stage (how much is known of the visitor); an arm is a source. The rate of
clicks of each is a Beta posterior, drawn towards the source's own rate everywhere, so that a context that is seldom met
borrows from the others (Chapelle and Li, "An Empirical Evaluation of Thompson Sampling", NIPS 2011).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

#: What a rate is believed to be before anything was shown, and how many showings that belief counts as.
RATE, STRENGTH = 0.05, 40.0
#: How many showings the rate of a source elsewhere counts as.
BORROWED = 20.0
#: How wide the posterior is drawn, 1 = as it is: less explores less, and costs less when rates are low (their sec. 4).
WIDTH = 0.5
#: Draws that tell how likely a source was to be the first choice.
DRAWS = 256

Context = tuple[str, str]


class Bandit:
    """Showings and clicks by context and source."""

    def __init__(self) -> None:
        self._shown: defaultdict[tuple[Context, str], int] = defaultdict(int)
        self._clicked: defaultdict[tuple[Context, str], int] = defaultdict(int)
        self._shown_all: defaultdict[str, int] = defaultdict(int)
        self._clicked_all: defaultdict[str, int] = defaultdict(int)

    def show(self, context: Context, source: str) -> None:
        """Counts one showing."""
        self._shown[context, source] += 1
        self._shown_all[source] += 1

    def click(self, context: Context, source: str) -> None:
        """Counts that one showing led to a click; at most once a showing."""
        self._clicked[context, source] += 1
        self._clicked_all[source] += 1

    @property
    def showings(self) -> int:
        """How many there were; a number that moves with all that is learnt."""
        return sum(self._shown_all.values())

    def draw(
        self, context: Context, sources: Sequence[str], rng: np.random.Generator, draws: int = 1
    ) -> NDArray[np.float64]:
        """Rates of clicks as they may be, [draws, sources], each 0..1."""
        wins, losses = self._posterior(context, sources)
        return rng.beta(wins, losses, size=(draws, len(sources)))

    def _posterior(self, context: Context, sources: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        shown = np.array([self._shown[context, source] for source in sources], dtype=float)
        clicked = np.array([self._clicked[context, source] for source in sources], dtype=float)
        elsewhere = np.array([self._shown_all[source] for source in sources]) - shown
        clicked_there = np.array([self._clicked_all[source] for source in sources]) - clicked
        believed = (RATE * STRENGTH + clicked_there) / (STRENGTH + elsewhere)
        weight = np.minimum(BORROWED, STRENGTH + elsewhere)
        return (believed * weight + clicked) / WIDTH, ((1 - believed) * weight + shown - clicked) / WIDTH


def first_choices(rates: NDArray[np.float64], worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each source is the first choice, [sources], its rate weighed by the worth of its first place."""
    firsts = (rates * worth).argmax(axis=1)
    return np.bincount(firsts, minlength=len(worth)) / len(rates)
