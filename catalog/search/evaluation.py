"""`eval search`: the shop's own search engine measured on queries with judged products."""

from __future__ import annotations

import csv
import gzip
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np
from rich.console import Console
from rich.progress import Progress as ProgressBar

from catalog.products import Product, Variant
from catalog.search.engine import SearchEngine
from catalog.search.learnt import LearntRanking
from catalog.search.metrics import ndcg, recall, reciprocal_rank
from catalog.settings import load_settings, models_folder
from catalog.vector_file import Progress
from nlu.encoder import SentenceEncoder, load_encoder
from nlu.wish import Wish

#: Fewer relevant products than this say little about a ranking of the whole catalogue.
_LEAST_RELEVANT = 3


class EvaluationError(ValueError):
    """The folder cannot be evaluated; the message says what is wrong and what is needed."""


@dataclass
class Figures:
    """What is measured of each query; a figure that a query cannot give is left out of its list."""

    ndcg: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    reciprocal_rank: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def told(self) -> dict[str, float]:
        """The means and percentiles under the names of `eval search`."""
        return {
            "ndcg@10": _mean(self.ndcg),
            "recall@100": _mean(self.recall),
            "mrr@10": _mean(self.reciprocal_rank),
            "queries": len(self.ndcg),
            "p50_ms": round(float(np.percentile(self.milliseconds, 50)), 2),
            "p95_ms": round(float(np.percentile(self.milliseconds, 95)), 2),
        }


@dataclass(frozen=True)
class Judged:
    """A folder of products, queries and judgements, as it was read."""

    products: list[Product]
    queries: dict[str, str]
    grades: dict[str, dict[str, float]]

    @classmethod
    def read(cls, folder: Path) -> Judged:
        """Queries without a judgement are left out. Raises: EvaluationError when nothing is left."""
        products, queries, grades = read_products(folder), read_queries(folder), read_judgements(folder)
        queries = {name: text for name, text in queries.items() if name in grades}
        if not products or not queries:
            raise EvaluationError(f"{folder} holds no judged query. Needed: judgments.csv naming ids of queries.csv.")
        return cls(products, queries, grades)

    @property
    def highest(self) -> float:
        """The highest grade of all: what counts as relevant."""
        return max(grade for grades in self.grades.values() for grade in grades.values())


def evaluate_search(
    folder: Path, encoder: SentenceEncoder | None = None, index: Path | None = None
) -> dict[str, float]:
    """The numbers of `eval search`; every query is searched as the shop does, one at a time.

    Args:
        folder: products.csv, queries.csv and judgments.csv, each plain or .gz.
        encoder: None = the one of config.yml.
        index: where to keep the index between runs; None = nowhere, so that `index_products_per_s` is honest.
    Returns: `ndcg@10` over judged products only; `recall@100` and `mrr@10` over the whole catalogue, where relevant
        is the highest grade of the file and queries with fewer than 3 relevant products are left out.
    Raises: EvaluationError.
    """
    judged = Judged.read(folder)
    with built(judged.products, encoder, index) as (engine, speed):
        figures = Figures()
        measure(engine, judged, judged.queries, figures)
    return {**figures.told(), **speed}


@contextmanager
def built(
    products: list[Product],
    encoder: SentenceEncoder | None,
    index: Path | None,
    learnt: LearntRanking | None = None,
) -> Iterator[tuple[SearchEngine, dict[str, float]]]:
    """The engine over the products, and how fast it was built; the arguments are those of `evaluate_search`."""
    encoder = encoder or load_encoder(load_settings().search.encoder, models_folder())
    with tempfile.TemporaryDirectory() as scratch, _progress_bar() as progress:
        started = time.perf_counter()
        engine = SearchEngine.build(products, encoder, index or Path(scratch), progress, learnt=learnt)
        seconds = time.perf_counter() - started
        yield engine, {"products": len(products), "index_products_per_s": round(len(products) / seconds, 1)}


def measure(engine: SearchEngine, judged: Judged, names: Iterable[str], figures: Figures) -> None:
    """Adds what the queries called `names` give to the figures."""
    highest = judged.highest
    for name in names:
        wish, grades = Wish(words=judged.queries[name]), judged.grades[name]
        started = time.perf_counter()
        ranking = _ids(engine, wish)
        figures.milliseconds.append(1000 * (time.perf_counter() - started))
        figures.ndcg.append(ndcg(_judged_ranking(engine, wish, grades), grades, k=10))
        relevant = {product for product, grade in grades.items() if grade == highest}
        if len(relevant) >= _LEAST_RELEVANT:
            figures.recall.append(recall(ranking, relevant, k=100))
            figures.reciprocal_rank.append(reciprocal_rank(ranking, relevant, k=10))


def _ids(engine: SearchEngine, wish: Wish) -> list[str]:
    return [hit.product.id for hit in engine.search(wish, limit=100).hits]


def _judged_ranking(engine: SearchEngine, wish: Wish, grades: Mapping[str, float]) -> list[str]:
    """The judged products in the engine's order; what it would not show at all comes last."""
    shown = [hit.product.id for hit in engine.search(wish, limit=len(grades), among=grades).hits]
    return [*shown, *sorted(grades.keys() - set(shown))]


def read_products(folder: Path) -> list[Product]:
    """Products of products.csv: every one buyable, at no price."""
    return [
        Product(
            id=row["product_id"],
            title=row["title"],
            description=row.get("description") or "",
            currency="USD",
            variants=(Variant(sku=row["product_id"], price_minor=1, stock=1),),
        )
        for row in _rows(folder, "products", {"product_id", "title"})
    ]


def read_queries(folder: Path) -> dict[str, str]:
    """Query id -> query."""
    return {row["query_id"]: row["query"] for row in _rows(folder, "queries", {"query_id", "query"})}


def read_judgements(folder: Path) -> dict[str, dict[str, float]]:
    """Query id -> product id -> grade."""
    judgements: dict[str, dict[str, float]] = {}
    for row in _rows(folder, "judgments", {"query_id", "product_id", "grade"}):
        judgements.setdefault(row["query_id"], {})[row["product_id"]] = float(row["grade"])
    return judgements


def _rows(folder: Path, name: str, columns: set[str]) -> Iterator[dict[str, str]]:
    plain, packed = folder / f"{name}.csv", folder / f"{name}.csv.gz"
    if not plain.is_file() and not packed.is_file():
        raise EvaluationError(f"{folder} has no {name}.csv. Needed: products.csv, queries.csv, judgments.csv (or .gz).")
    with _opened(plain if plain.is_file() else packed) as file:
        reader = csv.DictReader(file)
        if missing := columns.difference(reader.fieldnames or ()):
            raise EvaluationError(f"{name}.csv lacks the columns {', '.join(sorted(missing))}.")
        yield from reader


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _mean(values: list[float]) -> float:
    return round(float(np.mean(values)), 4) if values else 0.0


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    """Shows how far the encoding of the catalogue is, on stderr."""
    with ProgressBar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("encoding products", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
