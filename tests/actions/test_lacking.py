"""What is sold out, lacking, or promised of contents is said before anything is shown in its place."""

from __future__ import annotations

from tests.actions.talk import Talk

SEARCH = "search_product"


def test_what_is_sold_out_is_named_first_and_shown(talk: Talk) -> None:
    said = talk.say("gooseneck desk lamp", SEARCH)
    assert said.text.startswith("The Gooseneck Desk Lamp is sold out at the moment.")
    assert said.ids[0] == "lamp"


def test_a_sold_out_variant_is_named_with_its_choice(talk: Talk) -> None:
    said = talk.say("navy campfire hoodie in L", SEARCH)
    assert "The Campfire Hoodie in navy, L is sold out at the moment." in said.text
    assert said.ids[0] == "campfire"


def test_a_thing_that_no_title_names_is_lacking_although_a_description_speaks_of_it(talk: Talk) -> None:
    said = talk.say("do you sell rubber", SEARCH)  # the sneaker is "canvas and rubber"
    assert said.text.startswith("I have no rubber")
    assert said.cards == []


def test_what_a_description_says_its_product_has_is_no_thing_that_is_lacking(talk: Talk) -> None:
    said = talk.say("something with a kangaroo pocket", SEARCH)
    assert "I have no" not in said.text


def test_contents_are_promised_by_a_list_of_contents_alone(talk: Talk) -> None:
    said = talk.say("chocolate without nuts", SEARCH)
    assert said.ids == ["cocoa"]
    assert "without what you ruled out" in said.text  # the one list names milk and hazelnuts together
    assert "milk" not in said.text.casefold()
    assert "Of the Bittersweet Chocolate the shop lists no allergens at all; please check the label." in said.text


def test_an_order_that_only_some_tell_says_so(talk: Talk) -> None:
    said = talk.say("the lightest running shoes", SEARCH)
    assert said.ids[:2] == ["swift", "glide"]
    assert "The shop tells that of 2 of these 3 only." in said.text


def test_names_alone_are_a_wish_whatever_they_were_taken_for(talk: Talk) -> None:
    for intent in ("show_again", "show_more", "out_of_scope", "start_over"):
        assert set(Talk(talk.shop).say("back packs", intent).ids) == {"rolltop"}, intent


def test_a_bare_name_of_what_is_not_here_is_told_so_and_a_longer_request_is_beyond_us(talk: Talk) -> None:
    assert talk.say("umbrella", "out_of_scope").text.startswith("I have no")
    assert talk.say("how far away is the moon", "out_of_scope").text.startswith("That is beyond me")


def test_a_size_said_after_one_product_was_named_for_buying_is_of_that_product(talk: Talk) -> None:
    talk.say("i want to buy the basic cotton sweater", "buy_product")
    said = talk.say("size M")
    assert said.ids == ["basic"]
    assert said.cards[0]["variant"]
    assert said.text.startswith("The Basic Cotton Sweater: it is in stock in M.")
    assert "it does not come in 44" in talk.say("size 44").text


def test_a_half_size_is_answered_by_those_on_either_side(talk: Talk) -> None:
    said = talk.say("running shoes size 41.5", SEARCH)
    assert "I have no running shoes in size 41.5. In size 41 or 42 there are" in said.text
    assert set(said.ids) == {"swift", "trot"}
