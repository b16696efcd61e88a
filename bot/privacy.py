"""Forgetting a person everywhere: the shop's database, Rasa's conversations, the photos on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.conversations import forget_conversations, forget_other_conversations
from catalog.photos.store import PhotoStore
from catalog.settings import Settings
from catalog.store import Store, open_store


def forget(home: Path, store: Store, photos: PhotoStore, conversation: str) -> None:
    """Deletes all that is kept of a conversation; no turn of it may be under way."""
    store.forget_conversation(conversation)
    forget_conversations(home, [conversation])
    photos.forget(conversation)
    store.scrub()


def forget_the_swept(home: Path, store: Store) -> int:
    """Deletes what Rasa still keeps of conversations that no session belongs to; how many there were."""
    return forget_other_conversations(home, store.conversations())


def export(settings: Settings, customer: str) -> dict[str, list[dict[str, Any]]]:
    """All that is kept about a customer, by table, and the files of their photos; empty lists when there is none."""
    store, photos = open_store(settings), _photos(settings)
    try:
        kept = store.export_customer(customer)
    finally:
        store.close()
    files = [path for conversation in _conversations(kept) for path in photos.of_conversation(conversation)]
    return {**kept, "photos": [{"file": str(path)} for path in files]}


def erase(settings: Settings, customer: str) -> bool:
    """Deletes all that is kept about a customer; False when nothing was known."""
    store, photos = open_store(settings), _photos(settings)
    try:
        conversations = set(_conversations(store.export_customer(customer)))
        erased = store.erase_customer(customer)
        for conversation in conversations:
            photos.forget(conversation)
        forget_conversations(settings.home, conversations)
        # Those of sessions that ended before: nothing in the database tells any more whose they were.
        forget_the_swept(settings.home, store)
        store.scrub()
        return erased
    finally:
        store.close()


def _conversations(kept: dict[str, list[dict[str, Any]]]) -> Iterable[str]:
    names = [str(row["conversation"]) for row in kept.get("sessions", [])]
    return dict.fromkeys(names + [str(row["visitor"]) for row in kept.get("events", []) if row["visitor"]])


def _photos(settings: Settings) -> PhotoStore:
    return PhotoStore(settings.home / "photos", settings.photos.keep_hours)
