"""How long a turn takes beside a stock Rasa bot's greeting, both alive and asked in turn: `make bench`.

Interleaving is the point: on a shared machine only two numbers taken at the same moment can be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import track

from benchmarks.conversations import (
    SEARCHES,
    Conversation,
    Turn,
    greetings,
    order_questions,
    photos,
    recommendations,
    searches,
)
from benchmarks.processes import fresh_home, resident_megabytes, shopmate, stock_bot

WARM_UP_TURNS = 20
#: Of the other kinds of turn, one is measured after this many searches.
OTHER_TURN_EVERY = 4
LONG_TURNS = 97
#: A customer of the demo shop who has orders.
CUSTOMER = "C0037"
CONSOLE = Console(stderr=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=200, help="greetings and searches, in alternation")
    parser.add_argument("--long", type=int, default=5, help="long conversations for the 100th turn")
    parser.add_argument("--json", action="store_true", help="one line of JSON on stdout")
    arguments = parser.parse_args()
    home = fresh_home()
    with stock_bot() as stock, shopmate(home) as (address, process), httpx.Client(timeout=60) as client:
        result = measure(client, stock, address, home, arguments.turns)
        result |= growth(client, address, conversations=arguments.long)
        result["resident_mb"] = round(resident_megabytes(process))
    result["load_average"], result["cores"] = round(os.getloadavg()[0], 1), os.cpu_count()
    print(json.dumps(result)) if arguments.json else CONSOLE.print_json(json.dumps(result))


def measure(client: httpx.Client, stock: str, address: str, home: Path, turns: int) -> dict[str, Any]:
    """Milliseconds of each kind of turn, and how a search compares with the stock bot's greeting."""
    with_photos = client.get(f"{address}/api/shop").raise_for_status().json()["photos"]
    main_kinds = {"greeting": greetings(client, stock), "search": searches(client, address)}
    others = {
        "recommendation": recommendations(client, address),
        "order": order_questions(client, address, home, CUSTOMER),
    }
    if with_photos:
        others["photo"] = photos(client, address)
    for _ in range(WARM_UP_TURNS):
        timed(main_kinds | others)
    times: dict[str, list[float]] = {kind: [] for kind in main_kinds | others}
    for number in track(range(turns), "turns, in alternation", console=CONSOLE):
        kinds = main_kinds if number % OTHER_TURN_EVERY else main_kinds | others
        for kind, spent in timed(kinds).items():
            times[kind].append(spent)
    return summary(times) | ({} if with_photos else {"left_out": ["photo: /api/shop says that photos are not offered"]})


def timed(kinds: Mapping[str, Iterator[Turn]]) -> dict[str, float]:
    """One turn of each kind, in ms; what prepares a turn (a session, an earlier turn) is not counted."""
    return {kind: milliseconds(next(turns)) for kind, turns in kinds.items()}


def summary(times: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """`times` (ms) as percentiles per kind, and the ratios of search to greeting."""
    found: dict[str, Any] = {"turns": {kind: len(spent) for kind, spent in times.items()}}
    for kind, spent in times.items():
        found |= {f"{kind}_p{percent}_ms": rounded(percentile(spent, percent)) for percent in (10, 50, 95)}
    for percent in (10, 50, 95):
        ratio = percentile(times["search"], percent) / percentile(times["greeting"], percent)
        found[f"p{percent}_ratio"] = rounded(ratio)
    return found


def growth(client: httpx.Client, address: str, *, conversations: int) -> dict[str, float]:
    """Median of the 3rd-7th and of the 98th-102nd turn, in ms, and their ratio.

    The same searches are compared, one of an old conversation and one of a young one in turn, so that a busy moment
    falls on both.
    """
    early, late = [], []
    for _ in track(range(conversations), "long conversations", console=CONSOLE):
        old, young = Conversation(client, address), Conversation(client, address)
        for number in range(LONG_TURNS):
            old.search(SEARCHES[number % len(SEARCHES)])
        for text in SEARCHES[:2]:
            young.search(text)
        for text in SEARCHES[2:7]:
            early.append(milliseconds(partial(young.search, text)))
            late.append(milliseconds(partial(old.search, text)))
    return growth_summary(early, late)


def growth_summary(early: Sequence[float], late: Sequence[float]) -> dict[str, float]:
    first, last = statistics.median(early), statistics.median(late)
    return {"turn_5_ms": rounded(first), "turn_100_ms": rounded(last), "turn_100_ratio": rounded(last / first)}


def milliseconds(turn: Turn) -> float:
    started = time.perf_counter()
    turn()
    return (time.perf_counter() - started) * 1000


def percentile(values: Sequence[float], percent: int) -> float:
    """Linear between the two nearest values, as numpy.percentile has it."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def rounded(value: float) -> float:
    return round(value, 3)


if __name__ == "__main__":
    main()
