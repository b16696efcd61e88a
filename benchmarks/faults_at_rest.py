"""Faults that commands and a start of the shop meet. Each gets a home of its own, a copy of the demo shop."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.breaking import (
    RUNNING,
    Fault,
    hold,
    processes_of,
    read_only,
    refusal,
    shopmate,
    small_disk,
    spoil,
    within,
)
from bot.ports import listen
from bot.training import model_file
from catalog.settings import ROOT, load_settings
from catalog.store import open_store
from tests.service import free_port

READING = (["faq", "list"], ["messages"], ["unanswered"], ["orders", "changes"], ["words", "list"], ["health"])
WRITING = (
    ["import", "tests/data/groceries", "--yes"],
    ["run"],
    ["erase-customer", "C0037", "--yes"],
    ["export-customer", "C0037"],
)
#: A start takes a while on a busy machine.
START_SECONDS = 300.0


def flipped_bytes_in_the_database(home: Path) -> str:
    spoil(home / "shop.db")
    for command in (*READING, *WRITING):
        told = refusal(home, *command, words="damaged", **_ports())
    code, said = shopmate(home, "doctor", **_ports())
    hold(code and "damaged" in said, said)
    return told


def a_database_without_bytes(home: Path) -> str:
    for left in home.glob("shop.db*"):
        left.unlink()
    (home / "shop.db").touch()
    for command in (*READING, *WRITING):
        told = refusal(home, *command, words="damaged", **_ports())
    return told


def a_home_that_cannot_be_written(home: Path) -> str:
    with small_disk(home.with_name("read_only"), "size=200m") as disk:
        shutil.copytree(home, disk / "home")
        read_only(disk)
        for command in WRITING[:3]:
            told = refusal(disk / "home", *command, words=r"(?i)read-only|can't this user write|right to", **_ports())
    return told


def a_disk_that_is_full_at_the_first_start(home: Path) -> str:
    with small_disk(home.with_name("first"), "size=1m") as disk:
        return refusal(disk / "home", "run", words=r"(?i)full|room", **_ports())


def a_disk_that_gets_full_in_an_import(home: Path) -> str:
    with small_disk(home.with_name("import"), "size=3m") as disk:
        told = refusal(disk / "home", "import", "catalog/demo", words=r"(?i)full|room")
        hold(not _products(disk / "home"), "half of the products were kept")
        return told


def an_import_that_is_killed(home: Path) -> str:
    """In the middle of writing: the shop is as before."""
    feed, before = home / "feed.jsonl", _products(home)
    feed.write_text("".join(f'{{"id":"n{n}","title":"New {n}","price":9,"stock":1}}\n' for n in range(40_000)))
    command = [sys.executable, "-m", "bot.cli", "import", str(feed), "--yes"]
    running = subprocess.Popen(command, cwd=ROOT, env=_environment(home), stdout=subprocess.DEVNULL)
    log, size = home / "shop.db-wal", 0
    within(
        120, lambda: running.poll() is not None or (log.exists() and log.stat().st_size > size + 100_000), "no write"
    )
    hold(running.poll() is None, "the import was over too soon to be killed")
    running.kill()
    running.wait()
    hold(_products(home) == before, f"{len(_products(home))} products after it")
    return f"{len(before)} products before and after"


def an_empty_customer_key(home: Path) -> str:
    (home / "customer.key").write_text("")
    code, said = shopmate(home, "token", "--customer", "C0037")
    hold(code == 0 and said.count(".") == 2, said)
    return "a new key signs"


def a_garbled_customer_key(home: Path) -> str:
    (home / "customer.key").write_bytes(os.urandom(43))
    code, said = shopmate(home, "token", "--customer", "C0037")
    hold(code == 0 and said.count(".") == 2, said)
    return "a new key signs"


def a_garbled_key_of_the_environment(home: Path) -> str:
    return refusal(home, "run", words="id:secret", SHOPMATE_CUSTOMER_KEYS="\u00fc:short", **_ports())


def settings_that_cannot_be_read(home: Path) -> str:
    (home / "config.yml").write_bytes(b"shop: [\xff\xfe")
    return refusal(home, "run", words=r"config\.yml", **_ports())


def settings_that_nobody_knows(home: Path) -> str:
    (home / "config.yml").write_text("shop:\n  service:\n    mesages_per_minute: 3\n")
    return refusal(home, "run", words="mesages_per_minute", **_ports())


def a_backup_that_is_none(home: Path) -> str:
    before, file = _products(home), home / "no.tar.gz"
    file.write_bytes(os.urandom(4000))
    told = refusal(home, "restore", str(file), "--yes", words=r"no\.tar\.gz")
    hold(_products(home) == before, "the shop was touched")
    return told


def a_backup_that_is_cut_off(home: Path) -> str:
    before, file = _products(home), home / "half.tar.gz"
    hold(shopmate(home, "backup", str(file))[0] == 0, "no backup")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    told = refusal(home, "restore", str(file), "--yes", words=r"half\.tar\.gz")
    hold(_products(home) == before, "the shop was touched")
    return told


def another_program_on_the_web_port(home: Path) -> str:
    return _taken(home, "PORT")


def another_program_on_rasas_port(home: Path) -> str:
    return _taken(home, "RASA_PORT")


def no_environment_for_rasa(home: Path) -> str:
    return refusal(home, "train", "dialogue", "--force", words="make setup", RASA_VENV=str(home / "none"))


def a_training_that_is_killed(home: Path) -> str:
    """kill -9 of the command: no process stays, and its folder goes with the next training."""
    command = [sys.executable, "-m", "bot.cli", "train", "dialogue", "--force"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    first = subprocess.Popen(command, cwd=ROOT, env=_environment(home), **quiet)
    within(60, lambda: processes_of(home, RUNNING), "Rasa trains")
    first.kill()
    first.wait()
    within(20, lambda: not processes_of(home, RUNNING), "the trainer ends")
    left = {path.name for path in model_file(home).parent.glob(".training-*")}
    hold(model_file(home).exists(), "the model is gone")
    second = subprocess.Popen(command, cwd=ROOT, env=_environment(home), **quiet)
    within(60, lambda: processes_of(home, RUNNING), "Rasa trains again")
    here = {path.name for path in model_file(home).parent.glob(".training-*")}
    second.send_signal(signal.SIGINT)
    second.wait(60)
    hold(not left & here, f"{left & here} stayed")
    within(20, lambda: not processes_of(home, RUNNING), "the second trainer ends")
    hold(not list(model_file(home).parent.glob(".training-*")), "a folder stayed after Ctrl-C")
    return "no process, no folder, the model of before"


def _taken(home: Path, variable: str) -> str:
    with listen("127.0.0.1", 0, variable) as taken:
        port = taken.getsockname()[1]
        return refusal(home, "run", words=f"Port {port} .*{variable}={port + 1}", **{**_ports(), variable: str(port)})


def _products(home: Path) -> set[str]:
    store = open_store(load_settings(environ={"SHOPMATE_HOME": str(home)}))
    try:
        return set(store.product_ids())
    finally:
        store.close()


def _ports() -> dict[str, str]:
    return {"PORT": str(free_port()), "RASA_PORT": str(free_port())}


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "SHOPMATE_HOME": str(home)}


FAULTS = (
    Fault("shop.db: bytes flipped", "refused", flipped_bytes_in_the_database),
    Fault("shop.db: no byte left", "refused", a_database_without_bytes),
    Fault("home: read-only", "refused", a_home_that_cannot_be_written),
    Fault("disk: full at the first start", "refused", a_disk_that_is_full_at_the_first_start),
    Fault("disk: full in an import", "refused", a_disk_that_gets_full_in_an_import),
    Fault("import: kill -9", "survived", an_import_that_is_killed),
    Fault("customer.key: empty", "mended", an_empty_customer_key),
    Fault("customer.key: garbage", "mended", a_garbled_customer_key),
    Fault("SHOPMATE_CUSTOMER_KEYS: garbage", "refused", a_garbled_key_of_the_environment),
    Fault("config.yml: garbage", "refused", settings_that_cannot_be_read),
    Fault("config.yml: unknown setting", "refused", settings_that_nobody_knows),
    Fault("backup: garbage", "refused", a_backup_that_is_none),
    Fault("backup: cut off", "refused", a_backup_that_is_cut_off),
    Fault("web port: taken", "refused", another_program_on_the_web_port),
    Fault("Rasa's port: taken", "refused", another_program_on_rasas_port),
    Fault("Rasa's environment: missing", "refused", no_environment_for_rasa),
    Fault("training: kill -9", "mended", a_training_that_is_killed),
)
