"""The bandit of recommendations in a simulator with known truth, beside epsilon-greedy: regret over many seeds.

    python -m benchmarks.bandit [--seeds 20] [--rounds 50000] [--json]

Six contexts, five sources; each pair has a click rate drawn once a seed from Beta(2, 30) (mean .06). A round is one
showing in one context. Regret is what the best source of each context would have earned more, in expected clicks.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from catalog.recommend.bandit import Bandit

CONTEXTS, SOURCES, EPSILON = 6, 5, 0.1
#: Chooses a source for a context, then is told whether it was clicked.
Player = tuple[Callable[[int], int], Callable[[int, int, bool], None]]


def thompson(rng: np.random.Generator) -> Player:
    """The bandit as it serves."""
    bandit, names = Bandit(), [str(number) for number in range(SOURCES)]

    def choose(context: int) -> int:
        return int(bandit.draw((str(context), ""), names, rng)[0].argmax())

    def learn(context: int, source: int, clicked: bool) -> None:
        bandit.show((str(context), ""), names[source])
        if clicked:
            bandit.click((str(context), ""), names[source])

    return choose, learn


def epsilon_greedy(rng: np.random.Generator) -> Player:
    """The best rate so far of the context, and any source one time in ten."""
    shown, clicked = np.zeros((CONTEXTS, SOURCES)), np.zeros((CONTEXTS, SOURCES))

    def choose(context: int) -> int:
        if rng.random() < EPSILON:
            return int(rng.integers(SOURCES))
        rates = clicked[context] / np.maximum(shown[context], 1)
        return int(rng.choice(np.flatnonzero(rates == rates.max())))

    def learn(context: int, source: int, clicked_: bool) -> None:
        shown[context, source] += 1
        clicked[context, source] += clicked_

    return choose, learn


def regret(player: Player, truth: NDArray[np.float64], rounds: int, seed: int) -> float:
    """Expected clicks lost over `rounds`; truth: [contexts, sources] click rates."""
    choose, learn = player
    rng, lost = np.random.default_rng(seed), 0.0
    contexts, luck = rng.integers(CONTEXTS, size=rounds), rng.random(rounds)
    for context, chance in zip(contexts, luck, strict=True):
        source = choose(int(context))
        lost += float(truth[context].max() - truth[context, source])
        learn(int(context), source, bool(chance < truth[context, source]))
    return lost


def measure(seeds: int, rounds: int) -> dict[str, float]:
    """Mean regrets, and in how many seeds the bandit's is below half of the other's."""
    ours, theirs = [], []
    for seed in range(seeds):
        truth = np.random.default_rng(1000 + seed).beta(2, 30, size=(CONTEXTS, SOURCES))
        ours.append(regret(thompson(np.random.default_rng(seed)), truth, rounds, seed))
        theirs.append(regret(epsilon_greedy(np.random.default_rng(seed)), truth, rounds, seed))
    return {
        "thompson_regret": round(float(np.mean(ours)), 1),
        "epsilon_greedy_regret": round(float(np.mean(theirs)), 1),
        "ratio": round(float(np.mean(ours) / np.mean(theirs)), 3),
        "seeds_below_half": sum(one < other / 2 for one, other in zip(ours, theirs, strict=True)),
        "seeds": seeds,
        "rounds": rounds,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=50_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure(asked.seeds, asked.rounds)
    print(json.dumps(found) if asked.json else "\n".join(f"{name}: {value}" for name, value in found.items()))
