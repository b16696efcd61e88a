"""Popular and trending: what many did lately counts more than what many did long ago."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.records import Event

#: How much one event says about interest; a purchase is about as telling as twenty views.
WEIGHTS = {"view": 1.0, "click": 2.0, "cart": 8.0, "purchase": 20.0, "like": 8.0, "dismiss": -4.0}
POPULAR_HALF_LIFE = timedelta(days=30)
TRENDING_HALF_LIFE = timedelta(days=4)
#: Interest, in weighted events, that a product needs before a jump of it means anything.
TRENDING_FLOOR = 12.0
#: A steady product has the ratio 1 give or take the day; this much more is a trend.
TRENDING_JUMP = 1.5
#: One keen visitor, however keen, does not make a product popular.
FEWEST_PEOPLE = 3


@dataclass
class Interest:
    """Decayed interest in one product, as of the tally's first moment, and the first few who had it."""

    slow: float = 0.0
    fast: float = 0.0
    people: tuple[str, ...] = ()


class Tally:
    """Adds up interest as it comes in; nothing is ever read twice.

    Decay is exponential, so a sum made at one moment holds for every later one but for a factor.
    """

    def __init__(self, start: datetime) -> None:
        self._start = start.timestamp()
        self._found: defaultdict[str, Interest] = defaultdict(Interest)

    def add(self, kind: str, product: str, who: str, at: float, now: float) -> None:
        """at, now: seconds since 1970; what a clock ahead of ours says counts as now."""
        if weight := WEIGHTS.get(kind):
            found, age = self._found[product], self._start - min(at, now)
            found.slow += weight * 0.5 ** (age / POPULAR_HALF_LIFE.total_seconds())
            found.fast += weight * 0.5 ** (age / TRENDING_HALF_LIFE.total_seconds())
            if len(found.people) < FEWEST_PEOPLE and who not in found.people:
                found.people = (*found.people, who)

    def at(self, moment: datetime, more: Tally | None = None) -> Popularity:
        """The picture at one moment, with what another tally of the same start holds."""
        age = timedelta(seconds=moment.timestamp() - self._start)
        slow, fast = decay(age, POPULAR_HALF_LIFE), decay(age, TRENDING_HALF_LIFE)
        sums: defaultdict[str, list[Interest]] = defaultdict(list)
        for tally in (self, more) if more else (self,):
            for product, found in tuple(tally._found.items()):
                sums[product].append(found)
        many = {product: parts for product, parts in sums.items() if _people(parts) >= FEWEST_PEOPLE}
        return Popularity(
            {product: slow * sum(part.slow for part in parts) for product, parts in many.items()},
            {product: fast * sum(part.fast for part in parts) for product, parts in many.items()},
        )


class Popularity:
    """Decayed interest in each product that several people turned to, at one moment.

    Args:
        slow, fast: product id -> interest, by the half-lives of what is popular and of what is trending.
    """

    def __init__(self, slow: Mapping[str, float], fast: Mapping[str, float]) -> None:
        self._slow, self._fast = slow, fast
        self._popular, self._trending = _best(slow), self._jumps()

    @classmethod
    def of(cls, events: Iterable[Event], at: datetime) -> Popularity:
        """The picture that these events alone give."""
        tally = Tally(at)
        for event in events:
            if event.product_id:
                who = event.customer_id or event.visitor
                tally.add(event.kind, event.product_id, who, event.at.timestamp(), at.timestamp())
        return tally.at(at)

    def popular(self) -> list[tuple[str, float]]:
        """(product id, decayed interest > 0), most wanted first."""
        return self._popular

    def trending(self) -> list[tuple[str, float]]:
        """(product id, how far interest now exceeds its usual level, >= TRENDING_JUMP), steepest first.

        Both sums are set against what a constant stream would give them.
        """
        return self._trending

    def _jumps(self) -> list[tuple[str, float]]:
        usual = TRENDING_HALF_LIFE / POPULAR_HALF_LIFE
        ratios = {
            product: (fast + TRENDING_FLOOR) / (self._slow[product] * usual + TRENDING_FLOOR)
            for product, fast in self._fast.items()
            if fast >= TRENDING_FLOOR
        }
        return [(product, ratio) for product, ratio in _best(ratios) if ratio >= TRENDING_JUMP]


def decay(age: timedelta, half_life: timedelta) -> float:
    """1 for now, 1/2 after one half-life, 1/4 after two."""
    return float(0.5 ** (age / half_life))


def _people(parts: Iterable[Interest]) -> int:
    return len({who for part in parts for who in part.people})


def _best(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(
        ((product, score) for product, score in scores.items() if score > 0), key=lambda row: (-row[1], row[0])
    )
