"""Runs checks where the code they check lives: in Rasa's own environment."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"

needs_rasa = pytest.mark.skipif(not PYTHON.exists(), reason="no Rasa environment in .venv-rasa (make setup builds it)")


def run_inside_rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m arguments` in Rasa's environment."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    command = [str(PYTHON), "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)


def assert_passes_inside_rasa(check: Path) -> None:
    """Runs a file of checks there; what pytest said is told when one fails."""
    # --noconftest: the other tests' fixtures need the app's environment.
    settings = ROOT / "tests" / "inside_rasa.ini"
    run = run_inside_rasa("pytest", "-q", "--noconftest", "-c", str(settings), "--rootdir", str(ROOT), str(check))
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
