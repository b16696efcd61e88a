"""Files of a home that were damaged: noticed at the start, told in one sentence, mended where nothing is lost by it."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.conversations import conversations_file
from bot.keys import customer_key_file, is_usable_customer_key, merchant_key_file
from bot.training import is_whole, model_file
from catalog.records import now

_SHA256 = re.compile(r"[0-9a-f]{64}\s*")


@dataclass(frozen=True)
class Damage:
    """One damaged file; `told` says what is wrong and what is done about it, `mend` does it."""

    told: str
    mend: Callable[[], None]


def damages(home: Path) -> Iterator[Damage]:
    """What is damaged in a home that no service is using."""
    talks, merchant, customer, model = (
        conversations_file(home),
        merchant_key_file(home),
        customer_key_file(home),
        model_file(home),
    )
    if talks.exists() and not _is_readable(talks):
        aside = _aside(talks)
        told = f"{talks.name} is damaged: it is put aside as {aside.name}, and shoppers begin their conversations anew."
        yield Damage(told, lambda: _put_aside(talks, aside))
    if merchant.exists() and not _SHA256.fullmatch(merchant.read_text(encoding="utf-8", errors="replace")):
        yield Damage(
            f"{merchant.name} is damaged: a new merchant's key is made; the one of before no longer works.",
            merchant.unlink,
        )
    if customer.exists() and not is_usable_customer_key(customer):
        yield Damage(f"{customer.name} is damaged: a new one is made; nothing is lost with it.", customer.unlink)
    if model.exists() and not is_whole(home):
        yield Damage(f"{model.name} is not as it was trained: the dialogue is trained again.", model.unlink)


def repair(home: Path) -> list[str]:
    """Mends what is damaged; a sentence for each."""
    found = list(damages(home))
    for damage in found:
        damage.mend()
    return [damage.told for damage in found]


def _is_readable(file: Path) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=15)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _aside(file: Path) -> Path:
    return file.with_name(f"{file.name}.damaged-{now():%Y%m%d-%H%M%S}")


def _put_aside(file: Path, aside: Path) -> None:
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + end).rename(aside.with_name(aside.name + end))
