"""The webhook: a POST signed as https://www.standardwebhooks.com has it, so that ready-made libraries check it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable

import httpx

from catalog.records import Outgoing

PREFIX = "whsec_"
TIMEOUT_SECONDS = 15.0


class WebhookError(RuntimeError):
    """The receiver did not take it."""


def webhook_sender(url: str, secret: str) -> Callable[[Outgoing], None]:
    """Posts to `url`; every answer but a 2xx is an error, a redirect too."""

    def deliver(outgoing: Outgoing) -> None:
        if not url:
            raise WebhookError("shop.orders.webhook in config.yml names no address any more")
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": outgoing.event,
            **signed(secret, outgoing.event, int(time.time()), outgoing.body),
        }
        answer = httpx.post(url, content=outgoing.body, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False)
        if not answer.is_success:
            raise WebhookError(f"the receiver answered {answer.status_code}")

    return deliver


def signed(secret: str, event: str, at: int, body: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks 1.0.0: HMAC-SHA256 over "id.timestamp.body"."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    mark = hmac.new(key, f"{event}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(mark).decode()}"
    return {"webhook-id": event, "webhook-timestamp": str(at), "webhook-signature": signature}
