"""Measures against numbers worked by hand."""

from __future__ import annotations

from math import log2

import pytest

from catalog.search.metrics import ndcg, recall, reciprocal_rank

GRADES = {"a": 3.0, "b": 2.0, "c": 0.0, "d": 1.0}


def test_ndcg_of_the_best_order_is_one() -> None:
    assert ndcg(["a", "b", "d", "c"], GRADES, k=10) == pytest.approx(1)


def test_ndcg_worked_by_hand() -> None:
    # Gains 2^g - 1: a 7, b 3, c 0, d 1.
    ranking = ["c", "a", "stranger", "d", "b"]
    found = 0 / log2(2) + 7 / log2(3) + 1 / log2(4) + 3 / log2(5)
    best = 7 / log2(2) + 3 / log2(3) + 1 / log2(4) + 0 / log2(5)
    assert ndcg(ranking, GRADES, k=10) == pytest.approx(found / best)


def test_ndcg_cuts_the_found_and_the_best_at_k() -> None:
    assert ndcg(["b", "a"], GRADES, k=1) == pytest.approx(3 / 7)


def test_ndcg_without_a_relevant_product_is_zero() -> None:
    assert ndcg(["a"], {"a": 0.0}, k=10) == 0


def test_recall_counts_the_first_k() -> None:
    assert recall(["x", "a", "y", "b"], {"a", "b", "c"}, k=3) == pytest.approx(1 / 3)


def test_reciprocal_rank_is_that_of_the_first_relevant() -> None:
    assert reciprocal_rank(["x", "y", "a", "b"], {"a", "b"}, k=10) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "y", "a"], {"a"}, k=2) == 0
