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
    assert f"because you looked at {title}" in said.text
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
