"""How light may the encoder be? Size, speed and nDCG@10 of MiniLM in 8 bits with fewer of its layers, beside others.

    .venv/bin/python -m benchmarks.encoders DIR [--layers 6 4 3 2] [--encoders e5 minilm+e5] [--json]

DIR is a folder as `eval search` takes it. Only the judged products' titles are encoded, and ranked by the cosine alone:
what is compared is the encoder, not the search around it. Layers are left out from the top, without any training.
Milliseconds are the median of one query at a time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.models.encoder import encoder_weights
from catalog.search.evaluation import Judged
from catalog.search.metrics import ndcg
from catalog.search.texts import title_text
from catalog.settings import models_folder
from nlu.bert_graph import BertShape, build_bert, read_safetensors
from nlu.encoder import SentenceEncoder, load_encoder

_LAYERS = (6, 4, 3, 2)


def with_layers(layers: int, weights: Path, prepared: SentenceEncoder) -> SentenceEncoder:
    """`prepared` made anew of the 32 bit weights in the folder `weights`, with its lowest `layers` alone."""
    config = json.loads((weights / "config.json").read_text(encoding="utf-8"))
    shape = replace(BertShape.from_config(config, "mean"), layers=layers)
    model = build_bert(read_safetensors(weights / "model.safetensors"), shape).SerializeToString()
    told = {"dimension": shape.hidden, "model_bytes": len(model), "model_sha256": ""}
    card = replace(prepared.card, name=f"minilm, {layers} layers", **told)
    return SentenceEncoder(model, weights / "tokenizer.json", card)


def figures(encoder: SentenceEncoder, judged: Judged) -> dict[str, object]:
    """Size in MB, median milliseconds a query, and the mean nDCG@10 of the judged products by the cosine alone."""
    asked = {product for name in judged.queries for product in judged.grades[name]}
    titles = {product.id: title_text(product) for product in judged.products if product.id in asked}
    vectors = dict(zip(titles, encoder.passages(list(titles.values())), strict=True))
    found, milliseconds = [], []
    for name, text in judged.queries.items():
        started = time.perf_counter()
        query = encoder.queries([text])[0]
        milliseconds.append(1000 * (time.perf_counter() - started))
        grades = {product: grade for product, grade in judged.grades[name].items() if product in vectors}
        likeness = {product: float(vectors[product] @ query) for product in grades}
        found.append(ndcg(sorted(likeness, key=lambda product: -likeness[product]), grades, k=10))
    return {
        "encoder": encoder.name,
        "megabytes": round(_bytes(encoder) / 1e6, 1),
        "ms": round(statistics.median(milliseconds), 2),
        "ndcg@10": round(float(np.mean(found)), 4),
    }


def _bytes(encoder: SentenceEncoder) -> int:
    parts = getattr(encoder, "parts", ())
    return sum(_bytes(part) for part in parts) if parts else encoder.card.model_bytes


def _encoders(layers: Sequence[int], others: Sequence[str]) -> Iterator[SentenceEncoder]:
    prepared = load_encoder("minilm", models_folder())
    weights = encoder_weights(models_folder())
    yield from (with_layers(number, weights, prepared) for number in layers)
    yield from (load_encoder(name, models_folder()) for name in others)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.encoders", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--layers", type=int, nargs="*", default=list(_LAYERS))
    parser.add_argument("--encoders", nargs="*", default=[], help="others that are prepared: e5, minilm+e5, a folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    given = parser.parse_args(arguments)
    judged = Judged.read(given.folder)
    rows = []
    for encoder in _encoders(given.layers, given.encoders):
        rows.append(figures(encoder, judged))
        print("  ".join(f"{name} {value}" for name, value in rows[-1].items()), file=sys.stderr)
    print(json.dumps({"encoders": rows}) if given.json else "\n".join(str(row) for row in rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
