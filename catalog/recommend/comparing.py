"""Did it help? Two sides of visitors compared by how many turned to something they were recommended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import ceil, sqrt
from typing import Any

from catalog.recommend.choosing import WITH, WITHOUT
from catalog.recommend.crowd import FOLLOWS_SECONDS, TURNED_TO
from catalog.records import Event

#: Normal quantiles of a 95 % interval and of a power of 80 %.
Z_INTERVAL, Z_POWER = 1.96, 0.8416
#: The relative difference that a comparison should be able to show.
WORTH_SHOWING = 0.1


def outcomes(events: Iterable[Event]) -> dict[str, tuple[int, int]]:
    """Side -> (visitors who were shown something, those who turned to some of it within a week).

    A visitor counts once, however much they see: their looks are no independent trials.
    """
    shown: defaultdict[str, dict[str, float]] = defaultdict(dict)
    sides: dict[str, str] = {}
    turned: set[str] = set()
    for event in sorted(events, key=lambda event: event.at):
        who, product, at = event.customer_id or event.visitor, event.product_id or "", event.at.timestamp()
        if event.kind == "shown" and event.arm in (WITH, WITHOUT):
            sides[who] = event.arm
            shown[who].setdefault(product, at)
        elif event.kind in TURNED_TO and 0 <= at - shown.get(who, {}).get(product, at + 1) <= FOLLOWS_SECONDS:
            turned.add(who)
    return {
        side: (sum(one == side for one in sides.values()), sum(sides[who] == side for who in turned))
        for side in (WITH, WITHOUT)
    }


def compared(found: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """The rates of both sides, their difference with a 95 % interval (Newcombe 1998, method 10), and what it proves.

    `visitors_needed`: on each side, to show a relative difference of WORTH_SHOWING with a power of 80 %.
    """
    (n1, x1), (n2, x2) = found[WITH], found[WITHOUT]
    result: dict[str, Any] = {
        "with": {"visitors": n1, "turned_to": x1, "rate": _rate(x1, n1)},
        "without": {"visitors": n2, "turned_to": x2, "rate": _rate(x2, n2)},
    }
    if n1 and n2:
        p1, p2 = x1 / n1, x2 / n2
        (l1, u1), (l2, u2) = _wilson(x1, n1), _wilson(x2, n2)
        low = p1 - p2 - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
        high = p1 - p2 + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
        result["difference"] = round(p1 - p2, 5)
        result["interval_95"] = [round(low, 5), round(high, 5)]
        result["proves"] = "with is better" if low > 0 else "without is better" if high < 0 else "nothing yet"
        result["visitors_needed"] = visitors_needed(p2)
    return result


def visitors_needed(rate: float, relative: float = WORTH_SHOWING) -> int | None:
    """On each side, to tell `rate` from `rate * (1 + relative)`; None for a rate that can't rise."""
    other = rate * (1 + relative)
    if not 0 < rate < other < 1:
        return None
    mean = (rate + other) / 2
    spread = Z_INTERVAL * sqrt(2 * mean * (1 - mean)) + Z_POWER * sqrt(rate * (1 - rate) + other * (1 - other))
    return ceil((spread / (other - rate)) ** 2)


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 5) if whole else None


def _wilson(part: int, whole: int) -> tuple[float, float]:
    rate, z2 = part / whole, Z_INTERVAL**2
    middle = (rate + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z_INTERVAL / (1 + z2 / whole) * sqrt(rate * (1 - rate) / whole + z2 / (4 * whole * whole))
    return middle - half, middle + half
