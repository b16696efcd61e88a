"""Damaged files, full and read-only disks: said in a sentence, mended where nothing is lost, never a raw traceback."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.doctor import damaged
from bot.keys import customer_key_file, first_merchant_key, is_merchant_key, merchant_key_file, own_key
from bot.repairs import repair
from bot.training import model_file
from catalog.settings import ROOT, Settings
from tests.bot.shelves import small_shop

COMMANDS = [["faq", "list"], ["messages"], ["unanswered"], ["orders", "changes"], ["export-customer", "ana"]]


def shopmate(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    environment = {**os.environ, "SHOPMATE_HOME": str(home)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with all that can be damaged, and a conversation in it."""
    folder = tmp_path / "home"
    small_shop(folder).close()
    own_key(folder)
    first_merchant_key(folder)
    with sqlite3.connect(folder / "conversations.db") as talks:
        talks.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, data TEXT)")
        talks.executemany("INSERT INTO events (data) VALUES (?)", [("word " * 200,)] * 200)
    talks.close()
    return folder


def spoil(file: Path) -> None:
    """Flips bytes all over the file, as a dying disk does."""
    data = bytearray(file.read_bytes())
    for place in range(0, len(data), 97):
        data[place] ^= 0xFF
    file.write_bytes(data)


def test_a_sound_home_is_left_as_it_is(home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert repair(home) == []
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_damaged_conversations_are_put_aside(home: Path) -> None:
    spoil(home / "conversations.db")
    (told,) = repair(home)
    (aside,) = home.glob("conversations.db.damaged-*")
    assert aside.name in told
    assert not (home / "conversations.db").exists()


def test_a_damaged_merchants_key_is_replaced(home: Path) -> None:
    spoil(merchant_key_file(home))
    assert "merchant.key" in repair(home)[0]
    key = first_merchant_key(home)
    assert key is not None
    assert is_merchant_key(home, key)


def test_a_damaged_customer_key_is_replaced(home: Path) -> None:
    spoil(customer_key_file(home))
    assert "customer.key" in repair(home)[0]
    assert len(own_key(home)) >= 32


def test_a_model_that_is_not_as_it_was_trained_is_trained_again(home: Path) -> None:
    model_file(home).parent.mkdir()
    model_file(home).write_bytes(b"half a model")
    model_file(home).with_name("dialogue.fingerprint").write_text("made from this\nthe hash of a whole one\n")
    assert "trained again" in repair(home)[0]
    assert not model_file(home).exists()


def test_the_doctor_tells_it_before_the_next_start(home: Path) -> None:
    spoil(customer_key_file(home))
    (finding,) = damaged(Settings(home=home))
    assert "customer.key is damaged" in finding.found
    assert finding.mend


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_damaged_database_is_told_without_a_traceback(home: Path, command: list[str]) -> None:
    spoil(home / "shop.db")
    ran = shopmate(home, *command)
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr
    assert "damaged" in ran.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_home_that_cannot_be_written_is_told_without_a_traceback(command: list[str]) -> None:
    ran = shopmate(Path("/proc/no-shop-can-be-here"), *command)
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr
    assert "/proc/no-shop-can-be-here" in ran.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if not mount or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_and_nothing_half_written_stays(small_disk: Path) -> None:
    ran = shopmate(small_disk, "import", "catalog/demo")
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr
    assert "full" in (ran.stdout + ran.stderr).lower() or "room" in (ran.stdout + ran.stderr).lower()
