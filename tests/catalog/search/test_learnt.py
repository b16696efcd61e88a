"""A ranking learnt from judged answers: the signs, the fit, and a shop that trains one, uses it and goes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.products import Product
from catalog.search.engine import SearchEngine
from catalog.search.evaluation import evaluate_search
from catalog.search.fusion import Relevance
from catalog.search.learnt import PART, LearntRanking
from catalog.search.signs import NAMES
from catalog.search.word_meanings import kind_word
from catalog.settings import load_settings
from catalog.trained import Trained
from nlu.wish import Wish
from tests.catalog.search.shelf import WordBagEncoder, product
from tests.training import needs_training

ENCODER = WordBagEncoder()
COLOURS = ("red", "blue", "green", "black", "white", "grey", "pink", "brown", "teal", "olive", "navy", "gold")
#: Of each colour one thing for which its reviews speak, and one whose title is the shorter.
SHOP = [
    thing
    for colour in COLOURS
    for thing in (
        product(f"{colour}-loved", f"{colour} scarf of fine wool", rating=4.5, review_count=80),
        product(f"{colour}-plain", f"{colour} scarf"),
    )
]


def relevance(folder: Path, learnt: LearntRanking | None, shop: list[Product] = SHOP) -> Relevance:
    return Relevance(sorted(shop, key=lambda item: item.id), ENCODER, folder, learnt=learnt)  # type: ignore[arg-type]


def column(signs: np.ndarray, name: str) -> list[float]:
    return [round(float(value), 3) for value in signs[:, NAMES.index(name)]]


def test_each_sign_says_what_its_name_does(tmp_path: Path) -> None:
    shop = [
        product("a", "Oak table 120 cm", categories=("Tables",), review_count=9),
        product("b", "Table for an oak room", categories=("Rooms",)),
    ]
    _, signs = relevance(tmp_path, LearntRanking("word-bag-1"), shop).weighed("oak table 120")
    assert signs.shape == (2, len(NAMES))
    assert column(signs, "title_held")[0] == pytest.approx(1, abs=0.01)
    assert column(signs, "title_held")[1] < 1
    assert column(signs, "pairs_held") == [1.0, 0.0]
    assert column(signs, "numbers_held") == [1.0, 0.0]
    assert column(signs, "kind_held")[0] > column(signs, "kind_held")[1]
    assert column(signs, "liked") == [round(float(np.log(10)), 3), 0.0]


def test_what_is_filtered_leaves_the_learnt_order_of_the_others(tmp_path: Path) -> None:
    parts = relevance(tmp_path, LearntRanking("word-bag-1", {"near_best": 0.2, "short": 0.1}))
    allowed = np.arange(len(SHOP)) % 3 > 0
    every, some = parts.scores("red scarf"), parts.scores("red scarf", allowed)
    order = np.argsort(-every, kind="stable")
    assert order[allowed[order]].tolist() == np.argsort(-some, kind="stable")[: allowed.sum()].tolist()
    assert (some[~allowed] == -1).all()


def test_a_learnt_order_shares_out_the_scores_of_what_ships(tmp_path: Path) -> None:
    plain, learnt = (
        relevance(tmp_path, one).scores("red scarf") for one in (None, LearntRanking("word-bag-1", {"short": 1.0}))
    )
    assert np.sort(learnt) == pytest.approx(np.sort(plain), abs=1e-6)
    assert int(np.argmax(learnt)) == int(np.argmin([len(thing.title) for thing in sorted(SHOP, key=lambda p: p.id)]))


def test_only_the_best_are_put_in_another_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.search.fusion.CANDIDATES", 3)
    plain = relevance(tmp_path, None).scores("red scarf")
    learnt = relevance(tmp_path, LearntRanking("word-bag-1", {"ships": -1.0})).scores("red scarf")
    best = np.argsort(-plain, kind="stable")
    assert learnt[best[:3]] == pytest.approx(plain[best[:3]][::-1], abs=1e-6)
    assert learnt[best[3:]] == pytest.approx(plain[best[3:]], abs=1e-6)


def test_a_word_is_held_by_one_that_means_the_same(tmp_path: Path) -> None:
    shop = [product("a", "Oak table for a garden"), product("b", "Garden chair")]
    _, signs = relevance(tmp_path, LearntRanking("word-bag-1"), shop).weighed("garden table 2")
    assert column(signs, "kind_meant")[0] == 1.0 > column(signs, "kind_meant")[1]
    assert column(signs, "kind_like")[0] == 1.0 > column(signs, "kind_like")[1]
    assert column(signs, "least_meant")[0] < column(signs, "meant")[0] < 1
    assert kind_word("Oak table for a garden, 120 cm") == "tabl"


def test_a_ranking_of_another_encoder_is_left_out(tmp_path: Path) -> None:
    plain = relevance(tmp_path, None).scores("red scarf")
    assert relevance(tmp_path, LearntRanking("another", {"short": 9.0})).scores("red scarf") == pytest.approx(plain)


def test_what_is_learnt_is_written_and_read_whole(tmp_path: Path) -> None:
    ranking = LearntRanking("word-bag-1", {"short": 0.5, "liked": -0.25})
    ranking.write(tmp_path)
    assert LearntRanking.read(tmp_path) == ranking


def judged(folder: Path) -> Path:
    """For every colour shoppers like what others liked, though its title is longer."""
    queries = [f"q{colour},{colour} scarf" for colour in COLOURS]
    rows = [f"q{colour},{colour}-{name},{grade}" for colour in COLOURS for name, grade in (("loved", 3), ("plain", 1))]
    (folder / "queries.csv").write_text("\n".join(["query_id,query", *queries]) + "\n")
    (folder / "judgments.csv").write_text("\n".join(["query_id,product_id,grade", *rows]) + "\n")
    (folder / "products.csv").write_text("product_id,title\n" + "".join(f"{p.id},{p.title}\n" for p in SHOP))
    return folder


@needs_training
def test_a_shop_learns_what_its_judges_like_and_goes_back(tmp_path: Path) -> None:
    from catalog.search.training.shop import train_ranking

    settings = replace(load_settings(), home=tmp_path / "home")
    card = train_ranking(settings, SHOP, judged(tmp_path), ENCODER)  # type: ignore[arg-type]
    assert card["adopted"]
    assert card["ndcg@10_after"] == 1.0 > card["ndcg@10_before"]  # type: ignore[operator]
    learnt = LearntRanking.in_use(settings.home)
    assert learnt is not None
    engine = SearchEngine.build(SHOP, ENCODER, settings.index, learnt=learnt)  # type: ignore[arg-type]
    assert engine.search(Wish(words="teal scarf"), limit=1).hits[0].product.id == "teal-loved"
    again = train_ranking(settings, SHOP, tmp_path, ENCODER)  # type: ignore[arg-type]
    assert not again["adopted"], "what is no better than what is in use does not replace it"
    assert Trained(settings.home, PART).roll_back() is None
    assert LearntRanking.in_use(settings.home) is None


@needs_training
def test_cross_validation_measures_every_query_once_and_beats_what_ships(tmp_path: Path) -> None:
    from catalog.search.training.evaluation import cross_validated, evaluate_fitted

    folder = judged(tmp_path)
    plain = evaluate_search(folder, ENCODER)  # type: ignore[arg-type]
    fitted = cross_validated(folder, 4, 0, ENCODER)  # type: ignore[arg-type]
    assert fitted["queries"] == plain["queries"] == len(COLOURS)
    assert fitted["ndcg@10"] > plain["ndcg@10"]
    with pytest.raises(ValueError, match="at least 8"):  # every query of the folder is asked in the test
        evaluate_fitted(folder, folder, ENCODER)  # type: ignore[arg-type]
