"""A shop with millions of events: how fast they come in, and how long a recommendation takes then.

    python -m benchmarks.events [--events 10000000] [--products 20000] [--home DIR] [--database URL] [--json]

Events of 300 days by 5 % of their number in visitors, products by a power law, kinds as a shop sees them. They come in
through the import's own door (`Store.apply`), in order of time as a shop's log has them, in parts of 500,000. The
queries are those of one recommendation: the history of a customer from SQL, then the answer in process. Texts are not
read: likeness is a product of vectors.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from catalog.products import Hit, Product, Variant
from catalog.recommend.alike import Remembered
from catalog.recommend.live import LiveRecommender
from catalog.records import Customer, Event, Order, OrderLine
from catalog.settings import Settings
from catalog.store import CatalogChange, Store, open_store

KINDS = ("view", "click", "cart", "purchase", "dismiss")
SHARES = (0.62, 0.22, 0.1, 0.05, 0.01)
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 300
NOW = START + timedelta(days=DAYS)
PART = 500_000
ASKED = 300
WIDTH = 384


def products(number: int) -> list[Product]:
    return [
        Product(
            f"p{each}",
            f"Thing {each}",
            "USD",
            (Variant(f"p{each}-s", 1000 + each, 5),),
            categories=(f"Department {each % 20}/Kind {each % 400}",),
            brand=f"Brand {each % 150}",
        )
        for each in range(number)
    ]


def events(number: int, goods: int, people: int, part: int, parts: int) -> Iterator[Event]:
    """Those of one of `parts` stretches of time, in their order."""
    rng, seconds = np.random.default_rng(part), DAYS * 86_400 // parts
    what = np.minimum((rng.pareto(1.1, number) * goods / 200).astype(int), goods - 1)
    who, kind = rng.integers(people, size=number), rng.choice(len(KINDS), size=number, p=SHARES)
    at = part * seconds + np.sort(rng.integers(seconds, size=number))
    for person, product, which, second in zip(who.tolist(), what.tolist(), kind.tolist(), at.tolist(), strict=True):
        yield Event(
            KINDS[which],  # type: ignore[arg-type]
            customer_id=f"c{person}",
            product_id=f"p{product}",
            at=START + timedelta(seconds=second),
        )


def orders(number: int, goods: int, people: int) -> Iterator[Order]:
    rng = np.random.default_rng(7)
    for each in range(number):
        first = int(rng.integers(goods))
        lines = tuple(OrderLine(f"p{one}-s", 1, 1000, f"p{one}") for one in {first, (first * 7 + 1) % goods})
        at = START + timedelta(seconds=int(rng.integers(DAYS * 86_400)))
        state = "cancelled" if each % 20 == 0 else "delivered"
        yield Order(f"o{each}", f"c{int(rng.integers(people))}", at, state, lines, "USD", 2000)


def likeness(goods: list[Product]) -> Callable[[str, int], list[Hit]]:
    """Products alike, by a product of vectors over the whole shop, as the search does it."""
    vectors = np.random.default_rng(3).standard_normal((len(goods), WIDTH)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    place = {product.id: row for row, product in enumerate(goods)}

    def similar(product_id: str, limit: int) -> list[Hit]:
        scores = vectors @ vectors[place[product_id]]
        best = np.argpartition(-scores, limit)[:limit]
        return [Hit(goods[row], float(scores[row])) for row in best[np.argsort(-scores[best])]]

    return similar


def milliseconds(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


def spread(spent: list[float]) -> dict[str, float]:
    return {"p50_ms": round(statistics.median(spent), 2), "p95_ms": round(float(np.percentile(spent, 95)), 2)}


def filled(store: Store, goods: list[Product], number: int, people: int) -> dict[str, float]:
    """Fills the shop; events a second by the clock and by the processor, and how busy the machine was meanwhile."""
    store.apply(CatalogChange(products=goods, customers=[Customer(f"c{each}") for each in range(min(people, 50_000))]))
    store.apply(CatalogChange(orders=orders(max(number // 200, 10), len(goods), min(people, 50_000))))
    started, worked = time.perf_counter(), time.process_time()
    parts = -(-number // PART)
    for part in range(parts):
        size = min(PART, number - part * PART)
        store.apply(CatalogChange(events=events(size, len(goods), people, part, parts)))
        done = part * PART + size
        print(f"{done:,} events, {done / (time.perf_counter() - started):,.0f} a second", flush=True)
    return {
        "import_events_per_s": round(number / (time.perf_counter() - started)),
        "import_events_per_cpu_s": round(number / (time.process_time() - worked)),
        "load_average": round(os.getloadavg()[1], 1),
    }


def measure(store: Store, goods: list[Product], people: int) -> dict[str, Any]:
    catalogue: Any = SimpleNamespace(goods=1, products={product.id: product for product in goods})
    similar = likeness(goods)
    live = LiveRecommender(store, lambda: catalogue, Remembered(similar, lambda: 1), lambda: NOW)
    found: dict[str, Any] = {"first_answer_ms": round(milliseconds(live.current), 1)}
    started = time.perf_counter()
    live.current()
    live._renewing.wait()
    found["taken_in_s"] = round(time.perf_counter() - started, 1)
    rng = np.random.default_rng(1)
    askers = [f"c{person}" for person in rng.integers(min(people, 50_000), size=ASKED)]
    goods_asked = [f"p{each}" for each in rng.integers(len(goods), size=ASKED)]
    recommender = live.current()

    def personal(who: str) -> None:
        history, profile = live.known("", who)
        recommender.for_visitor(history, limit=6, profile=profile, place="page/recommend")

    stranger = live.history("nobody", None)
    found["history"] = spread([milliseconds(lambda who=who: live.known("", who)) for who in askers])
    found["recommendations"] = spread([milliseconds(lambda who=who: personal(who)) for who in askers])
    found["guest"] = spread([milliseconds(lambda: recommender.for_visitor(stranger, limit=6)) for _ in askers])
    found["goes_with"] = spread(
        [milliseconds(lambda one=one: recommender.goes_with(one, stranger, limit=6)) for one in goods_asked]
    )
    found["similar"] = spread(
        [milliseconds(lambda one=one: recommender.similar_to(one, stranger, limit=6)) for one in goods_asked]
    )
    found["popular"] = spread([milliseconds(lambda: recommender.popular(stranger, limit=6)) for _ in askers])
    found["record_one"] = spread(
        [milliseconds(lambda who=who: store.record([Event("view", who, who, "p1", at=NOW)])) for who in askers]
    )
    found["numpy_dot"] = spread([milliseconds(lambda one=one: similar(one, 30)) for one in goods_asked])
    live.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--home", type=Path, help="Kept and used again; a temporary one otherwise.")
    parser.add_argument("--database", default="", help="An SQLAlchemy URL; SQLite in the home otherwise.")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    people, goods = max(asked.events // 20, 100), products(asked.products)
    with tempfile.TemporaryDirectory() as temporary:
        store = open_store(Settings(home=asked.home or Path(temporary), database=asked.database))
        result: dict[str, Any] = {"events": asked.events, "products": asked.products}
        if not store.customer("c1"):
            result |= filled(store, goods, asked.events, people)
        result |= measure(store, goods, people)
        store.close()
    print(json.dumps(result) if asked.json else "\n".join(f"{name}: {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
