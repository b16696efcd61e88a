"""A shop's home in one file, made and put back while the service runs."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.conversations import conversations_file
from catalog.feeds import mappings
from catalog.records import now
from catalog.settings import Settings, own_config
from catalog.store.database import open_engine
from catalog.trained import FOLDER as TRAINED

#: What is copied as it is; the dialogue and indexes are made anew, shoppers' photos and logs are not for keeping.
READ_AT_START = ("merchant.key.sha256", "customer.key", "webhook.key", own_config(Path()).name)
FILES = (*READ_AT_START, mappings.FILE)
IMAGES, SHOP, MANIFEST = "images", "shop.db", "manifest.json"
FORMAT = 1
BUSY_SECONDS = 60.0


class BackupError(RuntimeError):
    """No backup can be made or put back; the message says why and what to do."""


@dataclass(frozen=True)
class Restored:
    """What was put back: when it was made, and whether keys or settings changed, which a service reads at its start."""

    made_at: str
    needs_restart: bool


def backup(settings: Settings, file: Path) -> None:
    """Writes database, conversations, pictures, keys and settings into `file`, for this user's eyes alone.

    The file is whole or not there. Raises: BackupError.
    """
    _check_sqlite(settings)
    if not (settings.home / SHOP).exists():
        raise BackupError(f"{settings.home} holds no shop. SHOPMATE_HOME names the folder of the shop.")
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.draft")
    try:
        with (
            tempfile.TemporaryDirectory(dir=file.parent) as folder,
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target,
            tarfile.open(fileobj=target, mode="w:gz", compresslevel=1) as archive,
        ):
            for path in _contents(settings, Path(folder)):
                archive.add(path, arcname=path.name, filter=_no_draft)
        os.replace(draft, file)
    except OSError as error:
        raise BackupError(f"{file} can't be written: {error}") from error
    finally:
        draft.unlink(missing_ok=True)


def restore(settings: Settings, file: Path) -> Restored:
    """Puts a backup in the place of what the home holds now; a running service goes on with it at the next message.

    The archive is checked as a whole before anything is touched. Raises: BackupError.
    """
    _check_sqlite(settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.home) as name:
        folder = Path(name)
        made_at = _opened(file, folder)
        _prepare(folder / SHOP, settings.home / SHOP)
        _copied(folder / SHOP, settings.home / SHOP)
        if (folder / conversations_file(folder).name).exists():
            _copied(conversations_file(folder), conversations_file(settings.home))
        _replace_folder(folder / IMAGES, settings.images)
        trained = _replace_folder(folder / TRAINED, settings.home / TRAINED)
        changed = {name for name in FILES if _replace_file(folder / name, settings.home / name)}
    return Restored(made_at, trained or not changed.isdisjoint(READ_AT_START))


def _check_sqlite(settings: Settings) -> None:
    if settings.database:
        raise BackupError("the shop's database is not in its home. Back it up with its own tool, such as pg_dump.")


def _contents(settings: Settings, folder: Path) -> Iterator[Path]:
    manifest = {"format": FORMAT, "at": now().isoformat(timespec="seconds"), "shop": settings.shown_name}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    yield folder / MANIFEST
    for database in (settings.home / SHOP, conversations_file(settings.home)):
        if database.exists():
            _copied(database, folder / database.name)
            yield folder / database.name
    yield from (path for name in (IMAGES, TRAINED, *FILES) if (path := settings.home / name).exists())


def _no_draft(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leaves out what a training is still writing."""
    return None if Path(member.name).name.startswith(".") else member


def _copied(source: Path, target: Path) -> None:
    """Copies a database that others read and write meanwhile, in one transaction on both sides."""
    with (
        contextlib.closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as read,
        contextlib.closing(sqlite3.connect(target, timeout=BUSY_SECONDS)) as written,
    ):
        read.backup(written)


def _opened(file: Path, folder: Path) -> str:
    """Unpacks an archive of ours into `folder`; when it was made."""
    try:
        with tarfile.open(file, mode="r:gz") as archive:
            # "data" refuses links and names that lead out of the folder.
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        with contextlib.closing(sqlite3.connect(folder / SHOP)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except (OSError, EOFError, tarfile.TarError, ValueError, sqlite3.DatabaseError) as error:
        raise BackupError(f"{file} is no whole backup of a shop: {error}. The shop is as it was.") from error
    if manifest.get("format") != FORMAT or not sound:
        raise BackupError(f"{file} is no backup that this Shopmate can read. The shop is as it was.")
    return str(manifest["at"])


def _prepare(copy: Path, live: Path) -> None:
    """Brings the copy to today's tables, and its revision above the shop's, so that a running service takes it in.

    Raises: StoreError when a newer Shopmate made the backup.
    """
    open_engine(f"sqlite:///{copy}").dispose()
    if live.exists():
        open_engine(f"sqlite:///{live}").dispose()
    revisions = [_revision(path) for path in (copy, live) if path.exists()]
    with contextlib.closing(sqlite3.connect(copy)) as database, database:
        database.execute("UPDATE catalog_state SET revision = ?", (max(revisions) + 1,))


def _revision(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as database:
        return int(database.execute("SELECT revision FROM catalog_state").fetchone()[0])


def _replace_folder(new: Path, current: Path) -> bool:
    """True when there was one to put there."""
    if not new.exists():
        return False
    old = current.with_name(f"{new.parent.name}.old-{current.name}")
    if current.exists():
        os.replace(current, old)
    os.replace(new, current)
    shutil.rmtree(old, ignore_errors=True)
    return True


def _replace_file(new: Path, old: Path) -> bool:
    """True when the file is another one now."""
    if not new.exists() or (old.exists() and old.read_bytes() == new.read_bytes()):
        return False
    os.replace(new, old)
    return True
