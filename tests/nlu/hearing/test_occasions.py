"""What something is for: kinds, facts, and parts that narrow the occasion of before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.hearing.ear import Ear
from nlu.hearing.lexicon import lexicon
from nlu.hearing.occasions import needs_of
from tests.nlu.shelves import DEPARTMENT_STORE, SPORTS

sports, store = Ear(SPORTS), Ear(DEPARTMENT_STORE)


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        ("jacket for a rainy commute", "rain"),
        ("we go skiing in january, what do we need", "skiing"),
        ("my friend just moved into a new flat", "housewarming"),
        ("i'm setting up a home office", "home office"),
    ],
)
def test_an_occasion_is_heard(text: str, occasion: str) -> None:
    assert occasion in sports.read(text).occasions


def test_an_occasion_brings_kinds_that_nobody_named() -> None:
    wish = sports.read("what do i wear in the rain")
    assert wish.suits
    assert wish.facets["category"] == ("Jackets",)
    assert not sports.read("a tee for the rain").suits


def test_what_is_to_be_worn_comes_in_sizes() -> None:
    shop = replace(DEPARTMENT_STORE, values={**DEPARTMENT_STORE.values, "category": ("Watches", "Shirts")})
    ear = Ear(replace(shop, sized={"Shirts": frozenset("SML")}))
    assert set(ear.read("something for a job interview").facets["category"]) == {"Watches", "Shirts"}
    assert ear.read("what do i wear to a job interview").facets["category"] == ("Shirts",)
    unsized = Ear(replace(shop, sized={}))
    assert set(unsized.read("what do i wear to a job interview").facets["category"]) == {"Watches", "Shirts"}


def test_a_part_names_kinds_and_is_no_occasion() -> None:
    wish = store.read("something for my feet")
    assert wish.facets["category"] == ("Shoes",)
    assert wish.occasions == ()
    assert not wish.suits


def test_the_shop_s_own_word_is_better_than_an_occasion_of_that_word() -> None:
    assert sports.read("watches").facets["category"] == ("Watches",)
    assert "occasions" not in sports.read("watches").facets


def test_a_gift_for_something_needs_what_that_needs() -> None:
    assert "gift" in needs_of(["gift"])
    assert "gift" not in needs_of(["gift", "rain"])


def test_every_row_can_be_said_told_and_ranked() -> None:
    known = {"said", "told", "words", "kinds", "needs", "not_kinds", "shoes", "colours", "part", "occasion"}
    for name, row in lexicon("occasions").items():
        assert {"said", "words", "kinds"} <= row.keys(), name
        assert row.keys() <= known, name
