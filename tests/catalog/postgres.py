"""A PostgreSQL server of the tests' own: no port, no password, gone with the test session."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def binaries() -> Path | None:
    """Where initdb and postgres lie: on the PATH, or where Debian puts them, the newest first."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def missing() -> str:
    """Why no server can be had here, "" when one can."""
    if find_spec("psycopg") is None:
        return "PostgreSQL's driver psycopg is not installed"
    return "" if binaries() else "no PostgreSQL server is installed"


@contextmanager
def server() -> Iterator[str]:
    """Starts a server; yields the start of a SQLAlchemy URL, to which "<database>?host=…" is put together by `url`."""
    folder = binaries()
    assert folder is not None
    # The socket's path must be short, and PostgreSQL refuses to run as root.
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    account: dict[str, Any] = {}
    if os.getuid() == 0:
        shutil.chown(home, "postgres", "postgres")
        account = {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = home / "data"
    make = [folder / "initdb", "-D", data, "-U", "shop", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=home, **account)
    control = [folder / "pg_ctl", "-D", data, "-w"]
    options = f"-k {home} -c listen_addresses='' -c fsync=off -c timezone=Asia/Tokyo"
    start = [*control, "-l", home / "log", "-o", options, "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd=home, **account)
    try:
        yield str(home)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, cwd=home, **account)
        shutil.rmtree(home, ignore_errors=True)


def url(home: str, database: str) -> str:
    return f"postgresql+psycopg://shop@/{database}?host={home}"
