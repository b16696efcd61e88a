"""What strangers may not do with somebody else's browser, with the shop's counts, and with odd addresses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.gateway.limits import VOICES_PER_DAY
from bot.keys import own_key
from bot.service import close_to_others
from catalog.settings import ROOT
from catalog.shop import Shop

FOREIGN = [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", ["/api/sessions", "/api/messages", "/api/events", "/api/orders/code"])
def test_a_form_of_another_site_can_neither_speak_nor_replace_the_session(
    chat: TestClient, path: str, headers: dict[str, str]
) -> None:
    before = dict(chat.cookies)
    refused = chat.post(path, headers=headers, content="text=hello")
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "wrong_origin"
    assert dict(chat.cookies) == before


def test_a_bearer_of_its_own_token_needs_no_page(web: TestClient) -> None:
    token = web.post("/api/sessions").json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Sec-Fetch-Site": "cross-site"}
    assert web.post("/api/messages", json={"text": "hi"}, headers=headers).status_code == 200


def test_a_guest_cannot_say_that_something_was_bought(chat: TestClient, shop: Shop) -> None:
    told = [{"kind": "purchase", "product_id": "shirt"}, {"kind": "view", "product_id": "shirt"}]
    assert chat.post("/api/events", json={"events": told}).json() == {"kept": 1}
    assert [event.kind for event in shop.store.events()] == ["view"]


def test_300_sessions_of_one_address_are_a_few_voices(web: TestClient, shop: Shop) -> None:
    for _ in range(300):
        token = web.post("/api/sessions").json()["token"]
        web.cookies.clear()
        headers = {"Authorization": f"Bearer {token}"}
        web.post("/api/events", json={"events": [{"kind": "click", "product_id": "shirt"}]}, headers=headers)
    assert len({event.visitor for event in shop.store.events()}) == VOICES_PER_DAY


@pytest.mark.parametrize("folder", ["images", "widget", "demo"])
@pytest.mark.parametrize("name", ["a" * 300 + ".webp", "%00.webp", "%ED%A0%80.webp", "a/" * 3000 + "b.webp"])
def test_an_odd_name_is_not_found(web: TestClient, folder: str, name: str) -> None:
    assert web.get(f"/{folder}/{name}").status_code == 404


@pytest.mark.parametrize("content", ["", "\n", "short", "\x00\xff"])
def test_a_damaged_key_of_the_home_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "customer.key").write_text(content, encoding="latin-1")
    key = own_key(tmp_path)
    assert len(key) >= 32
    assert own_key(tmp_path) == key


def test_what_a_command_writes_is_its_users_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "bot.cli", "import", "tests/data/groceries", "--report", str(home / "report.json")]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "SHOPMATE_HOME": str(home)}, check=True, capture_output=True)
    assert home.is_dir()
    open_to_others = [path for path in (home, *home.rglob("*")) if path.stat().st_mode & 0o077]
    assert open_to_others == []


def test_what_an_earlier_version_left_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir(mode=0o755)
    (tmp_path / "logs" / "service.log").write_text("{}")
    (tmp_path / "logs" / "service.log").chmod(0o644)
    close_to_others(tmp_path)
    assert [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "logs", tmp_path / "logs" / "service.log")] == [
        "0o700",
        "0o600",
    ]


def test_a_proxy_that_nobody_named_is_told_of_once(web: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        web.get("/api/shop", headers={"X-Forwarded-For": "198.51.100.7"})
    told = [record for record in caplog.records if record.getMessage() == "addresses of a proxy not believed"]
    assert len(told) == 1
    assert "trusted_proxies" in told[0].facts["told"]  # type: ignore[attr-defined]
    assert "198.51.100.7" not in str(told[0].__dict__)
