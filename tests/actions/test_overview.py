"""What there is: departments, kinds, brands, colours, sizes and a shop's own attributes."""

from __future__ import annotations

import pytest

from tests.actions.talk import Talk

OVERVIEW = "ask_overview"


def test_the_brands_of_the_shop_come_with_their_numbers_most_first(talk: Talk) -> None:
    said = talk.say("what brands do you have?", OVERVIEW)
    assert said.text.startswith("The shop has 5 brands: Oldacre (")
    assert "Halden" not in said.text, "its one lamp is sold out"
    numbers = [int(part.split(")")[0]) for part in said.text.split("(")[1:]]
    assert numbers == sorted(numbers, reverse=True)
    assert sum(numbers) == sum(product.in_stock for product in talk.shop.catalogue.products.values())


def test_a_kind_of_product_in_the_question_narrows_it(talk: Talk) -> None:
    assert talk.say("what brands of headphones do you have", OVERVIEW).text == (
        "For headphones there is 1 brand: Sonorra (3)."
    )


def test_without_one_it_is_about_the_wish_so_far_and_all_brands_leads_out(talk: Talk) -> None:
    talk.say("running shoes")
    said = talk.say("what brands are there", OVERVIEW)
    assert said.text == "For running shoes there are 2 brands: Fernwick (2) and Oldacre (1)."
    assert talk.say(said.quick_replies[-1], OVERVIEW).text.startswith("The shop has 5 brands")
    assert talk.wish.is_empty


def test_departments_and_the_kinds_within_one(talk: Talk) -> None:
    assert "shoes (5)" in talk.say("what do you sell", OVERVIEW).text
    assert talk.say("what kinds of shoes do you have", OVERVIEW).text == (
        "For shoes there are: running shoes (3), boots (1) and sneakers (1)."
    )


def test_a_category_without_kinds_shows_its_products(talk: Talk) -> None:
    assert set(talk.say("what kinds of headphones do you have", OVERVIEW).ids) == {"humble", "quiet", "diadem"}


def test_a_wish_taken_for_such_a_question_is_a_search(talk: Talk) -> None:
    assert talk.say("what do you have in navy", OVERVIEW).ids
    assert "no cars" in talk.say("what kinds of cars do you have", OVERVIEW).text


def test_a_brand_that_the_shop_lacks_is_said_to_be_missing(talk: Talk) -> None:
    said = talk.say("do you have Nike?", OVERVIEW)
    assert said.text.startswith("Nothing here is by Nike. The shop has 5 brands")
    assert not said.cards
    assert talk.say("do you have Sonorra?", OVERVIEW).cards


def test_sizes_go_from_small_to_large(talk: Talk) -> None:
    sizes = talk.say("what sizes of shoes do you have", OVERVIEW).text.split(": ")[1].rstrip(".")
    told = sizes.replace(" and ", ", ").split(", ")
    assert told == sorted(told, key=int)


def test_a_shop_s_own_attribute_is_asked_for_by_its_name(talk: Talk) -> None:
    assert "wool (1)" in talk.say("what materials do your sweaters come in", OVERVIEW).text


def test_these_are_the_products_shown(talk: Talk) -> None:
    talk.say("running shoes cheapest first")
    assert talk.say("what colours do these come in", OVERVIEW).ids == ["trot", "swift", "glide"]


@pytest.mark.parametrize(
    "question",
    [
        "what do you sell",
        "what kinds of shoes do you have",
        "what brands do you have",
        "what brands of shoes do you have",
        "which colours of shoes are there",
        "what sizes of shoes do you have",
        "what materials are there",
    ],
)
def test_every_quick_reply_of_an_overview_shows_products(talk: Talk, question: str) -> None:
    replies = talk.say(question, OVERVIEW).quick_replies
    assert replies
    for reply in replies:
        fresh = Talk(talk.shop)
        fresh.say(question, OVERVIEW)
        said = fresh.say(reply, OVERVIEW if reply.startswith("All ") else "refine_search")
        assert reply.startswith("All ") or said.cards, reply
        assert not said.text.startswith("I have no"), said.text
