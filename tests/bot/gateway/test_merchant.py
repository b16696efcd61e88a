"""The merchant's desk by HTTP: closed to everybody without the key, and as strict as the terminal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from bot.gateway.app import create_app
from bot.keys import first_merchant_key
from catalog.records import Customer, Order, OrderLine, Session, now
from catalog.shop import Shop
from tests.bot.conftest import SECRET, Greet
from tests.bot.shelves import KnownRasa, small_shop

ENTRY = {"question": "Do you repair shoes?", "answer": "Yes."}


@pytest.fixture
def desk(web: TestClient, shop: Shop) -> TestClient:
    """The browser of somebody with the key."""
    web.headers["X-Shopmate-Key"] = str(first_merchant_key(shop.settings.home))
    return web


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "messages"),
        ("POST", "messages/1/answer"),
        ("POST", "messages/1/close"),
        ("GET", "unanswered"),
        ("GET", "faq"),
        ("POST", "faq"),
        ("PUT", "faq/x"),
        ("DELETE", "faq/x"),
        ("GET", "words"),
        ("PUT", "words"),
        ("PUT", "words/synonym/x"),
        ("DELETE", "words/synonym/x"),
        ("GET", "orders/changes"),
        ("POST", "orders/changes/1"),
    ],
)
@pytest.mark.parametrize("key", ["", "wrong"])
def test_without_the_key_nothing_opens(web: TestClient, shop: Shop, method: str, path: str, key: str) -> None:
    first_merchant_key(shop.settings.home)
    refused = web.request(method, f"/api/merchant/{path}", headers={"X-Shopmate-Key": key}, json={})
    assert refused.status_code == 401


def test_a_message_is_listed_answered_and_closed(desk: TestClient, shop: Shop) -> None:
    at = now()
    shop.store.save_session("hash", Session("talk", None, at, at, at + timedelta(days=1)))
    first, second = (shop.messages.leave("talk", text, wish="shoes").id for text in ("Do you repair?", "Hello?"))
    listed = desk.get("/api/merchant/messages").json()["messages"]
    assert [(one["number"], one["text"], one["reach"]) for one in listed] == [
        (second, "Hello?", "chat"),
        (first, "Do you repair?", "chat"),
    ]
    assert listed[0]["context"]["wish"] == "shoes"
    assert desk.post(f"/api/merchant/messages/{first}/answer", json={"text": "Yes"}).json()["reach"] == "chat"
    assert desk.post(f"/api/merchant/messages/{second}/close").status_code == 204
    assert desk.get("/api/merchant/messages").json() == {"messages": []}
    assert len(desk.get("/api/merchant/messages?all=true").json()["messages"]) == 2
    refused = desk.post("/api/merchant/messages/99/answer", json={"text": "Yes"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_there")


@pytest.mark.parametrize("number", ["-1", "2147483648", "9" * 30, "one"])
def test_a_number_that_no_message_can_have_is_refused(desk: TestClient, number: str) -> None:
    for path in (f"messages/{number}/answer", f"messages/{number}/close", f"orders/changes/{number}"):
        assert desk.post(f"/api/merchant/{path}", json={"text": "Yes"}).status_code == 422


def test_the_faq_is_edited(desk: TestClient, shop: Shop) -> None:
    made = desk.post("/api/merchant/faq", json={**ENTRY, "paraphrases": ["fix boots"]})
    assert made.status_code == 201
    assert made.json()["id"] == "do-you-repair-shoes"
    assert desk.post("/api/merchant/faq", json=ENTRY).status_code == 422
    changed = desk.put("/api/merchant/faq/do-you-repair-shoes", json={"answer": "No."}).json()
    assert (changed["answer"], changed["paraphrases"]) == ("No.", ["fix boots"])
    assert desk.put("/api/merchant/faq/do-you-repair-shoes", json={"link": "javascript:1"}).status_code == 422
    assert [entry.answer for entry in shop.store.faq()] == ["No."]
    assert desk.delete("/api/merchant/faq/do-you-repair-shoes").status_code == 204
    assert desk.delete("/api/merchant/faq/do-you-repair-shoes").status_code == 404
    assert desk.get("/api/merchant/faq").json() == {"entries": []}


def test_words_are_told_and_the_welcome_is_live(desk: TestClient, shop: Shop) -> None:
    assert desk.put("/api/merchant/words/synonym/trainers", json={"values": ["sneakers"]}).status_code == 200
    assert desk.put("/api/merchant/words/pin/shirt", json={"values": ["none"]}).status_code == 422
    assert desk.get("/api/merchant/words").json() == {"synonym": {"trainers": ["sneakers"]}}
    assert desk.put("/api/merchant/words", json={"text": {"welcome": "Welcome!"}}).json() == {"words": 1}
    assert desk.delete("/api/merchant/words/synonym/trainers").status_code == 404


def test_an_order_change_is_listed_and_closed(desk: TestClient, shop: Shop) -> None:
    shop.store.save_customer(Customer("ana"))
    shop.store.save_order(Order("A1", "ana", now(), "paid", (OrderLine("s", 1, 100),), "USD", 100))
    shop.orders.cancel("ana", "A1", "too late")
    (change,) = desk.get("/api/merchant/orders/changes").json()["changes"]
    assert (change["type"], change["order"], change["state"], change["shop_says"]) == (
        *("order.cancel", "A1", "cancelled"),
        "paid",
    )
    path = f"/api/merchant/orders/changes/{change['change']}"
    assert desk.post(path, json={"outcome": "maybe"}).status_code == 422
    assert desk.post(path, json={"outcome": "refused", "note": "sent"}).status_code == 204
    assert desk.post(path, json={"outcome": "done"}).status_code == 404
    order = shop.store.order("ana", "A1")
    assert order
    assert order.state == "paid"


def test_a_monitor_may_ask_with_head(web: TestClient) -> None:
    assert web.head("/").status_code == 200
    assert web.head("/health").status_code == 200


def test_metrics_are_shut_until_the_settings_open_them(web: TestClient) -> None:
    assert web.get("/metrics").status_code == 404


def test_metrics_count_routes_and_never_name_what_was_asked_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    shop = small_shop(tmp_path_factory.mktemp("metrics"), metrics=True)
    shop.messages.leave("talk", "Do you repair?")
    app = create_app(shop.settings, shop, KnownRasa().client(), secret=SECRET, actions=[Greet()])
    with TestClient(app) as client:
        client.get("/api/products/shirt")
        told = client.get("/metrics").text
    shop.close()
    pattern = 'shopmate_requests_total{method="GET",route="/api/products/{product_id:path}",status="200"} 1.0'
    assert pattern in told
    assert "shopmate_open_messages 1.0" in told
    assert "shopmate_products 2.0" in told
    assert "shopmate_rasa_up 1.0" in told
    assert "shirt" not in told
