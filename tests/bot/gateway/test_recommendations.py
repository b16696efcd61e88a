"""Recommendations by HTTP: the visitor's own, with reasons, kept as shown; and what is kept, as a file."""

from __future__ import annotations

import json

from fastapi.testclient import TestClient

from catalog.records import Event
from catalog.shop import Shop


def make_popular(shop: Shop, *product_ids: str) -> None:
    shop.store.record([Event("cart", f"crowd{n}", product_id=each) for n in range(4) for each in product_ids])
    shop.recommender.forget()


def test_a_guest_gets_what_is_popular_with_its_reason_and_it_is_kept_where_it_was_shown(
    chat: TestClient, shop: Shop
) -> None:
    make_popular(shop, "shirt", "hidden")
    found = chat.get("/api/recommendations").json()["products"]
    told = [(each["id"], each["reason"], each["source"]) for each in found]
    assert told == [("shirt", "popular with other customers", "popular")]
    shown = shop.store.events(kinds=["shown"])
    assert [(event.product_id, event.place, event.source) for event in shown] == [
        ("shirt", "page/recommend", "popular")
    ]


def test_what_the_visitor_refused_does_not_come_back(chat: TestClient, shop: Shop) -> None:
    make_popular(shop, "shirt", "mug 1/2")
    refused = {"events": [{"kind": "dismiss", "product_id": "shirt", "place": "home"}]}
    assert chat.post("/api/events", json=refused).json() == {"kept": 1}
    assert [each["id"] for each in chat.get("/api/recommendations").json()["products"]] == ["mug 1/2"]
    assert shop.store.events(kinds=["dismiss"])[0].place == "home"


def test_similar_and_companions_are_asked_for_by_product(chat: TestClient) -> None:
    assert chat.get("/api/products/mug 1%2F2/similar?limit=3").status_code == 200
    assert chat.get("/api/products/shirt/goes-with").json() == {"products": []}
    assert chat.get("/api/products/shirt").json()["title"] == "Linen Shirt"
    unknown = chat.get("/api/products/none/goes-with")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "no_such_product")
    assert chat.get("/api/recommendations?limit=0").status_code == 422


def test_nobody_without_a_session_is_answered(web: TestClient) -> None:
    for path in (
        "/api/recommendations",
        "/api/products/shirt/similar",
        "/api/products/shirt/goes-with",
        "/api/my-data",
    ):
        assert web.get(path).status_code == 401


def test_what_is_kept_of_a_guest_is_theirs_to_take_without_what_logs_in(chat: TestClient, shop: Shop) -> None:
    chat.post("/api/events", json={"events": [{"kind": "view", "product_id": "shirt"}]})
    shop.store.record([Event("view", "somebody else", product_id="mug 1/2")])
    answer = chat.get("/api/my-data")
    assert "attachment" in answer.headers["content-disposition"]
    kept = json.loads(answer.text)
    assert [row["product_id"] for row in kept["events"]] == ["shirt"]
    assert "token_hash" not in answer.text
