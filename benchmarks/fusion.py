"""What texts and pictures add to the sequence model, where the truth is known: behaviour is generated from it.

    python -m benchmarks.fusion [--home HOME] [--customers 600] [--json]

HOME holds the shop whose products are taken (SHOPMATE_HOME otherwise: the demo, Luma …). Each customer keeps to a
taste: products near a first one in text, in looks, or in both; each truth makes behaviour of its own. A model of ids
alone, with texts, with pictures and with both learns it. Every sixth product is cold: nobody turned to it before.

warm: HR@10 of each customer's last product among all warm ones. cold: HR@10 of a cold product that the customer's taste
picks, among the cold ones; beside it chance, and likeness of text alone to what they turned to.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from catalog.recommend.sequence.histories import Histories, Rows
from catalog.recommend.training.export import served
from catalog.recommend.training.fitting import fit
from catalog.recommend.training.learner import Training
from catalog.recommend.training.ranking import ranks_of
from catalog.settings import load_settings
from catalog.shop import open_shop
from catalog.vector_file import FloatMatrix

TRUTHS = {"text": ("text",), "look": ("picture",), "both": ("text", "picture")}
MODELS = {"ids": (), "+ text": ("text",), "+ picture": ("picture",), "all": ("text", "picture")}
TRAINING = Training(dimension=32, dropout=0.2, epochs=12, settling=4, learning_rate=3e-3)
#: Products turned to by each customer, cold ones among so many, and how closely a taste is kept to.
STEPS, COLD_ONE_IN, SHARPNESS, PLACES = 8, 6, 12.0, 10

Vectors = Mapping[str, FloatMatrix]


def vectors_of(home: Path | None) -> tuple[list[str], Vectors]:
    """Ids of the products that have a text and a picture, and feature -> [products, width], rows of length 1."""
    settings = load_settings()
    shop = open_shop(replace(settings, home=home) if home else settings)
    try:
        shop.photos.wait()
        found = {product: shop.vectors(product) for product in shop.catalogue.products}
    finally:
        shop.close()
    whole = [product for product, held in found.items() if len(held) == len(TRUTHS["both"])]
    return whole, {name: _unit(np.stack([found[product][name] for product in whole])) for name in TRUTHS["both"]}


def walks(vectors: Vectors, truth: Sequence[str], customers: int) -> Rows:
    """[customers, STEPS] products by a taste that stays."""
    likeness = np.mean([_spread(vectors[name] @ vectors[name].T) for name in truth], axis=0)
    chance, found = np.random.default_rng(0), np.zeros((customers, STEPS), dtype=np.int64)
    for customer in range(customers):
        odds = np.exp(SHARPNESS / 4 * likeness[chance.integers(len(likeness))])
        found[customer] = chance.choice(len(odds), STEPS, replace=False, p=odds / odds.sum())
    return found


def compared(
    products: list[str], vectors: Vectors, truth: Sequence[str], customers: int
) -> dict[str, dict[str, float]]:
    """model -> warm and cold HR@10."""
    cold = np.arange(0, len(products), COLD_ONE_IN)
    is_cold = np.isin(np.arange(len(products)), cold)
    taken = walks(vectors, truth, customers)
    warm_rows = [[products[each] for each in row if not is_cold[each]] for row in taken]
    wanted = [[each for each in row if is_cold[each]] for row in taken]
    kept = [place for place, row in enumerate(warm_rows) if len(row) > 3]
    histories = Histories.of(
        [warm_rows[place] for place in kept], [p for p, c in zip(products, is_cold, strict=True) if not c]
    )
    asked = [(warm_rows[place], wanted[place][0]) for place in kept if wanted[place]]
    table = {"chance": {"warm": PLACES / len(histories.products), "cold": PLACES / len(cold)}}
    near = vectors["text"] @ vectors["text"].T
    row_of = {product: row for row, product in enumerate(products)}
    table["text likeness"] = {
        "cold": _hit_rate([near[[row_of[each] for each in had]].sum(0)[cold] for had, _ in asked], cold, asked)
    }
    for name, features in MODELS.items():
        tensors = {
            each: torch.from_numpy(vectors[each][[row_of[product] for product in histories.products]])
            for each in features
        }
        fitted = fit(histories, TRAINING, features=tensors)
        warm = ranks_of(fitted.network, histories, held_out=1, counted=fitted.counted).hr(PLACES)
        model = served(fitted.network, histories.products, fitted.counted)
        table[name] = {"warm": warm}
        if features:
            model = model.with_products({products[c]: {each: vectors[each][c] for each in features} for c in cold})
            places = [model.products.index(products[c]) for c in cold]
            table[name]["cold"] = _hit_rate([model.scores(had)[places] for had, _ in asked], cold, asked)
    return table


def _hit_rate(scores: Sequence[FloatMatrix], cold: Rows, asked: Sequence[tuple[list[str], int]]) -> float:
    hits = [
        int((each > each[int(np.flatnonzero(cold == wanted)[0])]).sum()) < PLACES
        for each, (_, wanted) in zip(scores, asked, strict=True)
    ]
    return float(np.mean(hits))


def _spread(likeness: FloatMatrix) -> FloatMatrix:
    """Of mean 0 and spread 1, so that texts and looks weigh alike."""
    return np.asarray((likeness - likeness.mean()) / likeness.std(), dtype=np.float32)


def _unit(rows: FloatMatrix) -> FloatMatrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--customers", type=int, default=600)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    products, vectors = vectors_of(asked.home)
    result = {}
    for truth, names in TRUTHS.items():
        table = compared(products, vectors, names, asked.customers)
        result[truth] = {
            model: {key: round(value, 4) for key, value in figures.items()} for model, figures in table.items()
        }
        for model, figures in result[truth].items() if not asked.json else ():
            told = "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
            print(f"tastes by {truth:6}{model:15}{told}", flush=True)
    if asked.json:
        print(json.dumps({"products": len(products), "customers": asked.customers, "tastes": result}))


if __name__ == "__main__":
    main()
