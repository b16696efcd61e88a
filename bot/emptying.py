"""Taking out what a home holds: the demo shop, or everything; with the pictures and conversations that hang on it."""

from __future__ import annotations

import shutil

from bot.privacy import forget_the_swept
from catalog.demo.left import demo_left
from catalog.feeds import mappings, sources
from catalog.settings import DEMO_MARK, Settings
from catalog.store import Store
from catalog.store.emptying import Things


def take_out_demo(settings: Settings, store: Store) -> Things:
    """Takes the demo out, and what was said to it; what it was. The merchant's own things stay."""
    left = demo_left(store)
    store.take_out(left)
    sweep(settings, store)
    return left


def empty(settings: Settings, store: Store) -> dict[str, int]:
    """Takes out everything that the shop sells and knows of people; how many rows of each table went.

    Keys and settings stay.
    """
    gone = store.empty()
    for name in ("photos", sources.FOLDER):
        shutil.rmtree(settings.home / name, ignore_errors=True)
    (settings.home / mappings.FILE).unlink(missing_ok=True)
    sweep(settings, store)
    return gone


def sweep(settings: Settings, store: Store) -> None:
    """What lies beside the database: pictures that nothing shows, what Rasa keeps of conversations."""
    (settings.home / DEMO_MARK).unlink(missing_ok=True)
    store.forget_unshown_pictures()
    shown = store.image_files()
    for file in settings.images.rglob("*") if settings.images.is_dir() else ():
        if file.is_file() and file.name not in shown:
            file.unlink(missing_ok=True)
    forget_the_swept(settings.home, store)
    store.scrub()
