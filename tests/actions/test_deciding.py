"""Who answers: one table, a message with two acts in two rows, and the trace of it."""

from __future__ import annotations

import pytest

from actions.deciding import DECISIONS
from tests.actions.talk import Talk


def rows(talk: Talk, text: str, intent: str = "search_product", **metadata: object) -> list[str]:
    said = talk.say(text, intent, explain=True, **metadata)
    return [one["row"] for one in said.explained]


def test_every_row_has_a_name_of_its_own() -> None:
    names = [row.name for row in DECISIONS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("text", "intent", "row"),
    [
        ("boots", "search_product", "a wish"),
        ("boots", "ask_faq", "a wish"),
        ("how fast do you ship?", "search_product", "a service question"),
        ("do you have Nike?", "ask_overview", "a brand that is missing"),
        ("which colours do your shoes come in", "show_product", "the choices of a kind"),
        ("where is my order", "ask_order_status", "an order of a guest"),
        ("wubba lubba", "out_of_scope", "beyond us"),
        ("cancel it", "cancel_order", "cancelling what is no order"),
    ],
)
def test_the_first_row_that_holds_answers(talk: Talk, text: str, intent: str, row: str) -> None:
    assert rows(talk, text, intent) == [row]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("boots pls, and what is your return policy?", "search_product"),
        ("show me boots and what is your return policy", "ask_faq"),
        ("what is your return policy? and show me boots", "ask_faq"),
        ("boots please, and what is your return policy?", "ask_order_status"),
    ],
)
def test_a_message_with_two_acts_gets_two_answers_in_one_reply(talk: Talk, text: str, intent: str) -> None:
    said = talk.say(text, intent, explain=True)
    assert {one["row"] for one in said.explained} == {"a wish", "a service question"}
    assert said.ids == ["harbour"]
    assert "30 days" in said.text
    assert talk.wish.facets["category"] == ("Boots",)


@pytest.mark.parametrize(
    "text",
    [
        "shoes and boots",
        "where are my boots, and what is your return policy?",
        "what is your return policy for shoes and boots?",
    ],
)
def test_one_act_is_answered_once(talk: Talk, text: str) -> None:
    assert len(rows(talk, text)) == 1


@pytest.mark.parametrize("phrase", ["boots, ", "boots and ", "i like boots. ", "boots? "])
def test_a_message_of_joints_alone_is_read_as_often_as_one_with_a_few(talk: Talk, phrase: str) -> None:
    understand = talk.shop.reader.understand
    understand.cache_clear()
    talk.say(phrase * 8, "search_product")
    few = understand.cache_info().misses
    talk.say((phrase * 500)[:1000], "search_product")
    assert understand.cache_info().misses <= 2 * few + 2


def test_the_trace_tells_what_was_heard_searched_and_found(talk: Talk) -> None:
    (told,) = talk.say("red running shoes under 80", "search_product", explain=True).explained
    assert told["intent"] == "search_product"
    assert told["heard"]["wish"]["price_max_minor"] == told["filters"]["price_max_minor"] == 7999
    assert {hit["id"] for hit in told["hits"]} == {"swift", "trot"}
    assert not talk.say("boots").explained, "only who asks is told"
