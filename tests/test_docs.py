"""What the handbooks say works as it stands there: their commands, samples, keys and settings."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from bot.gateway.customers import CustomerTokens
from bot.outgoing.sender import BACK_OFF_SECONDS
from catalog.announcing import facts_of
from catalog.products import FaqEntry
from catalog.records import OrderChange, now
from catalog.settings import ROOT, Settings
from catalog.words import KINDS

DOCS = ROOT / "docs"
MERCHANT = (DOCS / "merchant.md").read_text(encoding="utf-8")
CUSTOMERS = (DOCS / "customers.md").read_text(encoding="utf-8")
SECRET = "s" * 40


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_merchant_s_commands_run_in_their_order(tmp_path: Path) -> None:
    lines = [line for block in blocks(MERCHANT, "sh") for line in block.splitlines()]
    assert len(lines) > 20
    environment = {**os.environ, "SHOPMATE_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    (tmp_path / "catalog").symlink_to(ROOT / "catalog")
    for line in lines:
        program, *arguments = shlex.split(line)
        assert program == ".venv/bin/shopmate"
        command = [sys.executable, "-m", "bot.cli", *arguments]
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        # The doctor may find this machine wanting; that it runs is what counts here.
        assert ran.returncode == 0 or "doctor" in arguments, f"{line}\n{ran.stdout}{ran.stderr}"


def test_every_command_that_the_handbook_names_is_there() -> None:
    from typer.main import get_command

    from bot.cli import app

    for words in re.findall(r"`(?:\.venv/bin/)?shopmate ((?:[a-z-]+ ?)+)", MERCHANT + CUSTOMERS):
        command = get_command(app)
        for word in words.split():
            children = getattr(command, "commands", {})
            if not children:
                break
            assert word in children, f"shopmate {words}"
            command = children[word]


@pytest.mark.parametrize("language", ["python", "php", "js"])
def test_the_sample_signs_a_token_that_is_believed(language: str) -> None:
    (sample,) = blocks(CUSTOMERS, language)
    program, call = {
        "python": (sys.executable, f"SECRET = {SECRET!r}\n{sample}\nprint(customer_token('ana'))"),
        "php": ("php", f"<?php {sample} echo customer_token('ana', '{SECRET}');"),
        "js": ("node", f"{sample}\nconsole.log(customerToken('ana', '{SECRET}'))"),
    }[language]
    if not shutil.which(program):
        pytest.skip(f"{program} is not on this machine")
    ran = subprocess.run([program, *(["-"] if language == "js" else [])], input=call, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert CustomerTokens({"web": SECRET}, "My shop").proof(ran.stdout.strip()).customer == "ana"


def test_every_field_kind_and_key_is_described() -> None:
    described = set(re.findall(r"`([a-z_]+)`", MERCHANT))
    change = OrderChange(1, "e", "ana", "A1", "cancel", {}, "paid", "cancelled", now())
    assert set(facts_of(Settings(home=Path("/x")), change)) <= described
    assert {entry.name for entry in fields(FaqEntry)} <= described
    assert set(KINDS) <= described
    assert BACK_OFF_SECONDS == (2, 5, 30, 120, 600, 3600, 6 * 3600)


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not on this machine")
    # The program of the unit is not on this machine, so another one stands in its place for the check.
    unit = (DOCS / "shopmate.service").read_text(encoding="utf-8")
    path = tmp_path / "shopmate.service"
    path.write_text(unit.replace("/opt/shopmate/.venv/bin/shopmate run", "/bin/true"), encoding="utf-8")
    ran = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "Unknown" not in ran.stderr
