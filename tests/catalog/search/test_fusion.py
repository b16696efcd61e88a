"""The fused score is absolute: filters and other products' presence in the answer do not move it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.search.fusion import STRETCH, Relevance, Weights
from tests.catalog.search.shelf import WordBagEncoder, product

SHOP = [
    product("a", "Red wool scarf", description="Soft and warm, from Merino sheep."),
    product("b", "Steel kettle", brand="Ovo"),
    product("c", "Wool blanket"),
]


def relevance(folder: Path, weights: Weights | None = None) -> Relevance:
    return Relevance(SHOP, WordBagEncoder(), folder, weights=weights)  # type: ignore[arg-type]


def test_the_weights_add_up_to_one() -> None:
    weights = Weights()
    assert weights.meaning + weights.letters + weights.words == pytest.approx(1)


def test_a_filter_leaves_the_scores_of_what_it_keeps(tmp_path: Path) -> None:
    parts = relevance(tmp_path)
    allowed = np.array([True, False, True])
    every, some = parts.scores("wool scarf"), parts.scores("wool scarf", allowed)
    assert some[allowed] == pytest.approx(every[allowed])
    assert some[1] == -1


@pytest.mark.parametrize(("words", "best"), [("kettle", 1), ("ovo", 1), ("merino", 0), ("scrf wool red", 0)])
def test_title_brand_and_description_are_found(tmp_path: Path, words: str, best: int) -> None:
    assert int(np.argmax(relevance(tmp_path).scores(words))) == best


def test_each_part_alone_still_ranks(tmp_path: Path) -> None:
    for weights in (Weights(1, 0, 0), Weights(0, 1, 0), Weights(0, 0, 1)):
        assert int(np.argmax(relevance(tmp_path, weights).scores("wool blanket"))) == 2


def test_the_context_helps_without_being_demanded(tmp_path: Path) -> None:
    parts = relevance(tmp_path)
    plain, helped = parts.scores("warm"), parts.scores("warm", context="blanket")
    assert helped[2] > plain[2]


def test_the_cosines_of_an_encoder_are_stretched_to_what_the_floors_were_measured_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Weights(1, 0, 0)
    plain = relevance(tmp_path, alone).scores("wool blanket")
    monkeypatch.setitem(STRETCH, WordBagEncoder.name, 1.5)
    assert relevance(tmp_path, alone).scores("wool blanket") == pytest.approx(1.5 * plain)
