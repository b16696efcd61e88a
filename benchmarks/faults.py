"""Breaks the shop on purpose, fault by fault: `python -m benchmarks.faults [--only WORDS] [--json]`.

Each fault has to be survived, mended or refused with a sentence, as its row says; the last line is one JSON object.
Disks are small ones in memory, where this user may mount them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import faults_at_rest, faults_running
from benchmarks.breaking import CannotBreakError, Fault, demo_home, small_disk
from benchmarks.processes import NO_LIMITS, WORK
from tests.service import RunningShop

CONSOLE = Console(stderr=True)


@dataclass(frozen=True)
class Row:
    """`outcome`: the fault's ending, "harm", or "left out" where it can't be played."""

    fault: str
    outcome: str
    seen: str
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="faults whose name holds these words")
    parser.add_argument("--json", action="store_true", help="no table on stderr")
    arguments = parser.parse_args()
    # Whoever starts this in the background has Ctrl-C ignored, and every process that we start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="shopmate-faults-") as name, ExitStack() as disks:
        rows = list(play_all(Path(name), arguments.only, disks))
    if not arguments.json:
        _print(rows)
    counts = {word: sum(row.outcome == word for row in rows) for word in sorted({row.outcome for row in rows})}
    print(json.dumps({"faults": len(rows), **counts, "rows": [asdict(row) for row in rows]}, ensure_ascii=False))
    return 1 if "harm" in counts else 0


def play_all(folder: Path, only: str, disks: ExitStack) -> Iterator[Row]:
    demo = demo_home(folder / "demo", WORK / "trained", _say)
    for fault in faults_at_rest.FAULTS:
        if only in fault.name:
            home = shutil.copytree(demo, folder / "at_rest" / "home")
            yield _told(play(fault, home))
            shutil.rmtree(folder / "at_rest")
    wanted = [fault for fault in faults_running.FAULTS if only in fault.name]
    if wanted:
        try:
            disk = disks.enter_context(small_disk(folder / "disk", "size=400m"))
        except CannotBreakError:
            disk = folder / "disk"
        home = shutil.copytree(demo, disk / "home")
        faults_running.damage(home)
        yield from (_told(row) for row in _play_running(home, wanted))


def _play_running(home: Path, faults: list[Fault]) -> Iterator[Row]:
    shop = RunningShop(home, {"service": NO_LIMITS})
    shop.start()
    try:
        shop.wait_ready(faults_running.TRAINING_SECONDS)
        for fault in faults:
            yield play(fault, shop)
    finally:
        if shop.process is not None and shop.process.poll() is None:
            shop.process.kill()
            shop.process.wait()


def play(fault: Fault, broken: Any) -> Row:
    started = time.monotonic()
    try:
        outcome, seen = str(fault.ending), fault.play(broken)
    except CannotBreakError as error:
        outcome, seen = "left out", str(error)
    except Exception as error:  # whatever it is, the fault was not held
        outcome, seen = "harm", f"{type(error).__name__}: {error}"
    return Row(fault.name, outcome, " ".join(seen.split())[:300], round(time.monotonic() - started, 1))


def _told(row: Row) -> Row:
    _say(f"{row.outcome:9} {row.fault}: {row.seen}")
    return row


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _print(rows: list[Row]) -> None:
    table = Table("fault", "outcome", "seen", "s")
    for row in rows:
        table.add_row(row.fault, row.outcome, row.seen[:110], f"{row.seconds:.0f}")
    CONSOLE.print(table)


if __name__ == "__main__":
    sys.exit(main())
