"""`eval search` on a folder with a known outcome, and on the tuning data where it is at hand."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from catalog.search.evaluation import EvaluationError, evaluate_search
from catalog.settings import ROOT
from nlu.encoder import SentenceEncoder
from tests.catalog.search.shelf import WordBagEncoder

CROWDFLOWER = ROOT.parent / "shared" / "data" / "search" / "crowdflower"
FILES = {
    "products": "product_id,title,description\np1,oak table,\np2,round oak table,\np3,large oak table,\np4,pine bed,\n",
    "queries": "query_id,query\nq1,oak table\nq2,pine bed\nq3,never judged\n",
    "judgments": "query_id,product_id,grade\nq1,p1,3\nq1,p2,3\nq1,p3,3\nq1,p4,1\nq2,p4,3\nq2,p1,1\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def test_a_folder_with_a_known_outcome(folder: Path) -> None:
    result = evaluate_search(folder, WordBagEncoder())  # type: ignore[arg-type]
    # Every oak table comes before the pine bed; only q1 has three relevant products.
    assert {key: result[key] for key in ("ndcg@10", "recall@100", "mrr@10", "queries", "products")} == {
        "ndcg@10": 1.0,
        "recall@100": 1.0,
        "mrr@10": 1.0,
        "queries": 2,
        "products": 4,
    }
    assert 0 < result["p50_ms"] <= result["p95_ms"]
    assert result["index_products_per_s"] > 0


def test_packed_files_give_the_same(folder: Path) -> None:
    before = evaluate_search(folder, WordBagEncoder())  # type: ignore[arg-type]
    for plain in list(folder.glob("*.csv")):
        with gzip.open(f"{plain}.gz", "wb") as packed:
            packed.write(plain.read_bytes())
        plain.unlink()
    after = evaluate_search(folder, WordBagEncoder())  # type: ignore[arg-type]
    assert [before[key] for key in ("ndcg@10", "recall@100", "mrr@10")] == [
        after[key] for key in ("ndcg@10", "recall@100", "mrr@10")
    ]


def test_a_missing_file_and_a_missing_column_are_named(folder: Path) -> None:
    (folder / "judgments.csv").write_text("query_id,product\nq1,p1\n")
    with pytest.raises(EvaluationError, match=r"judgments\.csv lacks the columns grade, product_id"):
        evaluate_search(folder, WordBagEncoder())  # type: ignore[arg-type]
    (folder / "judgments.csv").unlink()
    with pytest.raises(EvaluationError, match=r"has no judgments\.csv"):
        evaluate_search(folder, WordBagEncoder())  # type: ignore[arg-type]


@pytest.mark.models
@pytest.mark.data
def test_the_words_and_letters_lift_the_encoder_on_real_queries(tmp_path: Path, encoder: SentenceEncoder) -> None:
    """A slice of the tuning data, small enough for every run: products that are judged for the first 12 queries."""
    if not CROWDFLOWER.is_dir():
        pytest.skip(f"{CROWDFLOWER} is absent")
    from catalog.search.evaluation import read_judgements, read_products, read_queries

    queries = dict(list(read_queries(CROWDFLOWER).items())[:12])
    judgements = {name: grades for name, grades in read_judgements(CROWDFLOWER).items() if name in queries}
    judged = {product for grades in judgements.values() for product in grades}
    titles = [(item.id, item.title.replace('"', "'")) for item in read_products(CROWDFLOWER) if item.id in judged]
    lines = {
        "products": ["product_id,title", *(f'{name},"{title}"' for name, title in titles)],
        "queries": ["query_id,query", *(f'{name},"{text}"' for name, text in queries.items())],
        "judgments": [
            "query_id,product_id,grade",
            *(f"{name},{item},{grade}" for name, grades in judgements.items() for item, grade in grades.items()),
        ],
    }
    for name, rows in lines.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n")
    result = evaluate_search(tmp_path, encoder)
    assert result["ndcg@10"] >= 0.84
    assert result["recall@100"] >= 0.97
