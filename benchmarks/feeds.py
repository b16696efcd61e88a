"""Imports of 100,000 rows, measured: `python -m benchmarks.feeds [--rows N] [--json]`.

Each feed goes into an empty home of its own, by the command a merchant uses; the memory is that of its process at its
highest. A third run is interrupted half way, and has to leave the shop empty.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.settings import ROOT, Settings
from catalog.store import open_store

ROWS = 100_000
TARGET_MEGABYTES = 300
KINDS = ("Mug", "Plate", "Bowl", "Jug", "Cup", "Vase", "Tray", "Pot", "Pan", "Lamp")
TEXT = "Made by hand in a small workshop of clay from the valley and fired twice. Dishwasher safe. " * 3


def own_csv(folder: Path, rows: int) -> Path:
    """One row a variant, four to a product."""
    path = folder / "own.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,title,description,brand,categories,currency,price,sku,size,colour,stock,images\n")
        for number in range(rows):
            kind, size = KINDS[number // 4 % len(KINDS)], "SMLX"[number % 4]
            file.write(
                f"p{number // 4},{kind} number {number // 4},{TEXT},Brand {number % 97},Home/{kind}s,EUR,"
                f"{5 + number % 300}.90,s{number},{size},Blue,{number % 40},https://cdn.example/{number // 4}.jpg\n"
            )
    return path


def google_xml(folder: Path, items: int) -> Path:
    """One item a product, as RSS."""
    path = folder / "feed.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n')
        for number in range(items):
            kind = KINDS[number % len(KINDS)]
            file.write(
                f"<item><g:id>g{number}</g:id><g:title>{kind} number {number}</g:title><g:description>{TEXT}"
                f"</g:description><g:link>https://shop.example/{number}</g:link><g:image_link>https://cdn.example/"
                f"{number}.jpg</g:image_link><g:availability>in_stock</g:availability><g:price>{5 + number % 300}.90 "
                f"EUR</g:price><g:brand>Brand {number % 97}</g:brand><g:product_type>Home &gt; {kind}s</g:product_type>"
                "</item>\n"
            )
        file.write("</channel></rss>\n")
    return path


def imported(feed: Path, home: Path) -> dict[str, Any]:
    """seconds, megabytes (highest), exit code and products of one import into `home`."""
    before = time.monotonic()
    running = subprocess.Popen(_command(feed), env=_environment(home), stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    return {
        "seconds": round(time.monotonic() - before, 1),
        "megabytes": round(_megabytes(used), 1),
        "exit_code": running.returncode,
        "products": _products(home),
    }


def interrupted(feed: Path, home: Path, after_seconds: float) -> dict[str, Any]:
    """What a Ctrl-C leaves: the exit code, what was said, and the products in the shop."""
    running = subprocess.Popen(
        _command(feed), env=_environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    )
    time.sleep(after_seconds)
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate()
    return {"exit_code": running.returncode, "said": said.strip().splitlines()[-1:], "products": _products(home)}


def _command(feed: Path) -> list[str]:
    return [sys.executable, "-m", "bot.cli", "import", str(feed)]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOPMATE_")}
    return {**kept, "SHOPMATE_HOME": str(home), "PYTHONPATH": str(ROOT)}


def _megabytes(used: resource.struct_rusage) -> float:
    """ru_maxrss is in kilobytes on Linux, in bytes on macOS."""
    return used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def _products(home: Path) -> int:
    store = open_store(Settings(home=home))
    try:
        return len(store.product_ids())
    finally:
        store.close()


def runs(rows: int) -> Iterator[tuple[str, dict[str, Any]]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, make in (("own CSV", own_csv), ("Google XML", google_xml)):
            feed = make(folder, rows)
            first = imported(feed, folder / f"{what} home")
            yield what, first
            yield f"{what}, Ctrl-C half way", interrupted(feed, folder / f"{what} other", first["seconds"] / 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--json", action="store_true", help="one line of JSON on stdout")
    arguments = parser.parse_args()
    found = {}
    for what, figures in runs(arguments.rows):
        found[what] = figures
        print(what, figures, file=sys.stderr, flush=True)
    if arguments.json:
        print(json.dumps({"rows": arguments.rows, "target_megabytes": TARGET_MEGABYTES, "runs": found}))


if __name__ == "__main__":
    main()
