"""Many shoppers at once, each a whole journey each, no pause between turns: `python -m benchmarks.load [--json]`.

One, five and twenty shoppers come in alternation, so that a busy moment of the machine falls on all of them; what is
compared is the time of an answer that 95 of 100 keep. Everything runs on one machine, the shoppers too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from benchmarks.conversations import photos
from benchmarks.processes import NO_LIMITS, fresh_home, shopmate
from benchmarks.turns import percentile, rounded
from bot.gateway.customers import CustomerTokens
from bot.gateway.rasa import APOLOGY
from bot.keys import customer_keys
from catalog.settings import load_settings

#: Shoppers at once -> journeys of each in a round: about as many turns each.
CROWDS = {1: 6, 5: 2, 20: 1}
#: Customers of the demo shop who have orders.
CUSTOMERS = (
    *("C0001", "C0002", "C0003", "C0004", "C0005", "C0006", "C0008", "C0015", "C0016", "C0017"),
    *("C0019", "C0020", "C0027", "C0028", "C0033", "C0037", "C0039", "C0043", "C0044", "C0045"),
)
#: Kind of turn -> what is said; None sends a photo.
JOURNEYS: Sequence[Sequence[tuple[str, str | None]]] = (
    (
        ("search", "red running shoes under 80"),
        ("refine", "in blue"),
        ("question", "what is the first one made of?"),
        ("faq", "how long does shipping take?"),
        ("order", "where is my last order?"),
        ("photo", None),
        ("refine", "only under 60"),
    ),
    (
        ("search", "a waterproof jacket for men"),
        ("refine", "something cheaper"),
        ("question", "does the second one come in L?"),
        ("order", "what did I order last?"),
        ("faq", "can I return it?"),
        ("search", "desk lamp"),
        ("photo", None),
    ),
    (
        ("search", "noise cancelling headphones under 150"),
        ("question", "what do people say about the first one?"),
        ("refine", "not black"),
        ("photo", None),
        ("faq", "do you ship abroad?"),
        ("order", "can I still cancel my last order?"),
        ("search", "a gift for a coffee lover"),
    ),
)


@dataclass
class Spent:
    """Milliseconds of the turns of one crowd by their kind, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def every(self) -> list[float]:
        return [one for times in self.times.values() for one in times]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one line of JSON on stdout")
    arguments = parser.parse_args()
    home = fresh_home(service={**NO_LIMITS, "trusted_proxies": ["127.0.0.1"]})
    with shopmate(home) as (address, _):
        found = asyncio.run(measure(address, home, arguments.rounds))
    found |= {"load_average": round(os.getloadavg()[0], 1), "cores": os.cpu_count()}
    print(json.dumps(found)) if arguments.json else Console().print_json(json.dumps(found))
    return 1 if any(found[str(crowd)]["errors"] for crowd in CROWDS) else 0


async def measure(address: str, home: Path, rounds: int) -> dict[str, Any]:
    """Per crowd: turns, errors, p50_ms, p95_ms, and p50_ms by kind; and the ratio of p95 of twenty to that of one."""
    with httpx.Client(timeout=60) as client:
        pictures = photos(client, address)  # the first waits until the shop has looked through its own
        next(pictures)()
        products = client.get(f"{address}/api/products?limit=40").raise_for_status().json()["products"]
        shown = [client.get(f"{address}{product['image']}").raise_for_status().content for product in products]
    spent = {crowd: Spent() for crowd in CROWDS}
    await _crowd(address, home, shown, 2, 2, Spent())  # warms up
    for number in range(rounds):
        for crowd, journeys in CROWDS.items():
            await _crowd(address, home, shown, crowd, journeys, spent[crowd])
        _say(
            f"round {number + 1} of {rounds}: " + ", ".join(f"{crowd}: {_p95(one)} ms" for crowd, one in spent.items())
        )
    return summary(spent)


def summary(spent: dict[int, Spent]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for crowd, one in spent.items():
        kinds = {kind: rounded(percentile(times, 50)) for kind, times in sorted(one.times.items())}
        figures = {"p50_ms": rounded(percentile(one.every, 50)), "p95_ms": _p95(one), "p50_ms_by_kind": kinds}
        found[str(crowd)] = {"turns": len(one.every), "errors": one.errors[:20], **figures}
    first, last = min(spent), max(spent)
    return {**found, f"p95_of_{last}_to_{first}": rounded(_p95(spent[last]) / _p95(spent[first]))}


async def _crowd(address: str, home: Path, shown: Sequence[bytes], crowd: int, journeys: int, spent: Spent) -> None:
    await asyncio.gather(*(_shopper(address, home, shown, number, journeys, spent) for number in range(crowd)))


async def _shopper(address: str, home: Path, shown: Sequence[bytes], number: int, journeys: int, spent: Spent) -> None:
    """A customer with a browser and an address of their own, told by a proxy in front."""
    customer, told = _customer(home, CUSTOMERS[number]), {"X-Forwarded-For": f"198.51.{number}.7"}
    async with httpx.AsyncClient(base_url=address, timeout=120, headers=told) as web:
        for journey in range(journeys):
            await _journey(web, customer, shown, number, journey, spent)


async def _journey(
    web: httpx.AsyncClient, customer: str, shown: Sequence[bytes], number: int, journey: int, spent: Spent
) -> None:
    opened = await web.post("/api/sessions", json={"customer_token": customer})
    headers = {"Authorization": f"Bearer {opened.raise_for_status().json()['token']}"}
    for place, (kind, text) in enumerate(JOURNEYS[(number + journey) % len(JOURNEYS)]):
        started = time.perf_counter()
        if text is None:
            files = {"photo": ("a.webp", shown[(7 * number + journey + place) % len(shown)])}
            answer = await web.post("/api/photos", files=files, headers=headers)
        else:
            answer = await web.post("/api/messages", json={"text": text}, headers=headers)
        spent.times.setdefault(kind, []).append((time.perf_counter() - started) * 1000)
        if trouble := _trouble(kind, answer):
            spent.errors.append(f"{text or 'a photo'!r}: {trouble}")


def _trouble(kind: str, answer: httpx.Response) -> str:
    """What is wrong with an answer, "" when it is one."""
    if answer.status_code != 200:
        return f"{answer.status_code} {answer.text[:200]}"
    said = answer.json()["messages"]
    if not said or any(one["text"] == APOLOGY for one in said):
        return f"no answer: {said}"
    if kind == "search" and not any(one["products"] for one in said):
        return f"no cards: {said}"
    if kind == "order" and not any("order" in one["text"].lower() for one in said):
        return f"nothing of an order: {said}"
    return ""


def _customer(home: Path, customer: str) -> str:
    settings = load_settings(environ={"SHOPMATE_HOME": str(home)})
    return CustomerTokens(customer_keys(home), settings.name).sign(customer, int(time.time()))


def _p95(spent: Spent) -> float:
    return rounded(percentile(spent.every, 95))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
