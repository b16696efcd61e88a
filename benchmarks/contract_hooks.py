"""Loaded by schemathesis: who asks, and values that reach further than chance does.

The environment names the service: CONTRACT_ADDRESS, CONTRACT_KEY (the merchant's) and CONTRACT_CUSTOMER (a token).
"""

from __future__ import annotations

import io
import itertools
import os
import zlib
from typing import Any

import httpx
import schemathesis
from PIL import Image

WEB = httpx.Client(base_url=os.environ["CONTRACT_ADDRESS"], timeout=30, trust_env=False)
TURN = itertools.count()
DESK = {"X-Shopmate-Key": os.environ["CONTRACT_KEY"]}
TEXTS = ("red running shoes under 80", "the second one", "where is my order?", "do you ship abroad?", "not leather")


def _picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


def _known() -> dict[str, list[Any]]:
    """Parts of addresses behind which there is something; a word and open messages are made."""
    WEB.put("/api/merchant/words/synonym/trainers", json={"values": ["sneakers"]}, headers=DESK).raise_for_status()
    for text in ("My lamp is broken", "Do you repair shoes?", "It never came"):
        token = WEB.post("/api/sessions").json()["token"]
        for said in ("I want to talk to a person", f"{text}, write to ana@example.com"):
            WEB.post("/api/messages", json={"text": said}, headers={"Authorization": f"Bearer {token}"})
    listed = {path: WEB.get(path, headers=DESK).raise_for_status().json() for path in LISTS}
    products, entries, messages = (listed[path][name] for path, name in LISTS.items())
    return {
        "product_id": [product["id"] for product in products],
        "entry_id": [entry["id"] for entry in entries],
        "number": [message["number"] for message in messages] or [1],
        "kind": ["synonym"],
        "name": ["trainers"],
    }


LISTS = {"/api/products": "products", "/api/merchant/faq": "entries", "/api/merchant/messages": "messages"}
PICTURE, KNOWN = _picture(), _known()


@schemathesis.auth(refresh_interval=None)
class Asking:
    """Every request comes from somebody new: one that ends its session harms no other; every third is a customer's."""

    def get(self, case: schemathesis.Case, context: schemathesis.AuthContext) -> tuple[str, str]:
        if "/merchant" in case.path:
            return "X-Shopmate-Key", os.environ["CONTRACT_KEY"]
        body = {} if next(TURN) % 3 else {"customer_token": os.environ["CONTRACT_CUSTOMER"]}
        token = WEB.post("/api/sessions", json=body).raise_for_status().json()["token"]
        return "Authorization", f"Bearer {token}"

    def set(self, case: schemathesis.Case, shown: tuple[str, str], context: schemathesis.AuthContext) -> None:
        case.headers[shown[0]] = shown[1]


@schemathesis.hook
def map_path_parameters(context: schemathesis.HookContext, path_parameters: dict[str, Any]) -> dict[str, Any]:
    """Half of what is asked for is there."""
    if not path_parameters or not (drawn := _drawn(path_parameters)) % 2:
        return path_parameters
    return {name: KNOWN[name][drawn % len(KNOWN[name])] for name in path_parameters}


def _drawn(value: Any) -> int:
    """A number that is the same whenever the value is: a request that is made again has to be the same."""
    return zlib.crc32(repr(value).encode("utf-8", "replace"))


@schemathesis.hook
def map_body(context: schemathesis.HookContext, body: Any) -> Any:
    """Every other photo is one, and some messages make sense."""
    if isinstance(body, dict) and (drawn := _drawn(body)) % 2:
        # Everything in a form is text, so a field of another type would be taken for a fault of the shop's.
        if "photo" in body and body.keys() <= {"photo", "text"} and isinstance(body.get("text", ""), str):
            return {**body, "photo": PICTURE}
        if isinstance(body.get("text"), str) and "answer" not in str(context.operation.path):
            return {**body, "text": TEXTS[drawn % len(TEXTS)]}
    return body
