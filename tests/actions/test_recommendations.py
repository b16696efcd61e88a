"""Recommending in the chat: reasons are told, and what can't be had or isn't wanted stays away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.records import Event
from catalog.shop import Shop
from tests.actions.talk import Talk

RECOMMEND, WITH, POPULAR = "recommend", "goes_with", "ask_popular"
DISMISS, SIMILAR, SHOW = "not_interested", "similar_to", "show_product"


@pytest.fixture(autouse=True)
def crowd(corner_shop: Shop) -> Iterator[None]:
    """Five visitors who turned to some products; forgotten afterwards."""
    ids = sorted(corner_shop.catalogue.products)[:4]
    events = [Event("cart", f"crowd{n}", product_id=name) for n in range(5) for name in ids]
    corner_shop.store.record(events)
    corner_shop.recommender.forget()
    yield
    corner_shop.store.delete_events_before(events[-1].at.replace(year=9000))
    corner_shop.recommender.forget()


def test_a_stranger_hears_what_is_popular_and_that_it_is(talk: Talk) -> None:
    said = talk.say("recommend me something", RECOMMEND)
    said.assert_lists_no_cards()
    assert said.cards
    assert {card["reason"] for card in said.cards} == {"popular with other customers"}


def test_the_last_look_is_the_reason_of_the_next_answer(talk: Talk, corner_shop: Shop) -> None:
    talk.say("running shoes")
    title = talk.say("tell me more about the first one", SHOW).cards[0]["title"]
    said = talk.say("recommend me something", RECOMMEND)
    assert said.cards[0]["reason"] == f"because you looked at {title}"
    assert all(card["in_stock"] for card in said.cards)


def test_a_price_inside_the_request_holds(talk: Talk) -> None:
    talk.say("shoes")
    said = talk.say("recommend me shoes under 100", RECOMMEND)
    assert said.cards
    assert max(said.prices) < 100


def test_what_is_turned_away_does_not_come_back(talk: Talk) -> None:
    first = talk.say("what's popular", POPULAR).ids
    said = talk.say("not interested in the first one", DISMISS)
    assert "won't recommend" in said.text
    assert first[0] not in said.ids
    assert first[0] not in talk.say("recommend me something", RECOMMEND).ids


def test_with_nothing_known_it_says_so(talk: Talk) -> None:
    talk.say("running shoes")
    talk.say("the first one", SHOW)
    said = talk.say("what goes with it", WITH)
    assert "don't know yet" in said.text
    assert not said.cards


def test_similar_products_leave_out_the_one_asked_about(talk: Talk) -> None:
    talk.say("running shoes")
    (one,) = talk.say("the first one", SHOW).ids
    said = talk.say("something similar", SIMILAR)
    said.assert_lists_no_cards()
    assert one not in said.ids


def test_the_first_of_several_is_asked_back_when_it_is_unclear(talk: Talk) -> None:
    assert len(talk.say("shoes").cards) > 1
    assert talk.say("what goes with this", WITH).text.startswith("Which one do you mean")


def test_who_turns_some_headphones_away_is_shown_other_headphones(talk: Talk, corner_shop: Shop) -> None:
    corner_shop.store.record([Event("cart", f"crowd{n}", product_id="quiet") for n in range(5)])
    corner_shop.recommender.forget()
    talk.say("headphones")
    (refused,) = talk.say("the cheapest one", SHOW).ids
    said = talk.say("not interested", DISMISS)
    assert said.ids
    assert refused not in said.ids
    assert set(said.ids) <= {"humble", "quiet", "diadem"}


def test_a_bare_size_below_a_list_narrows_it_and_is_no_word_about_the_customer(talk: Talk) -> None:
    talk.say("shoes", "search_product")
    said = talk.say("size 42", "my_data", act="wrong", explain=True)
    assert [one["row"] for one in said.explained] == ["a size of those shown"]
    assert talk.wish.facets["size"] == ("42",)
    assert "wear 42" in talk.say("i wear 42", "my_data", act="wrong").text


def test_in_my_size_asks_once_and_then_keeps_to_it(talk: Talk) -> None:
    said = talk.say("running shoes in my size", "search_product")
    assert "don't know your size" in said.text
    assert "42" in talk.say("that's wrong, i wear 42", "my_data", act="wrong").text
    said = talk.say("running shoes in my size", "search_product")
    assert "Your size is 42" in said.text
    assert said.ids
    for product in talk.shop.products(said.ids):
        assert any(variant.size == "42" and variant.buyable for variant in product.variants)
    assert "in your size 42" in talk.say("do you have the first one in my size", SHOW).text


def test_what_is_recommended_is_there_in_the_size_worn_and_says_so(talk: Talk) -> None:
    talk.say("i wear 42", "my_data", act="wrong")
    talk.say("running shoes")
    talk.say("tell me more about the first one", SHOW)
    said = talk.say("recommend me running shoes", RECOMMEND)
    sized = [card for card in said.cards if "in your size 42" in card["reason"]]
    assert sized
    for product in talk.shop.products([card["id"] for card in said.cards]):
        sizes = {variant.size for variant in product.variants if variant.buyable}
        assert "42" in sizes or not any(size.isdigit() for size in sizes)


def test_not_because_of_this_changes_what_comes_next(talk: Talk) -> None:
    talk.say("running shoes")
    title = talk.say("tell me more about the first one", SHOW).cards[0]["title"]
    assert f"because you looked at {title}" in str(talk.say("recommend me something", RECOMMEND).cards)
    said = talk.say("not because of this", DISMISS, act="cause")
    assert f"conclude nothing more from the {title}" in said.text
    assert f"because you looked at {title}" not in str(said.cards)
    assert title not in talk.say("what do you know about me", "my_data", act="").text


def test_who_wants_nothing_learnt_is_told_so_and_leaves_no_trace(talk: Talk, corner_shop: Shop) -> None:
    assert "All right" in talk.say("stop learning from me", "my_data", act="stop").text
    talk.say("running shoes")
    talk.say("tell me more about the first one", SHOW)
    assert corner_shop.store.events(visitor=talk.visitor) == []
    assert {card["reason"] for card in talk.say("recommend me something", RECOMMEND).cards} == {
        "popular with other customers"
    }
    assert "learn nothing" in talk.say("what do you know about me", "my_data", act="").text
    talk.say("you may learn from me again", "my_data", act="go_on")
    talk.say("tell me more about the first one", SHOW)
    assert corner_shop.store.events(visitor=talk.visitor) != []


def test_what_is_known_is_told_with_its_evidence(talk: Talk) -> None:
    talk.say("headphones")
    for _ in range(4):
        talk.say("tell me more about the first one", SHOW)
    said = talk.say("what do you know about me", "my_data", act="").text
    assert "You turn to: Headphones (perhaps: looked at 4)." in said


def test_the_data_are_handed_out_as_a_file(talk: Talk) -> None:
    talk.say("running shoes")
    assert "[my-data.json](/api/my-data)" in talk.say("send me my data", "my_data", act="send").text


def test_a_kind_said_to_be_disliked_is_recommended_no_more_until_it_is_taken_back(talk: Talk) -> None:
    headphones = {"humble", "quiet", "diadem"}
    talk.say("headphones")
    talk.say("tell me more about the first one", SHOW)
    assert headphones & set(talk.say("recommend me something", RECOMMEND).ids)
    said = talk.say("don't recommend me headphones anymore", "my_data", act="dislike")
    assert "I recommend no Headphones from now on" in said.text
    assert said.ids
    assert not headphones & set(said.ids)
    known = talk.say("what do you know about me", "my_data", act="").text
    assert "You asked me not to recommend Headphones." in known
    assert "You turn to: Headphones" not in known
    assert "Headphones may be among" in talk.say("you may recommend headphones again", "my_data", act="like").text
    assert headphones & set(talk.say("recommend me something", RECOMMEND).ids)


def test_a_kind_disliked_is_still_found_by_who_searches_for_it(talk: Talk) -> None:
    talk.say("that's wrong, i don't like headphones", "my_data", act="wrong")
    assert talk.say("headphones").ids


def test_of_ideas_a_refusal_is_a_taste_and_of_a_search_a_part_of_the_wish(talk: Talk) -> None:
    talk.say("recommend me something", RECOMMEND)
    said = talk.say("i don't like headphones", "search_product", explain=True)
    assert [one["row"] for one in said.explained] == ["a taste told"]
    talk.say("running shoes")
    said = talk.say("no sandals", "refine_search", explain=True)
    assert [one["row"] for one in said.explained] == ["a wish"]


def test_not_because_of_this_after_a_why_is_about_the_one_explained(talk: Talk) -> None:
    for wish in ("headphones", "running shoes"):
        talk.say(wish)
        talk.say("tell me more about the first one", SHOW)
    ideas = talk.say("recommend me something", RECOMMEND)
    reasons = [card["reason"] for card in ideas.cards]
    assert len({reason for reason in reasons if reason.startswith("because")}) > 1, "two causes are to be told apart"
    place = next(place for place, reason in enumerate(reasons) if reason.startswith("because"))
    talk.say(f"why number {place + 1}", "ask_why")
    said = talk.say("not because of this", DISMISS, act="cause")
    title = reasons[place].partition("looked at ")[2].partition(", and")[0]
    assert said.text.startswith(f"All right, I conclude nothing more from the {title}.")


def test_what_was_bought_for_somebody_else_is_named_by_its_kind(talk: Talk) -> None:
    talk.say("headphones")
    title = talk.say("tell me more about the first one", SHOW).cards[0]["title"]
    said = talk.say("the headphones were a gift", DISMISS, act="cause")
    assert f"conclude nothing more from the {title}" in said.text


def test_ideas_asked_for_are_no_refusal_whatever_they_were_taken_for(talk: Talk) -> None:
    said = talk.say("recommend me headphones", "my_data", act="dislike")
    assert set(said.ids) <= {"humble", "quiet", "diadem"}
    assert said.ids
    talk.say("running shoes")
    said = talk.say("i don't like sandals either", "my_data", act="dislike", explain=True)
    assert [one["row"] for one in said.explained] == ["less of what is searched"]
    said = talk.say("i like headphones", "my_data", act="like")
    assert set(said.ids) <= {"humble", "quiet", "diadem"}, "nobody refused them"


def test_what_no_category_is_named_after_is_refused_by_its_name(talk: Talk) -> None:
    said = talk.say("stop suggesting runners", "my_data", act="dislike")
    assert "I recommend no " in said.text
    assert not any("runner" in card["title"].lower() for card in said.cards)
