"""What leaves the shop because of a change: the webhook's body and the e-mail to the merchant, by the settings."""

from __future__ import annotations

import json

from catalog.letters import can_mail, change_letter
from catalog.records import OrderChange, Outgoing
from catalog.settings import Settings


def announced(settings: Settings, change: OrderChange) -> list[Outgoing]:
    """What is to be told of a change, [] where the settings name nobody to tell."""
    found = []
    if settings.orders.webhook:
        body = json.dumps(facts_of(settings, change), ensure_ascii=False).encode()
        found.append(Outgoing(change.event, "webhook", body, change.customer_id))
    if can_mail(settings) and settings.mail.shop:
        found.append(change_letter(settings, change))
    return found


def facts_of(settings: Settings, change: OrderChange) -> dict[str, object]:
    """The change as programs see it, in webhook and API; docs/merchant.md describes every key."""
    names = settings.orders.state_names
    return {
        "event": change.event,
        "type": f"order.{change.kind}" if change.number else f"customer.{change.kind}",
        "change": change.id,
        "at": change.at.isoformat(timespec="seconds"),
        "customer": change.customer_id,
        "order": change.number,
        "state": change.state,
        "state_name": names.get(change.state, change.state),
        "state_before": change.feed_state,
        "currency": settings.currency,
        "detail": dict(change.detail),
        "outcome": change.outcome,
        "note": change.note,
    }
