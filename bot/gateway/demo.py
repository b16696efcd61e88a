"""Customers to try on the demo page ("shop as Ana"): only while the shop knows nobody but the demo's people."""

from __future__ import annotations

import functools
import json
import time
from pathlib import Path
from typing import TypedDict

from bot.gateway.customers import CustomerTokens
from catalog.store import Store

SHOWN = 6
LIFE_SECONDS = 3600
_PEOPLE = Path(__file__).resolve().parent.parent.parent / "catalog" / "demo" / "customers.jsonl"


class DemoCustomer(TypedDict):
    name: str
    token: str


def demo_customers(store: Store, tokens: CustomerTokens) -> list[DemoCustomer]:
    """Some of the demo's invented people with tokens to log in as them; [] as soon as a real customer is there."""
    invented = people()
    known = store.customers(limit=len(invented) + 1)
    if not known or any(invented.get(customer.id) != customer.email for customer in known):
        return []
    at = int(time.time())
    return [{"name": customer.name, "token": tokens.sign(customer.id, at, LIFE_SECONDS)} for customer in known[:SHOWN]]


@functools.cache
def people() -> dict[str, str]:
    """Customer id -> e-mail of the demo shop's people, as its feed has them."""
    if not _PEOPLE.exists():
        return {}
    rows = (json.loads(line) for line in _PEOPLE.read_text(encoding="utf-8").splitlines() if line.strip())
    return {row["id"]: row.get("email", "") for row in rows}
