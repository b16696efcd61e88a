"""The shop's store for one command, opened and closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.faq import FaqAnswerer
    from catalog.settings import Settings
    from catalog.store import Store


@contextmanager
def opened_store() -> Iterator[tuple[Settings, Store]]:
    from catalog.settings import load_settings
    from catalog.store import open_store

    settings = load_settings()
    store = open_store(settings)
    try:
        # A shop sells in the currency of its products; the setting is that of an empty one.
        yield replace(settings, currency=store.currency() or settings.currency), store
    finally:
        store.close()


def faq_of(settings: Settings, store: Store) -> FaqAnswerer:
    """The FAQ as the service asks it, its sentence encoder loaded (a second)."""
    from catalog import faq
    from catalog.settings import models_folder
    from nlu.encoder import load_encoder

    encoder = load_encoder(settings.search.encoder, models_folder())
    return faq.faq_of(store.faq(), encoder, settings)


def send_now(settings: Settings, store: Store) -> bool:
    """Empties the outbox here and now, whether or not a service runs; False when something has to wait."""
    from bot.keys import webhook_secret
    from bot.outgoing.sender import sender_of

    sender_of(settings, store, webhook_secret(settings.home)).send_due()
    return not store.count_outgoing()
