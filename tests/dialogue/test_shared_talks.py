"""The talks that lie beside the repository, where they do: their share of right turns is held."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.training import model_file
from catalog.settings import ROOT
from tests.service import RunningShop, running_shop

pytestmark = pytest.mark.rasa
#: The share of right turns that was reached.
FLOOR = 0.92
SHARED = ROOT.parent / "shared"


def test_the_talks_beside_the_repository(service: RunningShop, tmp_path: Path) -> None:
    script, luma = SHARED / "talks" / "talks.py", SHARED / "data" / "catalog" / "luma"
    if not script.exists() or not luma.exists():
        pytest.skip(f"{script} and {luma} are not both there")
    trained = model_file(service.home).parent
    shutil.copytree(trained, tmp_path / trained.name)
    imported = RunningShop(tmp_path).shopmate("import", str(luma))
    assert imported.returncode in (0, 3), imported.stderr
    catalogues = ("--demo-catalogue", ROOT / "catalog" / "demo", "--luma-catalogue", luma / "products.csv")
    with running_shop(tmp_path) as served:
        talks = (script, SHARED / "talks" / "dev.yml", service.address, served.address)
        command = [sys.executable, *map(str, talks), "--json", *map(str, catalogues)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["right"] / result["turns"] >= FLOOR, done.stdout[-20000:]
