"""Who is who: sessions, their tokens, and the customers behind them."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta

import jwt
import pytest
from fastapi.testclient import TestClient

from bot.gateway import visitors
from bot.gateway.app import create_app
from bot.gateway.customers import AUDIENCE, CustomerKeyError, CustomerTokens, read_customer_keys
from bot.gateway.sessions import COOKIE
from bot.gateway.visitors import digest
from catalog.records import Session, now
from catalog.shop import Shop
from tests.bot.conftest import CUSTOMER_KEYS
from tests.bot.shelves import KnownRasa

LONG = "n" * 40


def test_a_session_is_a_cookie_that_scripts_cannot_read(web: TestClient) -> None:
    opened = web.post("/api/sessions")
    cookie = opened.headers["set-cookie"]
    assert opened.status_code == 201
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure(web: TestClient) -> None:
    assert "Secure" in web.post("https://shop.test/api/sessions").headers["set-cookie"]


def test_the_database_holds_no_token(web: TestClient, shop: Shop) -> None:
    token = web.post("/api/sessions").json()["token"]
    assert len(token) >= 43  # 256 bits
    assert shop.store.session(hashlib.sha256(token.encode()).hexdigest()) is not None
    assert shop.store.session(token) is None


def test_the_token_works_as_a_bearer_and_names_the_same_conversation(chat: TestClient, rasa: KnownRasa) -> None:
    token = chat.cookies[COOKIE]
    chat.post("/api/messages", json={"text": "with the cookie"})
    chat.cookies.clear()
    chat.post("/api/messages", json={"text": "with the token"}, headers={"Authorization": f"Bearer {token}"})
    assert len({turn["sender"] for turn in rasa.seen}) == 1


def test_the_conversation_id_is_not_the_token_and_not_what_the_body_says(chat: TestClient, rasa: KnownRasa) -> None:
    refused = chat.post("/api/messages", json={"text": "hi", "sender": "somebody-else"})
    assert refused.status_code == 422
    chat.post("/api/messages", json={"text": "hi"})
    sender = rasa.seen[0]["sender"]
    assert len(sender) >= 40
    assert sender not in chat.cookies[COOKIE]


def test_without_a_session_one_is_asked_to_open_it(web: TestClient) -> None:
    refused = web.post("/api/messages", json={"text": "hi"})
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "no_session"
    assert "POST /api/sessions" in refused.json()["error"]["message"]


@pytest.mark.parametrize("forged", ["x", "A" * 43, "ü" * 30, "' OR 1=1 --", "A" * 5000])
def test_a_forged_cookie_is_refused_and_a_new_session_works(web: TestClient, forged: str) -> None:
    cookie = {"Cookie": f"{COOKIE}={forged}".encode()}
    refused = web.get("/api/messages", headers=cookie)
    assert refused.status_code == 401
    assert web.post("/api/sessions").status_code == 201
    assert web.get("/api/messages").status_code == 200


def test_a_session_that_ran_out_is_refused(chat: TestClient, shop: Shop) -> None:
    token, past = "t" * 43, now() - timedelta(seconds=1)
    shop.store.save_session(digest(token), Session("conversation", None, past, past, past))
    refused = chat.get("/api/messages", headers={"Authorization": f"Bearer {token}"})
    assert refused.json()["error"]["code"] == "session_ended"


def test_forgetting_ends_the_session_and_its_history(chat: TestClient, shop: Shop, rasa: KnownRasa) -> None:
    token = chat.cookies[COOKIE]
    chat.post("/api/messages", json={"text": "remember me"})
    assert chat.delete("/api/sessions").status_code == 204
    assert shop.store.turns(rasa.seen[0]["sender"]) == []
    assert chat.get("/api/messages", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_another_sites_page_cannot_use_our_cookie(chat: TestClient, rasa: KnownRasa) -> None:
    refused = chat.post("/api/messages", json={"text": "buy"}, headers={"Origin": "https://evil.test"})
    assert refused.status_code == 403
    assert rasa.seen == []
    own = chat.post("/api/messages", json={"text": "hi"}, headers={"Origin": "http://shop.test"})
    assert own.status_code == 200


def test_a_login_carries_the_guests_conversation_on_under_a_new_token(chat: TestClient, rasa: KnownRasa) -> None:
    guest = chat.cookies[COOKIE]
    chat.post("/api/messages", json={"text": "as a guest"})
    opened = chat.post("/api/sessions", json={"customer_token": _token("ana")})
    chat.post("/api/messages", json={"text": "as ana"})
    assert opened.json()["customer"] is True
    assert opened.json()["token"] != guest
    assert [turn["metadata"]["customer_id"] for turn in rasa.seen] == [None, "ana"]
    assert rasa.seen[0]["sender"] == rasa.seen[1]["sender"]
    assert chat.get("/api/messages", headers={"Authorization": f"Bearer {guest}"}).status_code == 401


def test_the_next_customer_on_the_same_browser_starts_afresh(chat: TestClient, rasa: KnownRasa) -> None:
    for customer in ("ana", "ben"):
        chat.post("/api/sessions", json={"customer_token": _token(customer)})
        chat.post("/api/messages", json={"text": f"I am {customer}"})
    assert rasa.seen[0]["sender"] != rasa.seen[1]["sender"]
    assert "ana" not in chat.get("/api/messages").text


def test_logging_in_as_another_ends_the_session_before(chat: TestClient) -> None:
    first = chat.post("/api/sessions", json={"customer_token": _token("ana")}).json()["token"]
    chat.post("/api/sessions", json={"customer_token": _token("ben")})
    assert chat.get("/api/messages", headers={"Authorization": f"Bearer {first}"}).status_code == 401


def test_a_customers_session_ends_with_the_token_and_is_carried_on_with_the_next(
    chat: TestClient, rasa: KnownRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.post("/api/sessions", json={"customer_token": _token("ana")})
    assert chat.post("/api/messages", json={"text": "one"}).status_code == 200
    monkeypatch.setattr(visitors, "now", lambda: now() + timedelta(minutes=61))
    assert chat.post("/api/messages", json={"text": "two"}).status_code == 401
    monkeypatch.undo()
    assert chat.post("/api/sessions", json={"customer_token": _token("ana")}).status_code == 201
    assert chat.post("/api/messages", json={"text": "three"}).status_code == 200
    assert rasa.seen[0]["sender"] == rasa.seen[-1]["sender"]


def test_a_guests_session_lives_on_with_every_message(
    chat: TestClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hours in (700, 1400, 2100):  # session_hours is 720
        later = now() + timedelta(hours=hours)
        monkeypatch.setattr(visitors, "now", lambda later=later: later)
        assert chat.post("/api/messages", json={"text": "still here"}).status_code == 200
    monkeypatch.setattr(visitors, "now", lambda: later + timedelta(hours=721))
    assert chat.post("/api/messages", json={"text": "too late"}).status_code == 401


def test_a_session_ends_when_its_key_is_taken_away(chat: TestClient, shop: Shop, rasa: KnownRasa) -> None:
    token = chat.post("/api/sessions", json={"customer_token": _token("ana", kid="old")}).json()["token"]
    fewer = {"new": CUSTOMER_KEYS["new"]}
    app = create_app(shop.settings, shop, rasa.client(), secret="s" * 32, actions=[], customer_keys=fewer)
    with TestClient(app) as restarted:
        headers = {"Authorization": f"Bearer {token}"}
        assert restarted.get("/api/messages", headers=headers).status_code == 401
    assert chat.get("/api/messages").status_code == 200


def test_a_token_for_one_use_serves_one_conversation(web: TestClient, shop: Shop, rasa: KnownRasa) -> None:
    once = {"customer_token": _token("ana", jti="only-one")}
    assert web.post("/api/sessions", json=once).status_code == 201
    assert web.post("/api/sessions", json=once).status_code == 201  # the same page, loaded again
    app = create_app(shop.settings, shop, rasa.client(), secret="s" * 32, actions=[], customer_keys=CUSTOMER_KEYS)
    with TestClient(app) as thief:
        refused = thief.post("/api/sessions", json=once)
        assert refused.json()["error"]["code"] == "invalid_customer_token"
        assert thief.get("/api/messages").status_code == 401


def test_both_keys_are_believed_while_they_are_exchanged(web: TestClient) -> None:
    for kid in CUSTOMER_KEYS:
        assert web.post("/api/sessions", json={"customer_token": _token("ana", kid=kid)}).status_code == 201


def test_the_clock_may_be_half_a_minute_off(web: TestClient) -> None:
    assert web.post("/api/sessions", json={"customer_token": _token("ana", age=3600 + 20)}).status_code == 201
    assert web.post("/api/sessions", json={"customer_token": _token("ana", age=3600 + 60)}).status_code == 401


FORGERIES = {
    "another key": lambda: _token("ana", key="x" * 40),
    "no algorithm": lambda: jwt.encode(_claims("ana"), None, algorithm="none", headers={"kid": "new"}),
    "another algorithm": lambda: jwt.encode(_claims("ana"), LONG * 2, algorithm="HS512", headers={"kid": "new"}),
    "run out": lambda: _token("ana", age=7200),
    "another shop": lambda: _token("ana", iss="Other shop"),
    "another audience": lambda: _token("ana", aud="elsewhere"),
    "no end": lambda: _token("ana", exp=None),
    "a year": lambda: _token("ana", exp=int(time.time()) + 365 * 86400),
    "nobody": lambda: _token(""),
    "unknown key id": lambda: jwt.encode(_claims("ana"), LONG, algorithm="HS256", headers={"kid": "lost"}),
    "no key id": lambda: jwt.encode(_claims("ana"), LONG, algorithm="HS256"),
    "not a token": lambda: "abc",
    "an end in words": lambda: _token("ana", exp="soon"),
    "an end as a text": lambda: _token("ana", exp=str(int(time.time()) + 90 * 86400)),
    "an end beyond all time": lambda: _token("ana", exp=10**30),
    "a start that is no number": lambda: _token("ana", iat="nan"),
    "half of a character": lambda: _token("\ud800"),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_customer_token_is_refused_without_a_hint(web: TestClient, forge: object) -> None:
    assert callable(forge)
    refused = web.post("/api/sessions", json={"customer_token": forge()})
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "invalid_customer_token"
    assert COOKIE not in web.cookies


REASONS = {
    "another key": "signature",
    "no algorithm": "alg is not HS256",
    "another algorithm": "alg is not HS256",
    "run out": "exp has passed",
    "another shop": "'Test shop'",
    "another audience": "aud is not 'shopmate'",
    "no end": "claim exp is missing",
    "a year": "86400 seconds after iat",
    "nobody": "sub has 0 characters",
    "unknown key id": "kid 'lost'",
    "no key id": "kid ''",
    "not a token": "not a JSON Web Token",
    "an end in words": "not a JSON Web Token",
    "an end as a text": "86400 seconds after iat",
    "an end beyond all time": "86400 seconds after iat",
    "a start that is no number": "not a JSON Web Token",
    "half of a character": "cannot be printed",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_the_log_says_why_a_customer_token_was_refused(
    web: TestClient, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    web.post("/api/sessions", json={"customer_token": FORGERIES[name]()})
    (record,) = [record for record in caplog.records if record.getMessage() == "customer token refused"]
    assert REASONS[name] in record.facts["reason"]  # type: ignore[attr-defined]


def test_what_we_sign_we_believe() -> None:
    tokens = CustomerTokens(CUSTOMER_KEYS, "Test shop")
    assert tokens.proof(tokens.sign("ana", int(time.time()))).customer == "ana"


@pytest.mark.parametrize("text", ["short:abc", "nocolon", f"a:{LONG},a:{LONG}", f":{LONG}"])
def test_unusable_customer_keys_are_told(text: str) -> None:
    with pytest.raises(CustomerKeyError, match="id:secret"):
        read_customer_keys(text)


def test_customer_keys_keep_their_order() -> None:
    assert list(read_customer_keys(f"b:{LONG}, a:{LONG}")) == ["b", "a"]


def _claims(customer: str, age: int = 0, **changed: object) -> dict[str, object]:
    at = int(time.time()) - age
    claims = {"sub": customer, "iss": "Test shop", "aud": AUDIENCE, "iat": at, "exp": at + 3600} | changed
    return {name: value for name, value in claims.items() if value is not None}


def _token(customer: str, *, kid: str = "new", key: str = "", age: int = 0, **changed: object) -> str:
    return jwt.encode(_claims(customer, age, **changed), key or CUSTOMER_KEYS[kid], "HS256", headers={"kid": kid})
