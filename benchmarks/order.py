"""What a learnt order of candidates gains over places added up, where the truth is known: behaviour made from it.

    python -m benchmarks.order [--home HOME] [--customers 400] [--json]

HOME holds the shop whose products are taken (SHOPMATE_HOME otherwise). Each customer has a taste, a brand and a price
that they keep to, as each truth says. What they turned to lies in a database of its own, where `train order` learns
from all but each one's last product, which came later. The running shop's recommender is then asked for ten products,
by the places added up and by the learnt order that it serves. Where likeness is all, the order may stay as it is.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.fusion import vectors_of
from catalog.products import Product
from catalog.recommend.alike import Remembered, Similar
from catalog.recommend.live import LiveRecommender
from catalog.recommend.order import PART, LearntOrder
from catalog.recommend.sequence.metrics import Ranks
from catalog.recommend.training.behaviour import deeds_in
from catalog.recommend.training.ordering import Past, train_order
from catalog.records import Event
from catalog.settings import Settings, load_settings
from catalog.shop import open_shop
from catalog.store import CatalogChange, open_store
from catalog.trained import Trained
from catalog.vector_file import FloatMatrix

#: How much of a choice is likeness to a first product, its brand, and its price.
TRUTHS = {"likeness": (1.0, 0.0, 0.0), "brand": (0.5, 1.0, 0.0), "price": (0.5, 0.0, 1.0), "all": (0.5, 1.0, 1.0)}
STEPS, DAYS, PLACES, SHARPNESS = 12, 60, 10, 3.0
START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=DAYS)


def pulls(goods: Sequence[Product], alike: FloatMatrix) -> tuple[FloatMatrix, FloatMatrix, FloatMatrix]:
    """[goods, goods] how near each is to each in likeness, brand and price, with mean 0 and spread 1."""
    brands = np.array([product.brand for product in goods])
    prices = np.log([max(product.price_minor, 1) for product in goods])
    same = (brands[:, None] == brands).astype(np.float32)
    far = -np.abs(prices[:, None] - prices).astype(np.float32)
    spread = [np.asarray((each - each.mean()) / each.std(), dtype=np.float32) for each in (alike, same, far)]
    return spread[0], spread[1], spread[2]


def walked(drawn: FloatMatrix, customers: int) -> Iterator[tuple[str, list[int]]]:
    """(customer, places of the products they turned to, in order, each once)."""
    chance = np.random.default_rng(0)
    for who in range(customers):
        odds = np.exp(SHARPNESS * drawn[chance.integers(len(drawn))])
        yield f"c{who}", chance.choice(len(odds), STEPS, replace=False, p=odds / odds.sum()).tolist()


def compared(
    goods: Sequence[Product], similar: Similar, drawn: FloatMatrix, customers: int
) -> dict[str, dict[str, float]]:
    """ "adding up" and "learnt" -> HR@10 and NDCG@10 of each customer's next product, as the shop would serve it."""
    chance, events, later = np.random.default_rng(1), [], {}
    for who, places in walked(drawn, customers):
        *before, later[who] = (goods[place].id for place in places)
        days = np.sort(chance.uniform(0, DAYS, len(before)))
        events += [
            Event("view", customer_id=who, product_id=each, at=START + timedelta(days=day))
            for each, day in zip(before, days.tolist(), strict=True)
        ]
    with tempfile.TemporaryDirectory() as folder:
        home, products = Path(folder), {product.id: product for product in goods}
        store = open_store(Settings(home=home))
        store.apply(CatalogChange(products=goods, events=events))
        known, bought, _ = deeds_in(store)
        outcome = train_order(Past(products, (), similar, known, bought), Trained(home, PART))
        table = {}
        for name, order in (("adding up", None), ("served", LearntOrder.in_use(home))):
            catalogue: Any = SimpleNamespace(goods=1, products=products)
            live = LiveRecommender(store, lambda: catalogue, similar, lambda: NOW, order=lambda: order)  # noqa: B023
            table[name] = _measured(live, later)
            live.close()
        store.close()
    table["served"]["learnt"] = float(outcome.adopted is not None)
    return table


def _measured(live: LiveRecommender, later: Mapping[str, str]) -> dict[str, float]:
    live.current()
    live._renewing.wait()  # with thousands of events the first answers know of nobody else
    places = []
    for who, wanted in later.items():
        history, profile = live.known("", who)
        shown = [hit.product.id for hit in live.current().for_visitor(history, limit=PLACES, profile=profile)]
        places.append(shown.index(wanted) if wanted in shown else PLACES)
    ranks = Ranks(np.array(places))
    return {"hr@10": round(ranks.hr(PLACES), 4), "ndcg@10": round(ranks.ndcg(PLACES), 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--customers", type=int, default=400)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    ids, vectors = vectors_of(asked.home)
    settings = load_settings()
    shop = open_shop(replace(settings, home=asked.home) if asked.home else settings)
    try:
        known = shop.catalogue.products
        goods = [known[each] for each in ids if known[each].visible and known[each].in_stock]
        rows = [ids.index(product.id) for product in goods]
        alike = np.mean([vectors[name][rows] @ vectors[name][rows].T for name in vectors], axis=0)
        near, similar = pulls(goods, alike), Remembered(shop.alike, lambda: None)
        result = {}
        for truth, weights in TRUTHS.items():
            drawn = np.asarray(sum(weight * each for weight, each in zip(weights, near, strict=True)), np.float32)
            result[truth] = compared(goods, similar, drawn, asked.customers)
            for name, figures in result[truth].items() if not asked.json else ():
                told = "  ".join(f"{key} {value}" for key, value in figures.items())
                print(f"{truth:10}{name:12}{told}", flush=True)
    finally:
        shop.close()
    if asked.json:
        print(json.dumps({"products": len(goods), "customers": asked.customers, "truths": result}))


if __name__ == "__main__":
    main()
