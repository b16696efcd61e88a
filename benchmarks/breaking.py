"""How things are broken on purpose: files, disks and processes, and the shops that this is done to."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from bot.first_shop import fill_empty_home
from bot.training import train
from catalog.settings import ROOT, load_settings
from catalog.shop import open_shop

#: What may become of a fault: nothing is noticed of it, it is put right, or it is refused with a sentence to act on.
Ending = Literal["survived", "mended", "refused"]
RUNNING = "bot.rasa.launcher"


class NotHeldError(AssertionError):
    """A fault did harm; the message says what was seen."""


class CannotBreakError(RuntimeError):
    """This machine does not let us play the fault."""


@dataclass(frozen=True)
class Fault:
    """`play` breaks something and answers what was seen. Raises: NotHeldError, CannotBreakError."""

    name: str
    ending: Ending
    play: Callable[..., str]


def hold(holds: object, seen: object) -> None:
    """Raises: NotHeldError with what was seen when it does not hold."""
    if not holds:
        raise NotHeldError(str(seen).strip()[-600:])


def demo_home(folder: Path, trained: Path, say: Callable[[str], None]) -> Path:
    """A home with the demo shop, its index and a trained dialogue, to be copied; `trained`: where one may be kept."""
    settings = load_settings(environ={"SHOPMATE_HOME": str(folder)})
    trained.mkdir(parents=True, exist_ok=True)
    train(trained, say)
    shutil.copytree(trained / "rasa", folder / "rasa", dirs_exist_ok=True)
    fill_empty_home(settings, say)
    open_shop(settings).close()
    return folder


def shopmate(home: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """A command in this home: its exit status and the last that it said. Raises: NotHeldError for a traceback."""
    ran = subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "SHOPMATE_HOME": str(home), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    said = ran.stdout + ran.stderr
    hold("Traceback" not in said, said)
    return ran.returncode, said.strip()


def refusal(home: Path, *arguments: str, words: str, **environment: str) -> str:
    """What a command says that has to fail with a sentence in which `words`, a pattern, is found."""
    code, said = shopmate(home, *arguments, **environment)
    hold(code != 0 and re.search(words, said), f"exit {code}: {said}")
    return said.splitlines()[-1]


def spoil(file: Path) -> None:
    """Flips bytes all over the file, as a dying disk does."""
    data = bytearray(file.read_bytes())
    for place in range(0, len(data), 97):
        data[place] ^= 0xFF
    file.write_bytes(data)


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    """A disk in memory, as large as `options` say ("size=1m"). Raises: CannotBreakError."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, check=False, capture_output=True).returncode:
        raise CannotBreakError("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def read_only(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)


def processes_of(home: Path, words: str) -> list[psutil.Process]:
    """Living processes whose command names `words`, and whose command or environment names the home."""
    found = []
    for process in psutil.process_iter():
        try:
            command, environment = " ".join(process.cmdline()), str(process.environ())
            lives = process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            continue
        if lives and words in command and str(home) in command + environment:
            found.append(process)
    return found


def within(seconds: float, holds: Callable[[], object], what: str) -> None:
    """Waits until it holds. Raises: NotHeldError."""
    until = time.monotonic() + seconds
    while not holds():
        hold(time.monotonic() < until, f"not within {seconds:.0f} s: {what}")
        time.sleep(0.2)
