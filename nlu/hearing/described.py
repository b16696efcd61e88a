"""What was heard as plain data: printable, comparable, the shape of a row of tests/nlu/heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nlu.hearing.heard import Heard
from nlu.hearing.numbers import amounts_in
from nlu.hearing.row import row_of
from nlu.wish import Wish

_STEPS = {"larger": "bigger"}
_EDGES = {"least": "up", "most": "down"}


def described(heard: Heard, *, minor_digits: int = 2) -> dict[str, Any]:
    """Wishes with their facts by stance, bounds in major and base units, sorts, steps, references."""
    gone = _let_go(heard)
    ordered = any(mark.kind == "sort" and mark.meaning not in ("reduced", "other") for mark in heard.marks)
    told = (_wish(wish if ordered else replace(wish, sort="relevance"), minor_digits) for wish in heard.wishes)
    wishes = [wish for wish in told if wish]
    if gone:
        wishes = wishes or [{}]
        wishes[0] = {**wishes[0], "let_go": gone}
    steps = sorted(_STEPS.get(step, step) for step in heard.steps)
    parts = {"wishes": wishes, "steps": steps, "references": list(heard.references)}
    return {name: part for name, part in parts.items() if part}


def measured(facet: str, values: Iterable[str]) -> tuple[str, float] | None:
    """The measure and amount that one value says and nothing else ("16 GB" -> memory, 16); None for any other."""
    found = [amounts_in(row_of(value)) for value in values]
    if len(found) != 1 or len(found[0]) != 1:
        return None
    (value,) = values
    (amount,) = found[0]
    is_all = amount.end - amount.start == len(row_of(value))
    return (amount.measure, amount.base) if is_all and amount.measure not in ("", "other", "price") else None


def _wish(wish: Wish, minor_digits: int) -> dict[str, Any]:
    bounds: dict[str, list[float | None]] = {bound.measure: [bound.low, bound.high] for bound in wish.bounds}
    if wish.price_min_minor is not None or wish.price_max_minor is not None:
        bounds["price"] = [_major(wish.price_min_minor, minor_digits), _major(wish.price_max_minor, minor_digits)]
    wanted: dict[str, list[str]] = {}
    for facet, values in wish.facets.items():
        if amount := measured(facet, values):
            bounds.setdefault(amount[0], [amount[1], amount[1]])
        else:
            wanted[facet] = list(values)
    sort = "" if wish.sort == "relevance" else _sort(wish.sort)
    told: Mapping[str, Any] = {
        "wanted": wanted,
        "unwanted": {facet: list(values) for facet, values in wish.excluded.items()},
        "bounds": bounds,
        "sort": sort,
    }
    return {name: part for name, part in told.items() if part}


def _sort(sort: str) -> str:
    measure, _, edge = sort.partition(":")
    return f"{measure}_{_EDGES[edge]}" if edge in _EDGES else sort


def _major(price_minor: int | None, minor_digits: int) -> float | None:
    return None if price_minor is None else price_minor / 10**minor_digits


def _let_go(heard: Heard) -> dict[str, list[str]]:
    gone: dict[str, list[str]] = {facet: [] for facet in sorted(heard.dropped)}
    for facet, value in heard.let_go:
        if facet not in heard.dropped:  # a value of what is let go as a whole says no more
            gone.setdefault(facet, []).append(value)
    return gone
