"""How the commands speak: progress on stderr, results on stdout, one JSON object as the last line when asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def progress() -> Callable[[str], None]:
    """Prints what is being done with the seconds since the start."""
    started = time.monotonic()

    def say(text: str) -> None:
        err.print(f"[dim]{time.monotonic() - started:6.1f}s[/dim]  {escape(text)}", soft_wrap=True)

    return say


@contextmanager
def stages() -> Iterator[Callable[[str, float], None]]:
    """A progress bar on stderr for work that reports (what it is at, share done 0..1)."""
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("starting", total=1.0)
        yield lambda stage, share: bar.update(task, description=escape(stage), completed=share)


@contextmanager
def counting(noun: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr for work that reports (done, total)."""
    with stages() as say:
        yield lambda done, total: say(f"{noun} {done}/{total}", done / max(total, 1))


def show_results(title: str, results: Mapping[str, Any], *, as_json: bool) -> None:
    """A table for people, or one JSON object for programs."""
    if as_json:
        print(json.dumps(results), flush=True)
        return
    table = Table(title=title, show_header=False)
    for name, value in _flat(results):
        table.add_row(name, f"{value:.4f}" if isinstance(value, float) else str(value))
    out.print(table)


def _flat(results: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Rows of a table: what stands below a name is told behind it."""
    for name, value in results.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name} ")
        else:
            yield f"{before}{name}", value
