"""The secrets of one home: the merchant's key, and those that sign customer tokens and the webhook."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from bot.gateway.customers import SHORTEST_SECRET, read_customer_keys
from bot.outgoing.webhook import PREFIX

HOME_KEY = "home"


def first_merchant_key(home: Path) -> str | None:
    """A new merchant's key when the home has none yet, else None: it is shown this once and kept as a hash."""
    if merchant_key_file(home).exists():
        return None
    key = secrets.token_urlsafe(24)
    _keep(merchant_key_file(home), _digest(key))
    return key


def is_merchant_key(home: Path, given: str) -> bool:
    """Whether `given` is the key that was shown at the first start."""
    try:
        kept = merchant_key_file(home).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return False
    return hmac.compare_digest(kept.encode(), _digest(given).encode())


def own_key(home: Path) -> str:
    """The home's own key, which never leaves this machine: who can read it is at the shop's own terminal."""
    path = customer_key_file(home)
    if not is_usable_customer_key(path):
        # Missing, or damaged. Nothing is lost with it: it signs only for the demo page and this terminal.
        _keep(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8").strip()


def customer_key_file(home: Path) -> Path:
    return home / "customer.key"


def is_usable_customer_key(path: Path) -> bool:
    """Whether the file holds a secret as `own_key` makes them."""
    try:
        kept = path.read_bytes().strip()
    except FileNotFoundError:
        return False
    return len(kept) >= SHORTEST_SECRET and all(0x21 <= byte <= 0x7E for byte in kept)


def is_shop_s_own(home: Path, given: str) -> bool:
    """Whether `given` is the merchant's key, or the key of the home itself, as the shop's own terminal sends it."""
    if not given:
        return False
    return is_merchant_key(home, given) or hmac.compare_digest(own_key(home).encode(), given.encode())


def customer_keys(home: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The keys whose customer tokens are believed: those of SHOPMATE_CUSTOMER_KEYS, and the home's own.

    The home's key never leaves this machine; with it `shopmate chat --customer` and the demo page sign.
    """
    own = {HOME_KEY: own_key(home)}
    return {**own, **read_customer_keys(environ.get("SHOPMATE_CUSTOMER_KEYS", ""))}


def webhook_secret(home: Path, environ: Mapping[str, str] = os.environ) -> str:
    """What signs the webhook: SHOPMATE_WEBHOOK_SECRET, else the home's own, as Standard Webhooks writes secrets."""
    path = home / "webhook.key"
    if not environ.get("SHOPMATE_WEBHOOK_SECRET") and not path.exists():
        _keep(path, PREFIX + base64.b64encode(secrets.token_bytes(32)).decode())
    return environ.get("SHOPMATE_WEBHOOK_SECRET") or path.read_text(encoding="utf-8").strip()


def merchant_key_file(home: Path) -> Path:
    return home / "merchant.key.sha256"


def _digest(key: str) -> str:
    # 192 random bits need no slow hash: nobody guesses them.
    return hashlib.sha256(key.encode()).hexdigest()


def _keep(path: Path, text: str) -> None:
    """Writes a file that only this user reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")
    os.replace(draft, path)
