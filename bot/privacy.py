"""Forgetting a customer everywhere: the shop's database and Rasa's conversations."""

from __future__ import annotations

from bot.conversations import forget_conversations
from catalog.settings import Settings
from catalog.store import open_store


def erase(settings: Settings, customer: str) -> bool:
    """Deletes all that is kept about a customer; False when nothing was known."""
    store = open_store(settings)
    try:
        sessions = store.export_customer(customer).get("sessions", [])
        forget_conversations(settings.home, [str(row["conversation"]) for row in sessions])
        return store.erase_customer(customer)
    finally:
        store.close()
