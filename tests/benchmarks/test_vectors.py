"""The index that is measured beside the flat one finds what there is, and what was put in anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.vectors import Inverted, clustered, compared


def test_with_all_cells_looked_into_the_order_is_the_exact_one(tmp_path: Path) -> None:
    vectors = clustered(tmp_path / "vectors", 3000)
    inverted = Inverted.of(vectors, cells=8, looked_into=8)
    exact = np.argsort(-(vectors @ vectors[5]), kind="stable")[:10]
    assert inverted.nearest(vectors[5])[:10].tolist() == exact.tolist()


def test_a_product_that_was_replaced_is_found_where_it_is_now(tmp_path: Path) -> None:
    vectors = clustered(tmp_path / "vectors", 3000)
    inverted = Inverted.of(vectors, cells=8, looked_into=2)
    elsewhere = np.array(vectors[2000])
    vectors[5] = elsewhere
    inverted.replace(5, elsewhere)
    assert 5 in inverted.nearest(elsewhere)[:2]
    assert inverted.index.ntotal == 3000


def test_fewer_cells_are_faster_and_cost_little() -> None:
    figures = compared(3000, 20, 32, 16, lambda _stage: None)
    assert 0.9 <= figures["recall@10"] <= 1
    assert figures["bytes_per_product"] < figures["flat_bytes_per_product"] / 2
