"""The chat in a terminal: the same API that the widget uses, over a service that runs or is started for it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape

from bot.gateway.customers import CustomerTokens
from bot.keys import customer_keys, own_key
from catalog.settings import ROOT, Settings

START_SECONDS = 300.0


class ChatError(RuntimeError):
    """The chat can't go on; the message says what to do."""


class Chat:
    """One session with the service at `url`."""

    def __init__(self, url: str, settings: Settings, customer: str = "", *, explain: bool = False) -> None:
        self._http = httpx.Client(base_url=url, timeout=60.0, trust_env=False)
        body: dict[str, str] = {}
        if customer:
            tokens = CustomerTokens(customer_keys(settings.home), settings.name)
            body["customer_token"] = tokens.sign(customer, int(time.time()))
        opened = _told(self._http.post("/api/sessions", json=body))
        self._headers = {"Authorization": f"Bearer {opened['token']}"}
        self._address = "/api/messages?explain=true" if explain else "/api/messages"
        self._key = {"X-Shopmate-Key": own_key(settings.home)} if explain else {}

    def say(self, text: str) -> list[dict[str, Any]]:
        answer = _told(self._http.post(self._address, json={"text": text}, headers={**self._headers, **self._key}))
        return list(answer["messages"])

    def show(self, photo: Path, text: str = "") -> list[dict[str, Any]]:
        with photo.open("rb") as file:
            files = {"photo": (photo.name, file)}
            answer = _told(self._http.post("/api/photos", data={"text": text}, files=files, headers=self._headers))
        return list(answer["messages"])

    def greeting(self) -> dict[str, Any]:
        shop = _told(self._http.get("/api/shop"))
        return {"text": shop["greeting"], "quick_replies": shop["quick_replies"]}

    def close(self) -> None:
        self._http.close()


def _told(response: httpx.Response) -> dict[str, Any]:
    """The answer's JSON. Raises: ChatError with the service's own words."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    if response.is_success and isinstance(body, dict):
        return body
    error = body.get("error", {}) if isinstance(body, dict) else {}
    raise ChatError(error.get("message") or f"The service answered {response.status_code}.")


def print_answer(console: Console, answer: dict[str, Any]) -> None:
    """An answer as text: what was said, then its products, then what could be said next."""
    console.print(escape(answer["text"]), style="bold", soft_wrap=True)
    for number, card in enumerate(answer.get("products", []), 1):
        price = card.get("price_text") or f"{card['price']} {card['currency']}"
        facts = [price, card.get("options", ""), "" if card["in_stock"] else "sold out", card.get("reason", "")]
        console.print(
            f"  {number}. {escape(card['title'])}  [dim]{escape(' · '.join(filter(None, facts)))}[/dim]", soft_wrap=True
        )
    if answer.get("quick_replies"):
        console.print(f"  [dim]you could say: {escape(' | '.join(answer['quick_replies']))}[/dim]", soft_wrap=True)
    for explained in answer.get("explained", []):
        _print_explained(console, explained)


def _print_explained(console: Console, explained: dict[str, Any]) -> None:
    """How an answer came about, a line for each thing that is not empty."""
    act = f"+{explained['act']}" if explained["act"] else ""
    hits = ", ".join(f"{hit['id']} {hit['score']:.2f}" for hit in explained["hits"])
    heard = {name: value for name, value in explained["heard"].items() if value and name != "wish"}
    lines = {
        "text": explained["text"],
        "intent": f"{explained['intent']}{act}",
        "row": explained["row"],
        "heard": json.dumps({**heard, "wish": _filled(explained["heard"].get("wish", {}))}, ensure_ascii=False),
        "wish": json.dumps(_filled(explained["wish"]), ensure_ascii=False),
        "filters": json.dumps(explained["filters"], ensure_ascii=False),
        "hits": hits,
    }
    for name, line in lines.items():
        if line:
            console.print(f"  [dim]{name}: {escape(line)}[/dim]", soft_wrap=True)


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


@contextlib.contextmanager
def service_url(settings: Settings, port: int, rasa_port: int, console: Console) -> Iterator[str]:
    """The address of a service that can talk: the one on `port`, else one of our own while the chat lasts."""
    url = f"http://127.0.0.1:{port}"
    if _health(url).get("rasa") == "ok":
        yield url
        return
    if _health(url):
        console.print("[dim]waiting for the service's Rasa[/dim]")
        _wait_for(url, None)
        yield url
        return
    console.print("[dim]no service is running; starting one for this chat[/dim]")
    log = settings.home / "logs" / "chat-service.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bot.cli", "run", "--port", str(port), "--rasa-port", str(rasa_port)]
    with log.open("w", encoding="utf-8") as output:
        child = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, env=dict(os.environ)
        )
        try:
            _wait_for(url, child)
            yield url
        except ServiceDiedError as error:
            raise ChatError(f"The service did not start:\n{log.read_text(encoding='utf-8').strip()}") from error
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait()


class ServiceDiedError(RuntimeError):
    """The service we started has ended."""


def _wait_for(url: str, child: subprocess.Popen[bytes] | None) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if _health(url).get("rasa") == "ok":
            return
        if child is not None and child.poll() is not None:
            raise ServiceDiedError
        time.sleep(0.3)
    raise ChatError(f"The service at {url} does not get ready. 'shopmate doctor' looks for the reason.")


def _health(url: str) -> dict[str, Any]:
    """What /health says, {} when nobody or somebody else answers there."""
    try:
        body = httpx.get(f"{url}/health", timeout=5.0, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return {}
    return body if isinstance(body, dict) and "rasa" in body else {}
