"""An empty home becomes the demo shop; a home with anything in it stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from catalog.demo.moved import demo_as_of
from catalog.feeds import import_feed
from catalog.records import now
from catalog.settings import DEMO_MARK, Settings
from catalog.store import open_store


def fill_empty_home(settings: Settings, say: Callable[[str], None]) -> bool:
    """Imports the demo shop when nothing was ever imported here; True when it did."""
    store = open_store(settings)
    try:
        if store.revision() > 0 or store.product_ids():
            return False
        say("filling the empty shop with the demo products")
        with demo_as_of(now().date()) as feed:
            report = import_feed(store, settings, feed)
        if report.exit_code:
            say(report.text())
        if not report.error:
            (settings.home / DEMO_MARK).touch()
        return not report.error
    finally:
        store.close()
