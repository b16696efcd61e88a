"""Finding the two Pythons: one for the app, and the 3.10 that Rasa 3.6 still needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List, Tuple

Version = Tuple[int, int]
APP_VERSIONS: List[Version] = [(3, 11), (3, 12), (3, 13)]
RASA_VERSIONS: List[Version] = [(3, 10)]


class NoPythonError(RuntimeError):
    """No Python of the wanted version could be found or fetched; the message says what to do."""


def find_python(versions: List[Version], variable: str) -> Path:
    """The first working interpreter of one of `versions`; `variable` names the setting that overrides the search."""
    chosen = os.environ.get(variable)
    if chosen:
        if version_of(chosen) in versions:
            return Path(chosen)
        raise NoPythonError(f"{variable}={chosen} is {_text(version_of(chosen))}. Allowed: Python {_list(versions)}.")
    for candidate in _candidates(versions):
        if version_of(candidate) in versions:
            return Path(candidate)
    raise NoPythonError(
        f"Python {_list(versions)} was not found (looked at {variable}, PATH, pyenv and uv). "
        f"Install it, for example with 'pyenv install {_text(versions[0])}', or set {variable}=/path/to/python."
    )


def fetch_with_uv(version: Version, uv: List[str]) -> Path:
    """Lets uv fetch a Python and returns its path. Raises NoPythonError when it can't."""
    text = _text(version)
    subprocess.run([*uv, "python", "install", text], check=False)
    found = subprocess.run([*uv, "python", "find", text], stdout=subprocess.PIPE, universal_newlines=True, check=False)
    path = found.stdout.strip()
    if found.returncode == 0 and version_of(path) == version:
        return Path(path)
    raise NoPythonError(
        f"Python {text} is not on this machine and could not be fetched. Install it (pyenv install {text}, or your "
        f"system's package), or set RASA_PYTHON=/path/to/python{text}, and run the same command again."
    )


def version_of(python: str) -> Version:
    """(major, minor) of an interpreter, (0, 0) when it does not run: a pyenv shim may exist and lead nowhere."""
    try:
        answer = subprocess.run(
            [python, "-c", "import sys; print(sys.version_info[0], sys.version_info[1])"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
            timeout=30,
        )
        major, minor = answer.stdout.split()
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return (0, 0)
    return (int(major), int(minor))


def _candidates(versions: List[Version]) -> Iterator[str]:
    yield sys.executable
    for version in versions:
        yield f"python{_text(version)}"
    yield "python3"
    for version in versions:
        yield from _pyenv(version)
    if shutil.which("uv"):
        for version in versions:
            found = subprocess.run(
                ["uv", "python", "find", _text(version)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                universal_newlines=True,
            )
            if found.stdout.strip():
                yield found.stdout.strip()


def _pyenv(version: Version) -> Iterator[str]:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for folder in sorted(root.glob(f"versions/{_text(version)}*"), reverse=True):
        yield str(folder / "bin" / "python")


def _text(version: Version) -> str:
    return f"{version[0]}.{version[1]}" if version != (0, 0) else "not a working Python"


def _list(versions: List[Version]) -> str:
    return " or ".join(_text(version) for version in versions)
