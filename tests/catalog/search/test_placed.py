"""The merchant's pins, boosts and hides: in the order of relevance, and never against what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.search.placed import PlacedSearch
from catalog.words import ShopWords
from nlu.wish import Wish
from tests.catalog.search.shelf import WordBagEncoder, product, variant


@pytest.fixture
def search(tmp_path: Path) -> PlacedSearch:
    shelf = [
        product("a", "Lamp", variant("a", 10), categories=("Home/Lamps",)),
        product("b", "Lamp blue", variant("b", 20), categories=("Home/Lamps",)),
        product("c", "Lamp green tall", variant("c", 30), categories=("Home/Lamps",)),
        product("d", "Candle", variant("d", 5), categories=("Home/Candles",)),
    ]
    return PlacedSearch.build(shelf, WordBagEncoder(), tmp_path)  # type: ignore[arg-type]


def shown(search: PlacedSearch, wish: Wish, **page: int) -> list[str]:
    return [hit.product.id for hit in search.search(wish, **{"limit": 9, **page}).hits]


LAMP = Wish("lamp", {"category": ("Lamps",)})


def test_without_a_word_of_the_merchant_the_order_is_that_of_relevance(search: PlacedSearch) -> None:
    assert shown(search, LAMP) == ["a", "b", "c"]


def test_a_pin_comes_first_and_the_pages_stay_whole(search: PlacedSearch) -> None:
    search.words = ShopWords(pins={"lamp": ("c",)})
    assert shown(search, LAMP) == ["c", "a", "b"]
    assert [shown(search, LAMP, limit=1, offset=place) for place in range(3)] == [["c"], ["a"], ["b"]]
    assert search.search(LAMP, limit=1).total == 3


def test_a_pin_never_goes_against_what_was_asked_for(search: PlacedSearch) -> None:
    search.words = ShopWords(pins={"lamp": ("c", "d")})
    assert shown(search, Wish("lamp", {"category": ("Lamps",)}, price_max_minor=2000)) == ["a", "b"]
    assert shown(search, Wish("lamp", {"category": ("Lamps",)}, sort="price_up")) == ["a", "b", "c"]
    assert shown(search, Wish("lamp", {"category": ("Lamps",)}, sort="price_down"))[0] == "c"


def test_a_pin_needs_none_of_the_words(search: PlacedSearch) -> None:
    search.words = ShopWords(pins={"lamp": ("d",)})
    assert shown(search, Wish("lamp"))[0] == "d"


def test_a_boost_comes_before_others_that_fit_and_brings_in_nothing_else(search: PlacedSearch) -> None:
    search.words = ShopWords(boosts={"lamp": ("b", "d")})
    assert shown(search, LAMP) == ["b", "a", "c"]


def test_what_is_hidden_is_not_counted_either_and_only_for_that_wish(search: PlacedSearch) -> None:
    search.words = ShopWords(hides={"lamp": ("a",), "*": ("d",)})
    assert shown(search, LAMP) == ["b", "c"]
    assert search.search(LAMP, limit=9).total == 2
    assert shown(search, Wish("", {"category": ("Lamps",)}, sort="price_up")) == ["b", "c"]
    assert shown(search, Wish("candle")) == []
