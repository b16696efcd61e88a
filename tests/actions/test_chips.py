"""What was understood as chips: their names, and what is left when one is taken away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.told.chips import chips_of
from nlu.hearing.ear import Ear
from nlu.hearing.marks import Bound
from nlu.wish import Vocabulary, Wish
from tests.actions.talk import Talk
from tests.nlu.shelves import DEPARTMENT_STORE, SPORTS

SAID = (
    (DEPARTMENT_STORE, "red running shoes under $50", ["running shoes", "red", "under €50"]),
    (DEPARTMENT_STORE, "men's boots, 50 to 100, not black", ["boots", "for men", "from €50 to €100", "not black"]),
    (DEPARTMENT_STORE, "sneakers in 40 or 42, cheapest first", ["sneakers", "size 40", "size 42", "cheapest first"]),
    (DEPARTMENT_STORE, "chocolate without nuts", ["chocolate", "without nuts"]),
    (DEPARTMENT_STORE, "a gift by Fjellbro", ["Fjellbro", "gift"]),
    (DEPARTMENT_STORE, "warm wool knitwear", ["knitwear", "wool", "warm"]),
    (DEPARTMENT_STORE, "vegan tea", ["tea", "vegan"]),
    (DEPARTMENT_STORE, "red or blue mugs", ["mugs", "red", "blue"]),
    (SPORTS, "black hooded jackets, not leather", ["jackets", "hooded", "black", "without leather"]),
    (SPORTS, "the zeppelin yoga pant in green", ["Zeppelin Yoga Pant", "green"]),
    (SPORTS, "red jackets or black pants", ["jackets, red", "pants, black"]),
)


def heard(vocabulary: Vocabulary, text: str) -> Wish:
    wishes = Ear(vocabulary).understand(text).wishes
    return replace(wishes[0], beside=tuple(wishes[1:]))


@pytest.mark.parametrize(("vocabulary", "text", "labels"), SAID)
def test_all_that_was_understood_has_a_name(vocabulary: Vocabulary, text: str, labels: list[str]) -> None:
    assert [chip.label for chip in chips_of(heard(vocabulary, text), vocabulary)] == labels


@pytest.mark.parametrize(("vocabulary", "text"), [row[:2] for row in SAID if "," not in row[2][0]])
def test_without_one_all_the_others_are_left(vocabulary: Vocabulary, text: str) -> None:
    chips = chips_of(heard(vocabulary, text), vocabulary)
    for chip in chips:
        assert [one.id for one in chips_of(chip.rest, vocabulary)] == [one.id for one in chips if one is not chip]


def test_a_measure_and_the_words_that_say_it_go_together() -> None:
    wish = Wish("charger 65 w", bounds=(Bound("power", 65.0, 65.0), Bound("weight", high=200.0)), in_stock=False)
    chips = {chip.kind: chip for chip in chips_of(wish, SPORTS)}
    assert {kind: chip.label for kind, chip in chips.items()} == {
        "words": "charger", "power": "65 W", "weight": "up to 200 g", "stock": "sold out too",
    }  # fmt: skip
    assert chips["power"].rest.words == "charger"
    assert chips["stock"].rest.in_stock


def test_the_kinds_of_an_occasion_go_with_it() -> None:
    wish = Wish(facets={"category": ("Jackets", "Hats")}, occasions=("skiing",))
    (chip,) = chips_of(wish, SPORTS)
    assert (chip.id, chip.kind, chip.rest) == ("occasion:skiing", "occasion", Wish())
    named = Wish("jackets", {"category": ("Jackets",)}, occasions=("skiing",))
    assert [chip.label for chip in chips_of(named, SPORTS)] == ["jackets", "skiing"]


def test_many_values_without_a_name_of_their_own_are_one_condition() -> None:
    refused = Wish(excluded={"allergens": ("Peanuts", "Almonds, milk", "Walnuts", "Pecans")})
    (chip,) = chips_of(refused, DEPARTMENT_STORE)
    assert (chip.label, chip.rest) == ("without nuts", Wish())


def test_every_answer_carries_what_holds(talk: Talk) -> None:
    assert [chip["label"] for chip in talk.say("running shoes under 80", "search_product").wish or ()] == [
        "running shoes",
        "under $80",
    ]
    assert [chip["id"] for chip in talk.say("how fast do you ship?", "ask_faq").wish or ()] == [
        "category:running-shoes",
        "price:under-80",
    ]
    assert talk.say("start over", "start_over").wish == []


def test_a_chip_taken_away_widens_the_list(talk: Talk) -> None:
    narrow = talk.say("running shoes under 80", "search_product")
    wide = talk.say("/refine_search", remove="price:under-80")
    assert set(narrow.ids) < set(wide.ids)
    assert "glide" in wide.ids  # 119 dollars
    assert wide.removed == "under $80"
    assert [chip["label"] for chip in wide.wish or ()] == ["running shoes"]
    assert talk.wish.price_max_minor is None


def test_with_the_last_chip_the_list_is_gone(talk: Talk) -> None:
    talk.say("boots", "search_product")
    said = talk.say("/refine_search", remove="category:boots")
    assert "looking for" in said.text
    assert (said.wish, said.cards, talk.slots["shown"]) == ([], [], None)


def test_one_of_two_wishes_is_taken_away(talk: Talk) -> None:
    both = talk.say("brown boots or black backpacks", "search_product")
    assert [chip["kind"] for chip in both.wish or ()] == ["wish", "wish"]
    said = talk.say("/refine_search", remove="wish:boots-brown")
    assert said.ids == ["rolltop"]
    assert [chip["id"] for chip in said.wish or ()] == ["category:backpacks", "colour:black"]


def test_two_kinds_of_one_wish_are_taken_away_each_for_itself(talk: Talk) -> None:
    both = talk.say("boots or backpacks", "search_product")
    assert [chip["id"] for chip in both.wish or ()] == ["category:boots", "category:backpacks"]
    assert talk.say("/refine_search", remove="category:boots").ids == ["rolltop"]


def test_a_chip_that_nobody_holds_changes_nothing_and_says_which_there_are(talk: Talk) -> None:
    talk.say("running shoes under 80", "search_product")
    before = dict(talk.slots)
    said = talk.say("/refine_search", remove="colour:red")
    assert said.error == "no_such_chip"
    assert "category:running-shoes, price:under-80" in said.text
    assert talk.slots == before


def test_this_on_a_product_s_page_is_that_product(talk: Talk) -> None:
    said = talk.say("how much is this?", "show_product", page="court")
    assert said.ids == ["court"]
    assert talk.say("is it in stock?", "show_product", page="court").ids == ["court"]


def test_another_page_is_another_this_and_a_list_comes_before_the_page(talk: Talk) -> None:
    talk.say("how much is this?", "show_product", page="court")
    assert talk.say("how much is this?", "show_product", page="satchel").ids == ["satchel"]
    listed = talk.say("headphones", "search_product", page="satchel")
    assert talk.say("the second one", "show_product", page="satchel").ids == listed.ids[1:2]
    talk.say("headphones", "search_product", page="satchel")
    assert talk.say("how much is this?", "show_product", page="satchel").ids == ["satchel"]
