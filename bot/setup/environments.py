"""Virtual environments built from lock files: repeatable, interruptible, skipped when already right."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Callable, List

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = Path(__file__).resolve().parent
Say = Callable[[str], None]


class SetupError(RuntimeError):
    """A step of the set-up failed; the message names the log and what to do."""


class Environment:
    """One virtual environment and the lock files that say what is in it.

    Its stamp, written last, holds the digest of the lock files: an environment whose build was interrupted
    has none and is completed at the next start.
    """

    def __init__(self, folder: Path, locks: List[str], editable: bool = False) -> None:
        self.folder = folder
        self.locks = [LOCKS / f"{name}.lock" for name in locks]
        self.editable = editable
        self.python = folder / "bin" / "python"
        self.log = folder / "setup.log"

    @property
    def ready(self) -> bool:
        stamps = self._stamps()
        return self.python.exists() and all(self._digest(lock) in stamps for lock in self.locks)

    def build(self, python: Path, say: Say) -> None:
        """Creates the environment with `python` if needed and installs what its locks name."""
        if not self.python.exists():
            say("creating the environment")
            self._create(python)
        packages = sum(_count(lock) for lock in self.locks)
        command = [str(self.python), "-m", "pip", "install", "--no-deps", "--no-input", "--progress-bar", "off"]
        for lock in self.locks:
            command += ["-r", str(lock)]
        self._run(command, say, packages)
        if self.editable:
            self._run([*command[:5], "--no-build-isolation", "-e", str(ROOT)], say, 0)
        stamps = sorted(self._stamps() | {self._digest(lock) for lock in self.locks})
        (self.folder / "locks.stamp").write_text("\n".join(stamps) + "\n", encoding="utf-8")

    def _create(self, python: Path) -> None:
        made = subprocess.run(
            [str(python), "-m", "venv", str(self.folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
        )
        if made.returncode:
            raise SetupError(
                f"{python} could not create {self.folder}:\n{made.stdout.strip()}\n"
                "On Debian the package python3-venv (or python3.X-venv) is needed; then run the same command again."
            )

    def _run(self, command: List[str], say: Say, packages: int) -> None:
        seen = 0
        with self.log.open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, cwd=str(ROOT)
            )
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    log.write(line)
                    match = re.match(r"(?:Collecting|Requirement already satisfied:|Processing) (\S+)", line)
                    if match and packages:
                        seen = min(seen + 1, packages)
                        say(f"{seen}/{packages} {match.group(1).rsplit('/', 1)[-1]}")
                    elif line.startswith("Installing collected"):
                        say(f"unpacking {packages} packages")
            except BaseException:
                process.terminate()
                process.wait()
                raise
            if process.wait():
                raise SetupError(
                    f"pip could not finish {self.folder.name} (exit {process.returncode}). Last lines of {self.log}:\n"
                    + "".join(self.log.read_text(encoding="utf-8").splitlines(True)[-8:])
                    + "Mend that (often the network or the disk) and run the same command again: it goes on from here."
                )

    def _stamps(self) -> set:  # type: ignore[type-arg]
        stamp = self.folder / "locks.stamp"
        return set(stamp.read_text(encoding="utf-8").split()) if stamp.exists() else set()

    def _digest(self, lock: Path) -> str:
        # The folder is part of it: a virtual environment that was moved or copied does not work.
        text = lock.read_bytes() + str(self.folder).encode() + (b"editable" if self.editable else b"")
        return hashlib.sha256(text).hexdigest()


def comes_small(python: Path, package: str) -> bool:
    """Whether pip would take a build of `package` for the CPU, or has it already; asks pip and installs nothing.

    On Linux x86-64 the plain build carries CUDA; only a "+cpu" one does not.
    """
    lock = (LOCKS / "train.lock").read_text(encoding="utf-8").splitlines()
    pin = next(line for line in lock if line.startswith(package + "=="))
    asked = [str(python), "-m", "pip", "install", "--dry-run", "--no-deps", "--quiet", "--report", "-", pin]
    answer = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True)
    if answer.returncode:
        return False
    would_install = json.loads(answer.stdout)["install"]
    has_cuda = sys.platform == "linux" and platform.machine() == "x86_64"
    return not has_cuda or all(one["metadata"]["version"].endswith("+cpu") for one in would_install)


def terminal_line(name: str) -> Say:
    """Progress of one part: one line rewritten on a terminal, every tenth message in a file."""
    count = [0]

    def say(message: str) -> None:
        count[0] += 1
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{name}: {message[:90]}")
        elif count[0] % 20 == 1:
            sys.stderr.write(f"{name}: {message}\n")
        sys.stderr.flush()

    return say


def _count(lock: Path) -> int:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return sum(1 for line in lines if line.strip() and not line.startswith(("#", "-")))
