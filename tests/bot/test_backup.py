"""A backup is made and put back beside a running service, whole or not at all."""

from __future__ import annotations

import io
import json
import stat
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.backup import BackupError, backup, restore
from bot.keys import customer_keys, first_merchant_key, is_merchant_key
from catalog.feeds import mappings
from catalog.products import FaqEntry, Product, Variant
from catalog.records import Customer, Event
from catalog.settings import Settings, load_settings, own_config
from catalog.store import CatalogChange, Store, StoreError, open_store
from catalog.trained import Trained

MUG = Product("mug", "Mug", "USD", (Variant("mug", 900, 12),))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """The store of the service that runs meanwhile."""
    opened = open_store(settings)
    opened.apply(CatalogChange(products=[MUG], customers=[Customer("ana")], faq=[FaqEntry("a", "Open?", "Yes.")]))
    settings.images.mkdir()
    (settings.images / "mug.webp").write_bytes(b"picture")
    yield opened
    opened.close()


def test_what_was_broken_is_whole_again_and_the_running_service_notices(
    settings: Settings, store: Store, tmp_path: Path
) -> None:
    key, file = str(first_merchant_key(settings.home)), tmp_path / "shop.tar.gz"
    backup(settings, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    store.delete_faq("a")
    store.apply(CatalogChange(products=[], replace=True))
    store.erase_customer("ana")
    (settings.images / "mug.webp").unlink()
    revision = store.revision()
    done = restore(settings, file)
    assert not done.needs_restart
    assert [entry.answer for entry in store.faq()] == ["Yes."]
    assert [product.visible for product in store.products()] == [True]
    assert store.customer("ana")
    assert store.revision() > revision
    assert (settings.images / "mug.webp").read_bytes() == b"picture"
    assert is_merchant_key(settings.home, key)
    assert sorted(path.name for path in settings.home.iterdir() if path.name.startswith(("tmp", "."))) == []


def test_models_trained_here_come_back_without_what_was_half_made(
    settings: Settings, store: Store, tmp_path: Path
) -> None:
    trained = Trained(settings.home, "encoder")
    draft = trained.draft()
    (draft / "weights").write_text("good")
    trained.adopt(draft, {"better_by": 0.1})
    trained.draft()
    backup(settings, tmp_path / "shop.tar.gz")
    other = Settings(home=tmp_path / "other")
    assert restore(other, tmp_path / "shop.tar.gz").needs_restart
    back = Trained(other.home, "encoder")
    assert back.card() == {"better_by": 0.1}
    assert [path.name for path in back.folder.iterdir() if path.name.startswith(".")] == []


def test_the_merchants_settings_and_what_was_said_of_columns_come_back(
    settings: Settings, store: Store, tmp_path: Path
) -> None:
    own_config(settings.home).write_text("shop:\n  name: Mina\n")
    mappings.remember(settings.home, ["Artikel"], {"title": "Artikel"})
    backup(settings, tmp_path / "shop.tar.gz")
    other = Settings(home=tmp_path / "other")
    assert restore(other, tmp_path / "shop.tar.gz").needs_restart
    assert load_settings(environ={"SHOPMATE_HOME": str(other.home)}).name == "Mina"
    assert mappings.remembered(other.home, ["Artikel"]) == {"title": "Artikel"}


def test_a_backup_moves_a_shop_to_another_home_and_says_that_keys_changed(
    settings: Settings, store: Store, tmp_path: Path
) -> None:
    keys = customer_keys(settings.home, {})
    backup(settings, tmp_path / "shop.tar.gz")
    other = Settings(home=tmp_path / "other")
    customer_keys(other.home, {})
    assert restore(other, tmp_path / "shop.tar.gz").needs_restart
    assert customer_keys(other.home, {}) == keys
    moved = open_store(other)
    assert [product.id for product in moved.products()] == ["mug"]
    moved.close()


def test_a_backup_taken_while_others_write_is_whole(settings: Settings, store: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            store.record([Event("view", "v", None, "mug"), Event("cart", "v", None, "mug")])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            backup(settings, tmp_path / "shop.tar.gz")
            restore(settings, tmp_path / "shop.tar.gz")
    finally:
        stop.set()
        writer.join()
    events = store.events()
    # Two events are one transaction: a backup that cut one in half would leave an odd one.
    assert len([e for e in events if e.kind == "view"]) == len([e for e in events if e.kind == "cart"]) > 0


def _archive(path: Path, *members: tuple[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("kind", ["cut off", "not an archive", "leads out", "no database", "another format"])
def test_a_file_that_is_no_backup_changes_nothing(settings: Settings, store: Store, tmp_path: Path, kind: str) -> None:
    file, manifest = tmp_path / "bad.tar.gz", json.dumps({"format": 1, "at": "x"}).encode()
    backup(settings, file)
    if kind == "cut off":
        file.write_bytes(file.read_bytes()[:-2000])
    elif kind == "not an archive":
        file.write_bytes(b"no archive at all")
    elif kind == "leads out":
        _archive(file, ("../out.txt", b"x"), ("manifest.json", manifest))
    elif kind == "no database":
        _archive(file, ("manifest.json", manifest), ("shop.db", b"no database, but long enough to be read" * 50))
    else:
        _archive(file, ("manifest.json", b'{"format": 99, "at": "x"}'))
    revision = store.revision()
    with pytest.raises(BackupError, match="as it was"):
        restore(settings, file)
    assert store.revision() == revision
    assert not (tmp_path / "out.txt").exists()


def test_a_backup_of_a_newer_shopmate_is_refused(settings: Settings, store: Store, tmp_path: Path) -> None:
    from sqlalchemy import text

    other = Settings(home=tmp_path / "newer")
    newer = open_store(other)
    with newer.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    newer.close()
    backup(other, tmp_path / "newer.tar.gz")
    with pytest.raises(StoreError, match="newer"):
        restore(settings, tmp_path / "newer.tar.gz")
    assert store.customer("ana")


def test_another_database_or_an_empty_home_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="pg_dump"):
        backup(Settings(home=tmp_path, database="postgresql://x"), tmp_path / "a")
    with pytest.raises(BackupError, match="SHOPMATE_HOME"):
        backup(Settings(home=tmp_path / "none"), tmp_path / "a")
