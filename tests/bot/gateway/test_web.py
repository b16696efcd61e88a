"""Everything around the chat: catalogue, pages, health, headers, limits of bodies, errors, the log."""

from __future__ import annotations

import io
import json
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.gateway import demo, pages
from bot.gateway.app import create_app
from bot.gateway.limits import network_of
from bot.gateway.logging import JsonLines, logger
from bot.gateway.sessions import COOKIE
from catalog.products import Product, Variant
from catalog.records import Customer
from catalog.shop import Shop
from catalog.store import CatalogChange, open_store
from tests.bot.conftest import SECRET
from tests.bot.shelves import KnownRasa, small_shop


def call(action: str) -> dict[str, object]:
    return {"next_action": action, "tracker": {"sender_id": "me"}, "domain": {}, "version": "3.6.21"}


def test_rasa_runs_an_action_with_the_secret(web: TestClient) -> None:
    ran = web.post("/internal/actions", json=call("action_greet"), headers={"X-Shopmate-Secret": SECRET})
    assert ran.json()["responses"][0]["text"] == "Hello me"
    assert ran.json()["events"] == []


def test_an_action_knows_what_another_process_has_imported(web: TestClient, shop: Shop) -> None:
    other = open_store(shop.settings)
    other.apply(CatalogChange(products=[Product("new", "New Hat", "USD", (Variant("hat", 900, 1),))]))
    other.close()
    assert shop.product("new") is None
    until = time.monotonic() + 20
    # A busy machine may need longer than an action waits; then a later one knows it.
    while shop.product("new") is None and time.monotonic() < until:
        web.post("/internal/actions", json=call("action_greet"), headers={"X-Shopmate-Secret": SECRET})
    assert shop.product("new") is not None


@pytest.mark.parametrize("secret", ["", "the-webhook-secre", "ü", SECRET + "x"])
def test_a_stranger_cannot_call_the_action_webhook(web: TestClient, secret: str) -> None:
    refused = web.post("/internal/actions", json=call("action_greet"), headers={b"X-Shopmate-Secret": secret.encode()})
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "forbidden"


def test_an_unknown_action_is_told_as_rasa_expects(web: TestClient) -> None:
    answered = web.post("/internal/actions", json=call("action_dance"), headers={"X-Shopmate-Secret": SECRET})
    assert answered.status_code == 404
    assert answered.json()["action_name"] == "action_dance"


@pytest.mark.parametrize("body", [b"", b"{", b"[]"])
def test_an_action_call_of_another_shape_is_refused(web: TestClient, body: bytes) -> None:
    assert web.post("/internal/actions", content=body, headers={"X-Shopmate-Secret": SECRET}).status_code == 400


def test_the_docs_show_the_public_api_alone(web: TestClient) -> None:
    paths = set(web.get("/openapi.json").json()["paths"])
    assert {"/api/sessions", "/api/messages", "/api/events", "/api/products", "/api/shop", "/health"} <= paths
    assert not [path for path in paths if "internal" in path]
    assert web.get("/docs").status_code == 200


def test_products_come_a_page_at_a_time_and_hidden_ones_never(web: TestClient) -> None:
    everything = web.get("/api/products").json()
    assert everything["total"] == 2
    pages_of_one = [web.get(f"/api/products?limit=1&offset={offset}").json()["products"] for offset in range(3)]
    assert [len(page) for page in pages_of_one] == [1, 1, 0]
    assert pages_of_one[0] + pages_of_one[1] == everything["products"]
    assert web.get("/api/products/hidden").status_code == 404


@pytest.mark.parametrize(("category", "titles"), [("Shirts", ["Linen Shirt"]), ("home", ["Stone Mug"]), ("Shirt", [])])
def test_a_category_is_a_whole_part_of_the_path(web: TestClient, category: str, titles: list[str]) -> None:
    found = web.get("/api/products", params={"category": category}).json()["products"]
    assert [card["title"] for card in found] == titles


def test_one_product_shows_its_variants_in_major_units(web: TestClient) -> None:
    shirt = web.get("/api/products/shirt").json()
    assert (shirt["price"], shirt["price_text"], shirt["in_stock"]) == (49.9, "$49.90", True)
    assert [(one["size"], one["price"], one["stock"]) for one in shirt["variants"]] == [("M", 49.9, 3), ("L", 54.9, 0)]
    assert shirt["images"] == ["/images/shirt%20front.webp"]


def test_an_id_with_a_slash_is_found_by_its_own_url(web: TestClient) -> None:
    mug = web.get("/api/products?category=Mugs").json()["products"][0]
    assert mug["url"] == "/products/mug%201%2F2"
    assert web.get(f"/api{mug['url']}").json()["title"] == "Stone Mug"


def test_the_shop_tells_its_departments_without_genders(web: TestClient) -> None:
    facts = web.get("/api/shop").json()
    assert facts["name"] == "Test shop"
    assert sorted(facts["departments"]) == ["Clothing", "Home"]
    assert facts["greeting"]


def test_demo_people_can_be_tried_until_a_real_customer_is_there(
    web: TestClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "people", lambda: {"ana": "ana@demo.test", "ben": "ben@demo.test"})
    assert web.get("/api/shop").json()["demo_customers"] == []
    shop.store.save_customer(Customer("ana", "Ana", "ana@demo.test"))
    offered = web.get("/api/shop").json()["demo_customers"]
    assert [person["name"] for person in offered] == ["Ana"]
    assert web.post("/api/sessions", json={"customer_token": offered[0]["token"]}).json()["customer"] is True
    shop.store.save_customer(Customer("ben", "Ben", "ben@real.example"))
    assert web.get("/api/shop").json()["demo_customers"] == []


def test_events_of_known_products_are_kept_for_the_session(chat: TestClient, shop: Shop, rasa: KnownRasa) -> None:
    chat.post("/api/messages", json={"text": "hi"})
    told = [{"kind": "view", "product_id": "shirt"}, {"kind": "click", "product_id": "no such"}]
    assert chat.post("/api/events", json={"events": told}).json() == {"kept": 1}
    kept = shop.store.events(visitor=rasa.seen[0]["sender"])
    assert [(event.kind, event.product_id) for event in kept] == [("view", "shirt")]


@pytest.mark.parametrize(
    "events",
    [[], [{"kind": "search", "product_id": "shirt"}], [{"kind": "view"}], [{"kind": "view", "product_id": "x" * 65}]],
)
def test_other_events_are_refused(chat: TestClient, events: list[object]) -> None:
    assert chat.post("/api/events", json={"events": events}).status_code == 422


def test_health_names_what_fails(web: TestClient, rasa: KnownRasa) -> None:
    assert web.get("/health").json() == {"status": "ok", "rasa": "ok", "database": "ok", "disk": "ok", "products": 2}
    rasa.alive = False
    failing = web.get("/health")
    assert failing.status_code == 503
    assert failing.json()["failing"] == ["rasa"]
    assert failing.json()["rasa"] == "away"


def test_health_names_a_database_that_is_away(web: TestClient, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> int:
        raise OSError("no such host db.internal")

    monkeypatch.setattr(shop.store, "revision", away)
    failing = web.get("/health")
    assert failing.json()["failing"] == ["database"]
    assert "db.internal" not in failing.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("GET", "/api/nothing", 404), ("PUT", "/api/messages", 405), ("POST", "/api/shop", 405),
     ("GET", "/api/products?limit=0", 422), ("GET", "/api/products?offset=x", 422)],
)  # fmt: skip
def test_every_error_has_one_shape(web: TestClient, method: str, path: str, status: int) -> None:
    answered = web.request(method, path)
    assert answered.status_code == status
    assert set(answered.json()) == {"error"}
    assert set(answered.json()["error"]) == {"code", "message"}


@pytest.mark.parametrize(("path", "methods"), [("/api/sessions", "DELETE, POST"), ("/api/messages", "GET, POST")])
def test_an_address_names_every_method_that_it_takes(web: TestClient, path: str, methods: str) -> None:
    refused = web.put(path)
    assert refused.status_code == 405
    assert refused.headers["Allow"] == methods


def test_a_crash_is_a_plain_500_and_a_log_line_without_what_was_said(
    chat: TestClient, shop: Shop, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    def crash(*given: object) -> None:
        raise ZeroDivisionError("with ana@example.com in it")

    monkeypatch.setattr(shop.store, "record", crash)
    crashed = chat.post("/api/events", json={"events": [{"kind": "view", "product_id": "shirt"}]})
    assert crashed.status_code == 500
    assert crashed.json()["error"]["code"] == "internal_error"
    assert "ZeroDivisionError" in log.getvalue()
    assert "ana@example.com" not in log.getvalue() + crashed.text
    assert crashed.headers["x-content-type-options"] == "nosniff"


def test_the_log_tells_route_and_time_but_not_who_or_what(chat: TestClient, log: io.StringIO) -> None:
    chat.post("/api/messages", json={"text": "for my mother Ana"})
    chat.get("/api/products/shirt")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["route"] for line in lines] == ["/api/messages", "/api/products/{product_id:path}"]
    assert all(line["status"] == 200 and line["ms"] > 0 for line in lines)
    assert not any(word in log.getvalue() for word in ("mother", "testclient", "shirt", chat.cookies[COOKIE]))


def test_pages_bring_headers_that_keep_a_browser_careful(web: TestClient) -> None:
    headers = web.get("/api/shop").headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_a_body_that_says_it_is_too_large_is_not_read(web: TestClient) -> None:
    refused = web.post("/api/sessions", content=b"x" * 70_000)
    assert refused.status_code == 413
    assert refused.json()["error"]["code"] == "body_too_large"


def test_a_body_that_hides_its_length_is_cut_off_while_it_arrives(web: TestClient) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 16_384

    refused = web.post("/api/sessions", content=pieces(), headers={"Content-Type": "application/json"})
    assert refused.status_code == 413
    assert web.get("/health").status_code == 200


def test_pictures_are_served_and_nothing_beside_them(web: TestClient, shop: Shop) -> None:
    shop.settings.images.mkdir()
    (shop.settings.images / "a b.webp").write_bytes(b"RIFF")
    (shop.settings.images / "notes.txt").write_text("private")
    served = web.get("/images/a%20b.webp")
    assert (served.content, served.headers["content-type"]) == (b"RIFF", "image/webp")
    for name in ("notes.txt", "../shop.db", "%2e%2e/shop.db", "..%2fshop.db", "none.webp", "%00.webp", "/etc/passwd"):
        assert web.get(f"/images/{name}").status_code == 404


def test_the_page_and_the_widget_are_served(web: TestClient) -> None:
    assert "<!doctype html>" in web.get("/").text.lower()
    assert web.get("/products/shirt").headers["content-type"].startswith("text/html")
    widget = web.get("/widget.js")
    assert widget.headers["content-type"].startswith("text/javascript")
    assert widget.headers["access-control-allow-origin"] == "*"
    for name in ("/widget/../../cli.py", "/widget/%2e%2e%2fcli.py", "/demo/none.js", "/widget/demo"):
        assert web.get(name).status_code == 404


def test_every_file_the_widget_is_made_of_is_served(web: TestClient) -> None:
    for file in pages.FILES.glob("*.*"):
        assert web.get(f"/widget/{file.name}").status_code == 200, file.name
    for file in (pages.FILES / "demo").glob("*.*"):
        assert file.name == "index.html" or web.get(f"/demo/{file.name}").status_code == 200, file.name


def test_only_named_pages_of_other_sites_may_read_the_api(tmp_path: Path, rasa: KnownRasa) -> None:
    open_shop = small_shop(tmp_path / "open", allowed_origins=("https://shop.example",))
    app = create_app(open_shop.settings, open_shop, rasa.client(), secret="s", actions=[])
    with TestClient(app) as client:
        ours = client.get("/api/shop", headers={"Origin": "https://shop.example"})
        theirs = client.get("/api/shop", headers={"Origin": "https://evil.example"})
    open_shop.close()
    assert ours.headers["access-control-allow-origin"] == "https://shop.example"
    assert "access-control-allow-origin" not in theirs.headers


@pytest.mark.parametrize(
    ("address", "network"),
    [("10.0.0.7", "10.0.0.7"), ("2001:db8::1", "2001:db8::/64"), ("::ffff:10.0.0.7", "10.0.0.7"), ("x", "x")],
)
def test_an_address_counts_as_its_household(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service logs while a test runs."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield written
    logger.removeHandler(handler)


def test_the_api_s_documentation_needs_no_other_server(web: TestClient) -> None:
    page = web.get("/docs").text
    assert "http://" not in page.replace("http://shop.test", "")
    assert "https://" not in page
    for file in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert web.get(file).status_code == 200
