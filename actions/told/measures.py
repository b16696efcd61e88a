"""Bounds on measures, and the orders that compare them, as short English."""

from __future__ import annotations

from nlu.hearing.marks import Bound

#: The unit each measure is told in, and the larger one from so many on.
_UNITS: dict[str, tuple[str, float, str]] = {
    "weight": ("g", 1000, "kg"), "volume": ("ml", 1000, "l"), "length": ("cm", 1000, "m"), "power": ("W", 1000, "kW"),
    "memory": ("GB", 1024, "TB"), "charge": ("mAh", 1e9, "Ah"), "duration": ("h", 1e9, "h"),
}  # fmt: skip
_COUNTED = {"stars": "stars", "people": "people", "count": "pieces"}
_ORDERS = {
    "weight:least": "lightest first", "weight:most": "heaviest first", "size:most": "biggest first",
    "size:least": "smallest first", "length:most": "longest first", "length:least": "shortest first",
    "pixels:most": "sharpest first", "warmth:most": "warmest first",
    "duration:most": "longest lasting first", "power:most": "most powerful first",
}  # fmt: skip


def bound_text(bound: Bound) -> str:
    """ "up to 1 kg", "16 GB or more", "500 ml", "5 kg to 10 kg"."""
    low = None if bound.low is None else _amount(bound.measure, bound.low)
    high = None if bound.high is None else _amount(bound.measure, bound.high)
    if low and high:
        return low if low == high else f"{low} to {high}"
    if high:
        return f"under {high}" if bound.high_open else f"up to {high}"
    return f"over {low}" if bound.low_open else f"{low} or more"


def order_text(sort: str) -> str:
    """ "lightest first" for "weight:least"; "" for an order of another kind."""
    measure, _, edge = sort.partition(":")
    return _ORDERS.get(sort) or (f"{edge} {measure} first" if edge else "")


def _amount(measure: str, amount: float) -> str:
    if measure in _COUNTED:
        return f"{amount:g} {_COUNTED[measure]}"
    unit, many, larger = _UNITS[measure]
    return f"{amount / many:.4g} {larger}" if amount >= many else f"{amount:.4g} {unit}"
