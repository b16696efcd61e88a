"""An import that is killed leaves the old shop, whenever the blow falls."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from catalog.records import Event
from catalog.settings import Settings
from catalog.store import Store, open_store
from tests.catalog.feeds.writing import Import, write_jsonl

COUNT = 4000
#: Imports the feed in a process of its own; says so when all is read and the writing is about to begin.
PROGRAM = """
import sys
from pathlib import Path
from catalog.feeds import import_feed
from catalog.settings import Settings
from catalog.store import open_store

settings = Settings(home=Path(sys.argv[1]))
store = open_store(settings)
read = lambda file, done, total: done == total and print("read", flush=True)
import_feed(store, settings, Path(sys.argv[2]), progress=read)
print("done", flush=True)
"""


def rows(title: str) -> list[dict[str, Any]]:
    sizes = [{"size": size, "stock": 1} for size in "SML"]
    return [
        {
            "id": f"p{number}",
            "title": f"{title} {number}",
            "price": 5,
            "description": "word " * 40,
            "variants": [{**size, "sku": f"p{number}-{size['size']}"} for size in sizes],
        }
        for number in range(COUNT)
    ]


def titles(store: Store) -> set[str]:
    return {product.title.partition(" ")[0] for product in store.products()}


def test_a_killed_import_leaves_the_old_state_and_can_be_repeated(
    feed: Path, run_import: Import, store: Store, settings: Settings
) -> None:
    write_jsonl(feed / "products.jsonl", rows("old"))
    run_import()
    write_jsonl(feed / "products.jsonl", rows("new"))
    log = settings.home / "shop.db-wal"
    killed_while_writing = 0
    for _ in range(4):
        with sqlite3.connect(settings.home / "shop.db") as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        importer = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(settings.home), str(feed)], stdout=subprocess.PIPE, text=True
        )
        assert importer.stdout is not None
        assert importer.stdout.readline() == "read\n"
        # The log grows when the transaction has changed more than fits its memory, long before the commit.
        deadline = time.monotonic() + 60
        while log.stat().st_size == 0 and importer.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        os.kill(importer.pid, signal.SIGKILL)
        importer.wait()
        finished = "done" in importer.stdout.read()
        importer.stdout.close()
        if finished:
            continue
        killed_while_writing += 1
        survivor = open_store(settings)
        assert (titles(survivor), len(survivor.products()), survivor.revision()) == ({"old"}, COUNT, 1)
        survivor.close()
        break
    assert killed_while_writing, "the import was never caught while it wrote"
    assert run_import().counts["products"].changed == COUNT
    assert (titles(store), store.revision()) == ({"new"}, 2)
    assert not list(Path(settings.home).glob("**/.new-*"))


def test_a_running_service_writes_and_reads_while_an_import_reads_its_feed(
    feed: Path, run_import: Import, settings: Settings
) -> None:
    write_jsonl(feed / "products.jsonl", rows("new")[:1500])
    service = open_store(settings)
    waits: list[float] = []

    def meanwhile(file: str, done: int, total: int) -> None:
        started = time.perf_counter()
        service.record([Event("view", "v")])
        assert service.products() == []
        waits.append(time.perf_counter() - started)

    run_import(progress=meanwhile)
    assert len(waits) >= 4
    # No write lock is held while the feed is read, so nobody ran into SQLite's wait.
    assert max(waits) < 5
    assert len(service.products()) == 1500
    service.close()
