"""Popular and trending: what many did lately counts more than what many did long ago."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from catalog.records import Event

#: How much one event says about interest; a purchase is about as telling as twenty views.
WEIGHTS = {"view": 1.0, "click": 2.0, "cart": 8.0, "purchase": 20.0, "dismiss": -4.0}
POPULAR_HALF_LIFE = timedelta(days=30)
TRENDING_HALF_LIFE = timedelta(days=4)
#: Interest, in weighted events, that a product needs before a jump of it means anything.
TRENDING_FLOOR = 12.0
#: A steady product has the ratio 1 give or take the day; this much more is a trend.
TRENDING_JUMP = 1.5
#: One keen visitor, however keen, does not make a product popular.
FEWEST_PEOPLE = 3


class Popularity:
    """Decayed interest in each product at one moment."""

    def __init__(self, events: Iterable[Event], at: datetime) -> None:
        self._people: defaultdict[str, set[str]] = defaultdict(set)
        self._slow: defaultdict[str, float] = defaultdict(float)
        self._fast: defaultdict[str, float] = defaultdict(float)
        for event in events:
            weight = WEIGHTS.get(event.kind, 0.0)
            if weight and event.product_id:
                self._people[event.product_id].add(event.customer_id or event.visitor)
                age = max(at - event.at, timedelta())
                self._slow[event.product_id] += weight * decay(age, POPULAR_HALF_LIFE)
                self._fast[event.product_id] += weight * decay(age, TRENDING_HALF_LIFE)

    def popular(self) -> list[tuple[str, float]]:
        """(product id, decayed interest > 0), most wanted first."""
        return self._of_many(_best(self._slow))

    def trending(self) -> list[tuple[str, float]]:
        """(product id, how far interest now exceeds its usual level, >= TRENDING_JUMP), steepest first.

        Both sums are set against what a constant stream would give them.
        """
        usual = TRENDING_HALF_LIFE / POPULAR_HALF_LIFE
        ratios = {
            product: (fast + TRENDING_FLOOR) / (self._slow[product] * usual + TRENDING_FLOOR)
            for product, fast in self._fast.items()
            if fast >= TRENDING_FLOOR
        }
        return self._of_many([(product, ratio) for product, ratio in _best(ratios) if ratio >= TRENDING_JUMP])

    def _of_many(self, ranked: list[tuple[str, float]]) -> list[tuple[str, float]]:
        return [(product, score) for product, score in ranked if len(self._people[product]) >= FEWEST_PEOPLE]


def decay(age: timedelta, half_life: timedelta) -> float:
    """1 for now, 1/2 after one half-life, 1/4 after two."""
    return float(0.5 ** (age / half_life))


def _best(scores: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(
        ((product, score) for product, score in scores.items() if score > 0), key=lambda row: (-row[1], row[0])
    )
