"""Choosing among the candidates of all sources: their weights, what the bandit draws, comparisons and fairness."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from catalog.recommend.bandit import DRAWS, RATE, Bandit, first_choices
from catalog.settings import RecommendSettings

#: What a place in each source's list is worth before anything was learnt; a source not named here counts as MODEL.
WEIGHTS = {"together": 1.0, "paired": 0.8, "alike": 0.6, "popular": 0.15}
MODEL = 1.0
#: Showings before clicks are believed at all: until then lists stay as the shipped weights make them.
ENOUGH = 500
#: The sides of a comparison: who gets everything, and who goes without what is compared.
WITH, WITHOUT = "with", "without"


@dataclass(frozen=True)
class Choosing:
    """How sources and products are weighed.

    Attributes:
        bandit: what clicks taught, None = the shipped weights alone.
        boosts: product id -> factor that brings forward what is shown too seldom.
    """

    settings: RecommendSettings = field(default_factory=RecommendSettings)
    bandit: Bandit | None = None
    boosts: Mapping[str, float] = field(default_factory=dict)

    def leaves_out(self, source: str, who: str) -> bool:
        """Whether this visitor goes without this source, for a comparison."""
        return self.settings.compare == source and arm(who, source) == WITHOUT

    def boost(self, product_id: str) -> float:
        return self.boosts.get(product_id, 1.0)

    def worth(
        self, sources: Sequence[str], *, who: str, place: str, stage: str
    ) -> tuple[dict[str, float], dict[str, float]]:
        """What a first place in each source's list is worth now, and how likely each was to be the first choice.

        place: "" = nothing is left to chance there. The same visitor gets the same draw until something more was
        learnt, so that a list does not jump about.
        """
        worth = {source: WEIGHTS.get(source, MODEL) for source in sources}
        if (
            self.bandit is None
            or self.bandit.showings < ENOUGH
            or not place
            or not sources
            or self.leaves_out("bandit", who)
        ):
            return worth, {}
        rng = np.random.default_rng(zlib.crc32(f"{who}|{place}|{stage}|{self.bandit.showings}".encode()))
        rates = self.bandit.draw((place, stage), sources, rng, DRAWS)
        likely = first_choices(rates, np.array(list(worth.values())))
        drawn = {source: worth[source] * float(rate) / RATE for source, rate in zip(sources, rates[0], strict=True)}
        return drawn, dict(zip(sources, likely.tolist(), strict=True))


def arm(who: str, compared: str) -> str:
    """The side of a visitor in a comparison, always the same; "" when nothing is compared."""
    if not compared:
        return ""
    return WITH if zlib.crc32(f"{compared}|{who}".encode()) % 2 else WITHOUT
