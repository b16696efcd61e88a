"""Turns: what reaches Rasa, what comes back, and bad input of every kind."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from bot.gateway.app import create_app
from bot.gateway.rasa import APOLOGY, merge
from bot.gateway.turns import Turns
from bot.keys import first_merchant_key
from catalog.shop import Shop
from tests.bot.shelves import KnownRasa, small_shop

CARD = {"id": "mug", "title": "Mug", "price": 12.0, "currency": "USD", "in_stock": True}
RIGHT_TO_LEFT = "אני מחפש נעליים אדומות \u200f عن حذاء أحمر"


def say(client: TestClient, text: str) -> httpx.Response:
    response: httpx.Response = client.post("/api/messages", json={"text": text})
    return response


def test_a_turn_carries_who_asks_to_rasa(chat: TestClient, rasa: KnownRasa) -> None:
    assert say(chat, "red shoes").json()["messages"][0]["text"] == "red shoes"
    turn = rasa.seen[0]
    assert turn["metadata"] == {"visitor": turn["sender"], "customer_id": None, "photo_id": None, "photo_text": ""}


def test_what_an_action_attaches_joins_the_text_before_it() -> None:
    merged = merge(
        [
            {"recipient_id": "x", "text": "Here:"},
            {"recipient_id": "x", "custom": {"products": [CARD], "quick_replies": ["cheaper"], "panel": "open"}},
            {"recipient_id": "x", "text": "Anything else?", "buttons": [{"title": "No", "payload": "/deny"}]},
        ]
    )
    assert merged == [
        {"text": "Here:", "products": [CARD], "quick_replies": ["cheaper"], "panel": "open"},
        {"text": "Anything else?", "products": [], "quick_replies": ["No"]},
    ]


def test_two_attachments_stay_apart() -> None:
    merged = merge([{"text": "a"}, {"custom": {"products": [CARD]}}, {"custom": {"products": [CARD]}}])
    assert [len(answer["products"]) for answer in merged] == [1, 1]


def test_the_history_shows_both_sides_after_a_reload(chat: TestClient, rasa: KnownRasa) -> None:
    rasa.answer = lambda turn: [{"text": "Look:"}, {"custom": {"products": [CARD], "quick_replies": ["more"]}}]
    say(chat, "mugs")
    assert chat.get("/api/messages").json()["messages"] == [
        {"from": "customer", "text": "mugs", "products": [], "quick_replies": []},
        {"from": "shop", "text": "Look:", "products": [CARD], "quick_replies": ["more"]},
    ]


CHIP = {"id": "price:under-50", "label": "under $50", "kind": "price"}


def test_a_chip_is_taken_away_by_a_command_of_the_gateway_s_own(chat: TestClient, rasa: KnownRasa) -> None:
    rasa.answer = lambda turn: [{"text": "All mugs:"}, {"custom": {"wish": [], "removed": "under $50"}}]
    response = chat.post("/api/messages", json={"remove": CHIP["id"]})
    assert response.json() == {"messages": [{"text": "All mugs:", "products": [], "quick_replies": [], "wish": []}]}
    turn = rasa.seen[0]
    assert (turn["message"], turn["metadata"]["remove"]) == ("/refine_search", CHIP["id"])
    said, answered = chat.get("/api/messages").json()["messages"]
    assert said["text"] == "Remove: under $50"
    assert answered["wish"] == []


def test_a_chip_that_there_is_not_is_refused_and_leaves_no_trace(chat: TestClient, rasa: KnownRasa) -> None:
    words = "There is no chip “x”. Those of this conversation: price:under-50."
    rasa.answer = lambda turn: [{"text": words}, {"custom": {"error": "no_such_chip"}}]
    response = chat.post("/api/messages", json={"remove": "x"})
    assert response.status_code == 422
    assert response.json() == {"error": {"code": "no_such_chip", "message": words}}
    assert chat.get("/api/messages").json()["messages"] == []


def test_the_chips_come_back_after_a_reload(chat: TestClient, rasa: KnownRasa) -> None:
    rasa.answer = lambda turn: [{"text": "Look:"}, {"custom": {"wish": [CHIP]}}]
    assert say(chat, "mugs under 50").json()["messages"][0]["wish"] == [CHIP]
    assert chat.get("/api/messages").json()["messages"][-1]["wish"] == [CHIP]


def test_the_page_that_the_customer_is_on_goes_along(chat: TestClient, rasa: KnownRasa) -> None:
    chat.post("/api/messages", json={"text": "is this blue?", "product_id": "mug 1/2"})
    assert rasa.seen[0]["metadata"]["page"] == "mug 1/2"


@pytest.mark.parametrize(
    "body", [{}, {"text": "mugs", "remove": "x"}, {"remove": ""}, {"remove": "x" * 201}, {"text": None}]
)
def test_a_message_says_one_thing(chat: TestClient, rasa: KnownRasa, body: dict[str, Any]) -> None:
    response = chat.post("/api/messages", json=body)
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "invalid_request"
    assert rasa.seen == []


@pytest.mark.parametrize("answer", [[], httpx.Response(500), httpx.Response(200, text="<html>"), {"a": 1}, [[]]])
def test_a_rasa_without_an_answer_gets_an_apology_and_a_way_to_retry(
    chat: TestClient, rasa: KnownRasa, answer: Any
) -> None:
    rasa.answer = lambda turn: answer
    response = say(chat, "red shoes")
    assert response.status_code == 200
    assert response.json()["messages"] == [{"text": APOLOGY, "products": [], "quick_replies": ["red shoes"]}]


def test_the_turn_after_an_outage_works_by_itself(chat: TestClient, rasa: KnownRasa) -> None:
    rasa.alive = False
    assert say(chat, "hello").json()["messages"][0]["text"] == APOLOGY
    rasa.alive = True
    assert say(chat, "hello").json()["messages"][0]["text"] == "hello"


def test_twenty_kilobytes_of_text_are_refused_with_the_limit(chat: TestClient, rasa: KnownRasa) -> None:
    refused = say(chat, "shoes " * 3500)
    assert refused.status_code == 413
    assert "at most 1000" in refused.json()["error"]["message"]
    assert rasa.seen == []


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d", "\x00\x07"])
def test_an_empty_message_is_refused(chat: TestClient, rasa: KnownRasa, text: str) -> None:
    refused = say(chat, text)
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "empty_text"
    assert rasa.seen == []


@pytest.mark.parametrize(
    "text",
    [
        "👟",
        "👩‍👩‍👧‍👦",
        "🇺🇸❤️",
        RIGHT_TO_LEFT,
        "'; DROP TABLE products; --",
        "<script>alert(1)</script>",
        "日本語",
        "{{7*7}}",
    ],
    ids=["emoji", "joined emoji", "flag", "right to left", "sql", "html", "cjk", "template"],
)
def test_unusual_text_arrives_as_it_was_written(chat: TestClient, rasa: KnownRasa, text: str) -> None:
    answered = say(chat, text)
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "application/json"
    assert rasa.seen[0]["message"] == text
    assert chat.get("/api/messages").json()["messages"][0]["text"] == text


def test_control_characters_are_dropped_and_lines_joined(chat: TestClient, rasa: KnownRasa) -> None:
    say(chat, "red\x00 sh\x1boes\r\n\tunder\u2028 80\x7f")
    assert rasa.seen[0]["message"] == "red shoes under 80"


def test_letters_are_composed(chat: TestClient, rasa: KnownRasa) -> None:
    say(chat, "cafe\u0301")
    assert rasa.seen[0]["message"] == "café"


def test_half_a_character_does_no_harm(chat: TestClient, rasa: KnownRasa) -> None:
    body = b'{"text": "shoes \\ud83d here"}'
    answered = chat.post("/api/messages", content=body, headers={"Content-Type": "application/json"})
    assert answered.status_code == 200
    assert rasa.seen[0]["message"] == "shoes here"


@pytest.mark.parametrize(
    "text",
    ["/restart", " /restart", "\u00a0/restart", "//restart", "/ /back", '/search_by_photo{"a": "b"}', "\x00/restart"],
)
def test_no_text_is_a_command_to_rasa(chat: TestClient, rasa: KnownRasa, text: str) -> None:
    say(chat, text)
    assert not rasa.seen[0]["message"].strip().startswith("/")


def test_slashes_alone_are_still_answered(chat: TestClient, rasa: KnownRasa) -> None:
    assert say(chat, "///").status_code == 200
    assert rasa.seen[0]["message"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"text": 5}', b'{"txt": "a"}', b"{", b"\xff\xfe", b'{"text": null}'])
def test_a_body_of_another_shape_is_refused_in_words(chat: TestClient, body: bytes) -> None:
    refused = chat.post("/api/messages", content=body, headers={"Content-Type": "application/json"})
    assert refused.status_code in (400, 422)
    assert refused.json()["error"]["message"].endswith(".")


def test_messages_of_one_conversation_are_answered_one_after_another(chat: TestClient, rasa: KnownRasa) -> None:
    rasa.pause_seconds = 0.05
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: say(chat, f"message {number}"), range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert rasa.most_running == 1


def test_two_conversations_do_not_wait_for_each_other(web: TestClient, rasa: KnownRasa) -> None:
    rasa.pause_seconds = 0.2
    tokens = [web.post("/api/sessions").json()["token"] for _ in range(2)]

    def ask(token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        response: httpx.Response = web.post("/api/messages", json={"text": "hi"}, headers=headers)
        return response

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, tokens))
    assert rasa.most_running == 2


def test_two_hundred_messages_in_a_second(chat: TestClient, rasa: KnownRasa) -> None:
    rasa.pause_seconds = 0.02
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda number: say(chat, f"message {number}"), range(200)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert all("wait" in answer.json()["error"]["message"] for answer in refused)
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
    assert chat.get("/health").status_code == 200
    assert say(chat, "still there?").status_code == 200


def test_a_turn_under_way_is_finished_before_the_service_stops(shop: Shop, rasa: KnownRasa) -> None:
    app = create_app(shop.settings, shop, rasa.client(), secret="s", actions=[])
    turns: Turns = app.state.parts.turns
    _, session = app.state.parts.sessions.open()

    async def stop_during_a_turn() -> list[Any]:
        turn = asyncio.ensure_future(turns.say(session, "hi"))
        await asyncio.sleep(0.05)
        await turns.drain(5.0)
        assert turn.done()
        with pytest.raises(Exception, match="restarting"):
            await turns.say(session, "too late")
        return list(await turn)

    rasa.pause_seconds = 0.3
    assert asyncio.run(stop_during_a_turn())[0]["text"] == "hi"


def test_a_broken_database_costs_the_history_not_the_answer(
    chat: TestClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(shop.store, "append_turns", broken)
    assert say(chat, "hello").status_code == 200
    assert chat.get("/api/messages").json()["messages"] == []


def test_limits_hold_per_session_and_per_address(tmp_path: Path, rasa: KnownRasa) -> None:
    limited = small_shop(tmp_path / "limited", messages_per_minute=3, address_messages_per_minute=5)
    app = create_app(limited.settings, limited, rasa.client(), secret="s", actions=[])
    with TestClient(app) as client:
        tokens = [client.post("/api/sessions").json()["token"] for _ in range(2)]
        headers = [{"Authorization": f"Bearer {token}"} for token in tokens]
        first = [client.post("/api/messages", json={"text": "a"}, headers=headers[0]).status_code for _ in range(4)]
        second = [client.post("/api/messages", json={"text": "a"}, headers=headers[1]).status_code for _ in range(3)]
    limited.close()
    assert first == [200, 200, 200, 429]
    assert 429 in second[1:]


def test_zero_means_no_limit(shop: Shop, rasa: KnownRasa) -> None:
    service = replace(shop.settings.service, messages_per_minute=0, address_messages_per_minute=0)
    app = create_app(replace(shop.settings, service=service), shop, rasa.client(), secret="s", actions=[])
    with TestClient(app) as client:
        client.post("/api/sessions")
        assert {client.post("/api/messages", json={"text": "a"}).status_code for _ in range(320)} == {200}


def test_how_an_answer_came_about_is_told_to_the_merchant_alone(chat: TestClient, rasa: KnownRasa, shop: Shop) -> None:
    rasa.answer = lambda turn: [{"text": "Look:"}, {"custom": {"explained": [{"row": "a wish"}]}}]
    key = first_merchant_key(shop.settings.home)
    assert key
    for wrong in ({}, {"X-Shopmate-Key": ""}, {"X-Shopmate-Key": "guessed"}):
        refused = chat.post("/api/messages?explain=true", json={"text": "mugs"}, headers=wrong)
        assert refused.status_code == 403
        assert "X-Shopmate-Key" in refused.json()["error"]["message"]
    assert not rasa.seen
    told = chat.post("/api/messages?explain=true", json={"text": "mugs"}, headers={"X-Shopmate-Key": key})
    assert told.json()["messages"][0]["explained"] == [{"row": "a wish"}]
    assert rasa.seen[0]["metadata"]["explain"] is True
