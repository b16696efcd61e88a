"""Side by side, and a verdict in which every number is the shop's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.answers.comparing import measured_text
from actions.meant.measuring import most_or_least
from actions.told.verdict import verdict
from catalog.products import Product
from catalog.shop import Shop
from tests.actions.talk import Talk

COMPARE, SHOW = "compare_products", "show_product"


@pytest.fixture
def shoes(talk: Talk) -> Talk:
    talk.say("running shoes cheapest first")
    assert talk.slots["shown"] == ["trot", "swift", "glide"]
    return talk


def test_compare_tells_what_differs(shoes: Talk) -> None:
    said = shoes.say("compare the first two", COMPARE)
    assert said.ids == ["trot", "swift"]
    assert "Price: $39.00 | $69.00" in said.text
    assert "Brand: Oldacre | Fernwick" in said.text
    assert "material Mesh" in said.text.splitlines()[-2]


def test_compare_takes_those_that_are_named(shoes: Talk) -> None:
    assert shoes.say("compare 1 and 3", COMPARE).ids == ["trot", "glide"]
    assert shoes.say("what is the difference between the trot and the glide", COMPARE).ids == ["trot", "glide"]
    assert shoes.say("compare all", COMPARE).ids == ["trot", "swift", "glide"]


@pytest.mark.parametrize("text", ["which is the warmest", "which has the longest battery life"])
def test_what_no_fact_tells_is_said_before_what_the_facts_tell(shoes: Talk, text: str) -> None:
    said = shoes.say(text, COMPARE, act="verdict").text
    assert said.startswith("The shop does not say which of these that is.")
    assert "cheapest" in said


def test_the_cheapest_is_weighed_against_all_that_are_shown(shoes: Talk) -> None:
    assert shoes.say("which is the cheapest", COMPARE, act="verdict").text.startswith(
        "The cheapest of these 3 is the Trot"
    )


def test_one_product_can_not_be_compared(talk: Talk) -> None:
    assert "two products" in talk.say("compare them", COMPARE).text


def test_two_titles_said_in_full_are_the_two_compared(shoes: Talk) -> None:
    assert shoes.say("compare the Glide Running Shoe with the Trot Running Shoe", COMPARE).ids == ["glide", "trot"]


def test_which_is_better_is_about_those_just_compared_and_not_the_table_again(shoes: Talk) -> None:
    shoes.say("compare 1 and 3", COMPARE)
    for question in ("which one is better?", "what's the difference", "so which should i take"):
        said = shoes.say(question, COMPARE)
        assert said.text.startswith("The Trot Running Shoe is $80.00 cheaper than the Glide Running Shoe.")
        assert "Price: " not in said.text
    shoes.say("tell me more about the first one", SHOW)
    assert "Swift" not in shoes.say("which one is better", COMPARE).text
    assert "Price: " in shoes.say("compare 1 and 3", COMPARE).text


def test_a_new_list_forgets_what_was_compared(shoes: Talk) -> None:
    shoes.say("compare 1 and 3", COMPARE)
    shoes.say("headphones")
    assert "Trot" not in shoes.say("which one is better", COMPARE).text


def test_a_choice_without_a_comparison_is_among_all_that_is_shown(shoes: Talk) -> None:
    said = shoes.say("which one should i take?", COMPARE)
    assert said.text.startswith("The cheapest of these 3 is the Trot Running Shoe, $39.00.")
    assert said.ids == ["trot"]


def test_who_can_not_choose_from_nothing_gets_ideas(talk: Talk) -> None:
    said = talk.say("help me decide", COMPARE)
    assert said.text == Talk(talk.shop).say("help me decide", "recommend").text
    assert talk.next_action == "", "an action left to Rasa is followed by one more"


def test_who_asks_for_help_with_choosing_is_helped_with_what_is_shown(shoes: Talk) -> None:
    assert "The cheapest of these 3" in shoes.say("help me choose", "recommend").text


@pytest.fixture
def pair(corner_shop: Shop) -> tuple[Product, Product]:
    trot, swift = corner_shop.products(["trot", "swift"])
    return trot, swift


def rated(product: Product, stars: float, reviews: int, **attributes: tuple[str, ...]) -> Product:
    return replace(product, rating=stars, review_count=reviews, attributes=attributes)


def test_the_verdict_counts_the_reviews_behind_the_stars(pair: tuple[Product, Product]) -> None:
    cheap, dear = rated(pair[0], 3.0, 1), rated(pair[1], 4.5, 12)
    assert "rated higher: 4.5 of 5 from 12 reviews, against 3.0 of 5 from 1 review." in verdict((cheap, dear))
    assert "Only the Swift Running Shoe has been reviewed" in verdict((pair[0], dear))
    assert "Both are rated 4.5 of 5, from 3 and 12 reviews." in verdict((rated(pair[0], 4.5, 3), dear))


def test_a_product_cheaper_and_better_is_named_once(pair: tuple[Product, Product]) -> None:
    told = verdict((rated(pair[0], 4.5, 3), rated(pair[1], 4.0, 2)))
    assert told.startswith(
        "The Trot Running Shoe is $30.00 cheaper than the Swift Running Shoe and is rated higher: 4.5 of 5"
    )


def test_only_what_one_has_beyond_the_other_is_told(pair: tuple[Product, Product]) -> None:
    one = rated(pair[0], 4.0, 2, features=("Waterproof", "Hood"), material=("Mesh",), vegan=("Yes",))
    other = rated(pair[1], 4.0, 2, features=("Hood",), material=("Wool",), vegan=("No",))
    told = verdict((one, other))
    assert "has waterproof among its features and is vegan" in told
    assert "mesh" not in told
    assert "wool" not in told


def test_the_verdict_tells_what_is_sold_out(pair: tuple[Product, Product]) -> None:
    gone = replace(pair[1], variants=tuple(replace(variant, stock=0) for variant in pair[1].variants))
    assert "Sold out at the moment is the Swift Running Shoe." in verdict((pair[0], gone))


def test_a_word_of_an_unseen_title_brings_no_other_product_into_a_choice(shoes: Talk) -> None:
    said = shoes.say("which would be best for the harbour", COMPARE)
    assert "Harbour" not in said.text
    assert shoes.say("compare the first one with the Harbour Leather Boot", COMPARE).text.count("Harbour") > 0


def test_which_of_these_has_something_is_answered_with_those_that_have(shoes: Talk) -> None:
    assert shoes.say("which one comes in navy?", COMPARE).ids == ["trot"]
    assert shoes.say("which ones come in red?", COMPARE).text == "All of these: red."
    assert shoes.say("which of these cost over 100", SHOW).ids == ["glide"]
    assert "none of these" in shoes.say("which one is made of leather", COMPARE).text


def test_the_lightest_is_told_with_the_weights_of_the_others(shoes: Talk) -> None:
    said = shoes.say("which one is the lightest", COMPARE)
    assert said.text.startswith("The Swift Running Shoe: weight 240 g, against ")


def test_measures_of_one_kind_are_compared_across_their_units(pair: tuple[Product, Product]) -> None:
    one, other = rated(pair[0], 4.0, 2, storage=("512 GB",)), rated(pair[1], 4.0, 2, storage=("1 TB",))
    most = most_or_least("which has the most storage", {"most"}, (one, other))
    assert most
    assert most.products == (other, one)
    least = most_or_least("which has less storage", {"least"}, (one, other))
    assert least
    assert measured_text(least) == "The Trot Running Shoe: storage 512 GB, against 1 TB of the Swift Running Shoe."
    assert most_or_least("which has the most memory", {"most"}, (one, other)) is None


def test_products_named_side_by_side_are_compared_whatever_the_sentence_was_taken_for(shoes: Talk) -> None:
    first, second = (shoes.shop.store.product(name).title for name in ("trot", "swift"))
    assert shoes.say(f"compare {first} and {second}", "search_product").ids == ["trot", "swift"]
