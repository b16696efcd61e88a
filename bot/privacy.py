"""Forgetting a person everywhere: the shop's database, Rasa's conversations, the photos on disk."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.conversations import forget_conversations, forget_other_conversations
from catalog.photos.store import PhotoStore
from catalog.settings import Settings
from catalog.store import Store, open_store

#: Rows by table.
Kept = dict[str, list[dict[str, Any]]]


def forget(home: Path, store: Store, photos: PhotoStore, conversation: str) -> None:
    """Deletes all that is kept of a conversation; no turn of it may be under way."""
    store.forget_conversation(conversation)
    forget_conversations(home, [conversation])
    photos.forget(conversation)
    store.scrub()


def forget_the_swept(home: Path, store: Store) -> int:
    """Deletes what Rasa still keeps of conversations that no session belongs to; how many there were."""
    return forget_other_conversations(home, store.conversations())


def export(settings: Settings, customer: str) -> Kept:
    """All that is kept about a customer, by table, and the files of their photos; empty lists when there is none."""
    store, photos = open_store(settings), _photos(settings)
    try:
        kept = store.export_customer(customer)
    finally:
        store.close()
    return {**kept, "photos": [{"file": str(path)} for path in _photos_of(kept, photos)]}


def hand_out(store: Store, photos: PhotoStore, customer: str | None, conversation: str) -> Kept:
    """The same for the customer or guest themselves: with the photos in it, without what logs somebody in."""
    kept = store.export_customer(customer, conversation)
    for row in kept["sessions"] + kept["spent_tokens"]:
        row.pop("token_hash", None), row.pop("hash", None)
    pictures = [base64.b64encode(path.read_bytes()).decode() for path in _photos_of(kept, photos)]
    return {**kept, "photos": [{"base64": picture} for picture in pictures]}


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


def _photos_of(kept: Kept, photos: PhotoStore) -> list[Path]:
    return [path for conversation in _conversations(kept) for path in photos.of_conversation(conversation)]


def _conversations(kept: Kept) -> Iterable[str]:
    names = [str(row["conversation"]) for row in kept.get("sessions", [])]
    return dict.fromkeys(names + [str(row["visitor"]) for row in kept.get("events", []) if row["visitor"]])


def _photos(settings: Settings) -> PhotoStore:
    return PhotoStore(settings.home / "photos", settings.photos.keep_hours)
