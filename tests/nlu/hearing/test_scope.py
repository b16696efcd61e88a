from __future__ import annotations

import pytest

from nlu.hearing.ear import Ear
from nlu.wish import Vocabulary
from tests.nlu.shelves import DEPARTMENT_STORE, SPORTS

sports, store = Ear(SPORTS), Ear(DEPARTMENT_STORE)


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("not in size M", "size", "M"),
        ("I can't stand red", "colour", "Red"),
        ("everything but leather", "material", "Leather"),
        ("I don't want to wear wool", "material", "Wool"),
        ("please leave out kestrel", "brand", "Kestrel"),
    ],
)
def test_one_row_of_negators_holds_for_every_kind_of_mark(text: str, facet: str, value: str) -> None:
    wish = sports.read(text)
    assert value in wish.excluded[facet]
    assert facet not in wish.facets


@pytest.mark.parametrize("text", ["not only red tees", "do you not have red tees?", "nothing but red tees"])
def test_a_negator_in_a_settled_phrase_turns_nothing_away(text: str) -> None:
    assert sports.read(text).facets["colour"] == ("Red",)


def test_a_negator_inside_a_name_is_a_part_of_it() -> None:
    assert store.read("juice with no added sugar").facets["dietary"] == ("No added sugar",)
    assert store.read("juice with no added sugar").excluded == {}


def test_nothing_without_a_thing_wants_the_thing() -> None:
    assert sports.read("nothing without a hood").excluded == {}


@pytest.mark.parametrize(("text", "facet"), [("any brand will do", "brand"), ("whatever size", "size")])
def test_a_facet_is_let_go_by_its_name(text: str, facet: str) -> None:
    assert sports.understand(text).dropped == {facet}


def test_two_kinds_with_facts_of_their_own_are_two_wishes() -> None:
    red, black = sports.understand("red tee or black shorts").wishes
    assert (red.facets["colour"], red.facets["category"]) == (("Red",), ("Tees",))
    assert (black.facets["colour"], black.facets["category"]) == (("Black",), ("Shorts",))


def test_a_limit_behind_two_kinds_holds_for_both() -> None:
    assert [wish.price_max_minor for wish in sports.understand("a watch and a hoodie under 60").wishes] == [5999, 5999]


def test_kinds_that_are_a_choice_are_one_wish() -> None:
    (wish,) = sports.understand("tees or hoodies").wishes
    assert set(wish.facets["category"]) == {"Tees", "Hoodies & Sweatshirts"}


def test_a_word_of_a_title_is_no_kind_that_shuts_its_product_out() -> None:
    shop = Ear(
        Vocabulary(
            {"category": ("Sneakers", "Tops"), "material": ("Canvas",)},
            titles={"low": "Canvas Low Top", "tee": "Plain Top"},
            kinds={"low": ("Sneakers",), "tee": ("Tops",)},
        )
    )
    wish = shop.read("canvas low top")
    assert wish.named == ("low",)
    assert "category" not in wish.facets
    assert shop.read("tops").facets["category"] == ("Tops",)


@pytest.mark.parametrize(
    ("text", "measure", "low", "high"),
    [
        ("at least 16 gb ram", "memory", 16, None),
        ("lighter than 1kg", "weight", None, 1000),
        ("not heavier than 2 kg", "weight", None, 2000),
        ("500ml bottle", "volume", 500, 500),
        ("a tent for 4 people", "people", 4, None),
        ("10 hours of battery or more", "duration", 10, None),
    ],
)
def test_measures_have_bounds_like_prices(text: str, measure: str, low: float | None, high: float | None) -> None:
    (bound,) = sports.read(text).bounds
    assert (bound.measure, bound.low, bound.high) == (measure, low, high)


def test_joined_and_split_words_are_the_same_name() -> None:
    shop = Ear(Vocabulary({"category": ("Power Banks", "Headphones")}))
    assert shop.read("powerbank").facets["category"] == ("Power Banks",)
    assert shop.read("head phones").facets["category"] == ("Headphones",)


def test_a_merchant_s_synonym_is_heard_as_the_shop_s_own_word() -> None:
    ear = Ear(SPORTS, synonyms={"windcheater": "jackets", "sweat top": "hoodies"})
    assert ear.read("a red windcheater").facets["category"] == ("Jackets",)
    assert ear.read("sweat top in m").facets["category"] == ("Hoodies & Sweatshirts",)


def test_a_merchant_s_own_size_is_heard_before_the_lexicon_s() -> None:
    ear = Ear(SPORTS, sizes={"us 9": ("30",), "9.5": ("32",)})
    assert ear.read("pants us 9").facets["size"] == ("30",)
    assert ear.read("pants in size 9.5").facets["size"] == ("32",)
    assert ear.read("pants under 9.5").facets.get("size") is None

    assert Ear(SPORTS, sizes={"us 9": ("30",)}).read("pants us 9").facets["size"] == ("30",)


def test_a_part_refused_of_a_kind_turns_no_limit_behind_it_round() -> None:
    wish = sports.read("shoes without boots under 50")
    assert (wish.price_min_minor, wish.price_max_minor) == (None, 4999)
    assert sports.read("no shoes over 80").price_max_minor == 8000
