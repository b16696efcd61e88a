"""docs/privacy.md and docs/security.md are true to the code: no table, file, setting or limit is missing or made up."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from fastapi.testclient import TestClient

from bot.gateway import connections
from bot.gateway.app import create_app
from bot.keys import customer_keys, first_merchant_key, webhook_secret
from catalog.feeds import mappings, sources
from catalog.settings import DEMO_MARK, ROOT, PhotoSettings, RecommendSettings, ServiceSettings, Settings
from catalog.tables import Table
from tests.bot.shelves import KnownRasa, small_shop

#: Every name that the code writes behind a home, and those it keeps in constants.
FILES_IN_CODE = {
    name
    for folder in ("bot", "catalog")
    for path in (ROOT / folder).rglob("*.py")
    for name in re.findall(r"\bhome / f?\"([\w.]+)\"", path.read_text(encoding="utf-8"))
} | {mappings.FILE, sources.FOLDER, DEMO_MARK}
PRIVACY = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def named_in(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def test_every_table_is_in_the_map_and_no_other() -> None:
    part = PRIVACY.partition("## Tables")[2].partition("## Files")[0]
    told = {name for name in named_in(part) if re.fullmatch(r"[a-z_]+", name)}
    assert told == set(Table.metadata.tables)


def test_every_column_of_a_person_is_in_a_table_with_a_time() -> None:
    """A table with a column that names a person or a conversation stands among those that hold something of people."""
    personal = {"customer_id", "visitor", "conversation", "email", "author", "contact"}
    rows = {line.split("|")[1].strip(" `") for line in PRIVACY.splitlines() if line.startswith("| `")}
    for name, table in Table.metadata.tables.items():
        assert not personal & set(table.columns.keys()) or name in rows, name


def test_every_file_of_a_home_is_in_the_map(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shop = small_shop(home)
    first_merchant_key(home)
    customer_keys(home)
    webhook_secret(home)
    shop.close()
    part = PRIVACY.partition("## Files of the home")[2]
    told = named_in(part.partition("## What")[0])
    assert told >= FILES_IN_CODE
    made = {re.sub(r"-(wal|shm)$", "", path.name) for path in home.iterdir()}
    assert made <= told


def test_the_settings_named_are_there() -> None:
    known = {f"shop.service.{entry.name}" for entry in fields(ServiceSettings)}
    known |= {f"shop.photos.{entry.name}" for entry in fields(PhotoSettings)}
    known |= {f"shop.recommend.{entry.name}" for entry in fields(RecommendSettings)}
    known |= {f"shop.{entry.name}" for entry in fields(Settings)}
    named = {name for name in named_in(PRIVACY + SECURITY) if name.startswith("shop.") and not name.endswith(".db")}
    assert named <= known


def test_the_limits_told_are_those_of_the_code() -> None:
    assert f"head takes {connections.HEAD_SECONDS:.0f} s" in SECURITY
    assert f"body takes {connections.BODY_SECONDS:.0f} s" in SECURITY
    assert f"at most {connections.PER_ADDRESS} connections" in SECURITY


def test_the_commands_named_are_there() -> None:
    for command in re.findall(r"`shopmate ([a-z-]+)", PRIVACY + SECURITY):
        asked = [sys.executable, "-m", "bot.cli", command, "--help"]
        assert subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0, command


def test_the_doors_named_are_there(tmp_path: Path) -> None:
    shop = small_shop(tmp_path / "home", metrics=True)
    app = create_app(shop.settings, shop, KnownRasa().client(), secret="s" * 32, actions=[])
    with TestClient(app) as web:
        for door in re.findall(r"`(/[a-z/]+)`", SECURITY.partition("## Visitors")[0]):
            is_prefix = any(path.startswith(f"{door}/") for path in app.openapi()["paths"])
            assert is_prefix or web.get(door).status_code in (200, 405), door
    shop.close()
