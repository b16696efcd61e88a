from __future__ import annotations

import pytest

from nlu.wish import Wish
from tests.actions.talk import Talk


def test_every_product_shown_satisfies_the_whole_wish(talk: Talk) -> None:
    said = talk.say("red running shoes under 80")
    assert set(said.ids) == {"swift", "trot"}
    assert max(said.prices) < 80
    said.assert_lists_no_cards()
    assert "2 matches" in said.text


def test_a_filter_holds_for_one_and_the_same_variant(talk: Talk) -> None:
    # Swift comes in red and in 42, but the red 42 is sold out.
    assert talk.say("red running shoes size 42").ids == ["trot"]


def test_refining_keeps_the_wish_and_changes_one_thing(talk: Talk) -> None:
    talk.say("running shoes")
    assert set(talk.say("in blue").ids) == {"trot", "glide"}
    assert talk.say("under 50").ids == ["trot"]
    assert set(talk.say("any price").ids) == {"trot", "glide"}


def test_cheaper_is_strictly_cheaper_than_everything_shown(talk: Talk) -> None:
    talk.say("running shoes, most expensive first")
    talk.say("the first one", "show_product")
    assert talk.say("cheaper").ids == ["trot", "swift"]
    talk.say("shoes over 40")
    assert talk.say("cheaper").text.startswith("Nothing cheaper than the Court Sneaker ($45.00)")


def test_when_nothing_is_cheaper_that_is_said_and_no_limit_stays(talk: Talk) -> None:
    talk.say("headphones")
    said = talk.say("cheaper")
    assert said.text.startswith("Nothing cheaper than the Humble Headphones ($29.00)")
    assert said.prices == sorted(said.prices)
    assert talk.wish.price_max_minor is None
    said.assert_lists_no_cards()


def test_most_expensive_is_the_most_expensive(talk: Talk) -> None:
    assert talk.say("most expensive headphones").ids[0] == "diadem"


def test_a_price_range_holds(talk: Talk) -> None:
    assert talk.say("chocolate for $5 to $10").ids == ["nougat"]


def test_a_colour_that_is_not_there_is_said_and_never_swapped_silently(talk: Talk) -> None:
    said = talk.say("women's sweater in purple")
    assert said.text.startswith("I have no purple sweater for women. In another colour there are 2")
    said.assert_lists_no_cards()


def test_cream_is_cream(talk: Talk) -> None:
    assert talk.say("cream sweater").ids == ["fjord"]


def test_a_near_colour_is_told(talk: Talk) -> None:
    said = talk.say("maroon sweatshirt")
    assert said.ids == ["drift"]
    assert "Maroon is not listed here, so I looked at burgundy." in said.text


def test_what_is_not_sold_here_is_said_with_what_is(talk: Talk) -> None:
    said = talk.say("guitars under 500")
    assert said.cards == []
    assert said.text.startswith("This shop has no guitars. It sells ")
    assert "Shoes" in said.quick_replies


def test_an_unknown_brand_is_let_go_aloud(talk: Talk) -> None:
    assert talk.say("nike sneakers").text.startswith("I have no sneakers by Nike. By another brand there is one")


def test_sold_out_products_are_not_offered_as_buyable(talk: Talk) -> None:
    said = talk.say("desk lamp")
    assert said.text == "The Gooseneck Desk Lamp is sold out at the moment."
    assert [card["in_stock"] for card in said.cards] == [False]


def test_refusals_are_kept(talk: Talk) -> None:
    assert "harbour" not in talk.say("shoes not leather").ids
    assert talk.say("sweatshirt without hood").ids == ["drift"]
    assert talk.say("chocolate without hazelnuts").ids == ["cocoa"]


def test_another_kind_of_product_forgets_the_filters(talk: Talk) -> None:
    talk.say("red running shoes under 80 in size 42")
    assert set(talk.say("show me headphones").ids) == {"humble", "quiet", "diadem"}


def test_show_more_goes_on_without_repeating(talk: Talk) -> None:
    first = talk.say("products for men or women, sort by price")
    more = talk.say("show more", "show_more")
    assert len(first.ids) == 6
    assert more.ids
    assert not set(first.ids) & set(more.ids)
    more.assert_lists_no_cards()
    while talk.say("show more", "show_more").cards:
        pass
    assert talk.say("show more", "show_more").text.startswith("That was all")


def test_a_question_for_one_product_is_not_taken_for_a_search(talk: Talk) -> None:
    talk.say("boots")
    assert talk.say("do you have it in black in size 42?").text == (
        "Yes, the Harbour Leather Boot is in stock in black in size 42 for $149.00."
    )
    assert talk.say("do you have it in brown in size 42?").text.startswith(
        "No, the Harbour Leather Boot does not come in brown in size 42."
    )


@pytest.mark.parametrize("text", ["hello there", "…", "😀😀", "show me everything", "<script>alert(1)</script>"])
def test_without_a_wish_the_customer_is_asked(talk: Talk, text: str) -> None:
    assert talk.say(text).cards == []


def test_a_word_that_no_product_knows_is_not_claimed_to_be_found(talk: Talk) -> None:
    talk.say("headphones")
    said = talk.say("xyzzy")
    assert said.cards == []
    assert "“xyzzy”" in said.text


def test_a_service_question_taken_for_a_search_is_answered_all_the_same(talk: Talk) -> None:
    assert talk.say("how fast do you ship?").text == "Two to four working days."


def test_a_foreign_currency_is_told(talk: Talk) -> None:
    assert talk.say("boots under 200 euros").text.startswith("Prices here are in USD")


@pytest.mark.parametrize("start", ["running shoes", "headphones", "sweater in cream", "shoes"])
def test_every_quick_reply_works_as_text(talk: Talk, start: str) -> None:
    for reply in talk.say(start).quick_replies:
        action = {"Show": "show_more", "Compare": "compare_products", "Tell": "show_product"}
        said = talk.say(reply, action.get(reply.split()[0], "refine_search"))
        assert said.cards, reply


def test_searches_and_what_they_showed_are_recorded(talk: Talk) -> None:
    talk.say("boots", visitor="recorded")
    events = talk.shop.store.events(visitor="recorded")
    assert {(event.kind, event.product_id, event.results) for event in events} == {
        ("search", None, 1),
        ("shown", "harbour", None),
    }


def test_what_the_shop_never_has_is_told_once(talk: Talk) -> None:
    assert talk.say("nike sneakers").text.startswith("I have no sneakers by Nike")
    assert talk.say("in white").text == "One match for white sneakers: the Court Sneaker."


def test_a_measured_size_is_a_size(talk: Talk) -> None:
    assert talk.say("olive oil 500 ml").ids == ["oil"]
    assert talk.wish.facets["size"] == ("500 ml",)


def test_a_bare_name_of_something_else_is_a_new_wish(talk: Talk) -> None:
    talk.say("women's sweater")
    talk.say("kangaroo pocket", intent="search_product")
    assert talk.wish == Wish("kangaroo pocket")


def test_a_bare_word_that_is_also_a_thing_is_a_colour_where_the_list_has_colours(talk: Talk) -> None:
    assert talk.say("olive").ids == ["oil"]
    talk.say("backpacks")
    assert talk.say("olive").text.startswith("One match for olive backpacks")
    talk.say("sweater")
    assert talk.say("cream please").ids == ["fjord"]
    talk.say("headphones")
    assert talk.say("olive").text.startswith("I have no olive headphones")
    talk.say("chocolate")
    assert "colour" not in (talk.say("olive") and talk.wish.facets)


def test_a_wish_taken_back_is_gone(talk: Talk) -> None:
    talk.say("red running shoes under 80")
    assert talk.say("forget that, I want boots").text.startswith("One match for boots")
    assert talk.wish == Wish("boots", {"category": ("Boots",)})


def test_what_is_said_of_a_list_without_a_wish_is_said_of_its_kind(talk: Talk) -> None:
    talk.say("shoes")
    talk.say("similar to the Court Sneaker", "similar_to")
    talk.slots["shown"] = ["swift", "harbour"]
    assert talk.say("do you have these in leather").ids == ["harbour"]
    assert talk.wish.facets == {"category": ("Shoes",), "material": ("Leather",)}


def test_cheaper_than_a_list_without_a_wish_stays_with_its_kind(talk: Talk) -> None:
    talk.slots |= {"shown": ["quiet", "diadem"]}
    assert talk.say("cheaper").ids == ["humble"]


def test_a_mixed_list_without_a_wish_has_no_kind(talk: Talk) -> None:
    talk.slots |= {"shown": ["quiet", "fjord"]}
    talk.say("in red")
    assert "category" not in talk.wish.facets


def test_something_for_another_purpose_is_a_wish_of_its_own(talk: Talk) -> None:
    talk.say("vegan chocolate")
    talk.say("something for a rainy hike")
    assert "Chocolate" not in talk.wish.facets.get("category", ())
    assert talk.wish.occasions == ("rain", "hiking")
    talk.say("running shoes")
    talk.say("something for slow kilometres")
    assert talk.wish.facets["category"] == ("Running Shoes",)
    talk.say("something for women")
    assert talk.wish.facets["category"] == ("Running Shoes",)
    talk.say("something else for slow kilometres")
    assert "category" not in talk.wish.facets


def test_a_sale_is_not_invented(talk: Talk) -> None:
    told = "No product here is marked as reduced; the prices shown are what you pay."
    assert talk.say("do you have anything on sale?").text.startswith(f"{told} What are you looking for?")
    said = talk.say("headphones on sale")
    assert said.text.startswith(f"{told} 3 matches for headphones, cheapest first")
    assert said.prices == sorted(said.prices)
    talk.say("chocolate")
    assert talk.say("any discounts?").text.startswith(f"{told} 2 matches for chocolate, cheapest first")


def test_nuts_are_kept_out_of_what_is_asked_for_without_nuts(talk: Talk) -> None:
    said = talk.say("I'm allergic to nuts, any chocolate?")
    assert said.ids == ["cocoa"]
    assert talk.say("headphones that aren't noise cancelling").text.startswith(
        "One match for headphones, without noise cancelling"
    )


def test_a_word_that_only_ranks_is_not_claimed_of_every_hit(talk: Talk) -> None:
    assert "closest" not in talk.say("headphones").text
    assert talk.say("sturdy headphones").text == "3 matches for headphones. The shop calls none of them “sturdy”."


def test_what_nobody_here_has_ever_heard_of_is_kept_as_asked_in_vain(talk: Talk) -> None:
    talk.say("unicorn saddles", visitor="vain")
    talk.say("running shoes", visitor="vain")
    talk.say("flurb", "refine_search", visitor="vain")
    searched = [
        (event.text, event.results) for event in talk.shop.store.events(visitor="vain") if event.kind == "search"
    ]
    assert ("unicorn saddles", 0) in searched
    assert ("flurb", 0) in searched
    assert ("running shoes", 0) not in searched


def test_the_extreme_of_a_list_is_heard_through_a_slip(talk: Talk) -> None:
    talk.say("running shoes")
    assert talk.say("the chepest", "out_of_scope").ids == ["trot"]


def test_a_fact_alone_is_no_dismissal(talk: Talk) -> None:
    talk.say("running shoes")
    assert set(talk.say("blue", "not_interested").ids) == {"trot", "glide"}


def test_a_size_beside_a_list_narrows_it_whatever_it_is_taken_for(talk: Talk) -> None:
    talk.say("running shoes")
    said = talk.say("you have this in number 42?", "show_product", act="variant")
    assert "in size 42" in said.text
    assert said.ids == talk.say("in size 42").ids


def test_the_bare_name_of_a_thing_the_shop_lacks_is_a_no(talk: Talk) -> None:
    assert talk.say("umbrella", "out_of_scope").text.startswith("I have no umbrella")
    talk.say("boots")
    assert talk.say("dumbbells 5kg", "out_of_scope").text.startswith("I have no “dumbbells” here")


def test_shades_are_told_beside_the_colour_that_was_asked_for(talk: Talk) -> None:
    said = talk.say("red running shoes under 80")
    assert "red or burgundy" not in said.text
    assert "red running shoes" in said.text


def test_a_question_nobody_answers_about_the_product_in_focus_is_said_to_be_open(talk: Talk) -> None:
    talk.say("running shoes")
    talk.say("the first one", "show_product")
    assert talk.say("does it have a parachute", "out_of_scope").text.startswith("I can't tell")


def test_an_amount_for_all_is_shared_among_the_things_wanted(talk: Talk) -> None:
    said = talk.say("running shoes and headphones under 100 together", "search_product")
    assert said.prices
    assert max(said.prices) + min(said.prices) <= 100
