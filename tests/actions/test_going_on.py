"""What goes on from turn to turn: whom and what it is for, the way back, the other one, one of two."""

from __future__ import annotations

import pytest

from tests.actions.talk import Talk

SHOW = "show_product"


def test_the_speaker_stays_the_speaker(talk: Talk) -> None:
    assert set(talk.say("i'm a guy and i need running shoes", "search_product").ids) == {"trot", "swift"}
    talk.say("hoodies", "search_product")
    assert talk.wish.facets["gender"] == ("Men",)
    talk.say("headphones", "search_product")
    assert "gender" not in talk.wish.facets, "headphones are made for nobody in particular"
    talk.say("a sweater for my wife", "search_product")
    assert talk.wish.facets["gender"] == ("Women",)


def test_somebody_else_too_is_somebody_else(talk: Talk) -> None:
    talk.say("running shoes for women", "search_product")
    talk.say("my husband needs some too", "out_of_scope")
    assert talk.wish.facets["gender"] == ("Men",)


def test_back_to_a_kind_is_the_wish_of_before(talk: Talk) -> None:
    talk.say("running shoes under 80", "search_product")
    talk.say("olive oil", "search_product")
    talk.say("ok back to the shoes", "show_again")
    assert talk.wish.facets["category"] == ("Running Shoes",)
    assert talk.wish.price_max_minor == 7999


def test_each_of_two_wishes_has_its_own_limit(talk: Talk) -> None:
    said = talk.say("running shoes under 50 and headphones under 100", "search_product")
    assert said.ids == ["trot", "humble"]


@pytest.mark.parametrize(("text", "product"), [("the cheaper one", "swift"), ("the dearer one", "glide")])
def test_one_of_two_is_chosen_by_what_tells_them_apart(talk: Talk, text: str, product: str) -> None:
    talk.say("running shoes from 60", "search_product")
    assert talk.say(text, "refine_search").ids == [product]


def test_the_others_are_those_beside_the_one_talked_about(talk: Talk) -> None:
    talk.say("headphones", "search_product")
    talk.say("the second one", SHOW)
    others = talk.say("and the others?", SHOW).ids
    assert len(others) == 2
    assert not set(others) & {talk.slots["focus"]}


def test_a_number_that_the_list_does_not_have_is_a_size(talk: Talk) -> None:
    talk.say("running shoes for women", "search_product")
    talk.say("the glide", SHOW)
    assert "39" in talk.say("do you have it in number 39?", SHOW).text


def test_another_person_after_what_goes_with_it_is_for_the_wish_of_before(talk: Talk) -> None:
    talk.say("running shoes for men", "search_product")
    talk.slots |= {
        "earlier": [{name: talk.slots.get(name) for name in ("wish", "shown", "offset", "photo", "source")}],
        "wish": None,
        "shown": ["campfire", "cocoa"],
        "source": {"kind": "goes_with", "product": "swift", "seen": [], "reasons": {}},
    }
    assert talk.say("and for women?", "goes_with").ids == ["trot", "glide"]


def test_a_wider_kind_comes_before_another_person(talk: Talk) -> None:
    said = talk.say("a sweater for men", "search_product")
    assert said.text.startswith("I have no sweater for men. Among ")
    assert said.ids == ["campfire"]


def test_a_second_thing_that_the_shop_lacks_is_told(talk: Talk) -> None:
    assert "I have no toaster here." in talk.say("headphones and a toaster", "search_product").text


def test_what_no_fact_tells_is_left_out_and_said_so(talk: Talk) -> None:
    assert "does not say" in talk.say("sneakers without laces", "search_product").text


def test_only_a_gift_is_asked_back(talk: Talk) -> None:
    said = talk.say("i need a gift", "recommend")
    assert "Who is it for" in said.text
    assert "For him" in said.quick_replies
    assert "Who is it for" not in talk.say("a gift for my wife under 50", "recommend").text
