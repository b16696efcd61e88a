"""Runs the checks of nlu/components where the components live: in Rasa's own environment."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
INSIDE = Path(__file__).parent / "inside_rasa"
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
SOFMATTRESS = ROOT.parent / "shared" / "data" / "intents" / "sofmattress"

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.skipif(not PYTHON.exists(), reason="no Rasa environment in .venv-rasa (make setup builds it)"),
]


def run_inside_rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    command = [str(PYTHON), "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.parametrize("check", sorted(INSIDE.glob("check_*.py")), ids=lambda path: path.stem)
def test_checks_inside_rasa_pass(check: Path) -> None:
    # --noconftest: the other tests' fixtures need the app's environment.
    run = run_inside_rasa("pytest", "-q", "--noconftest", "-c", str(INSIDE / "pytest.ini"), str(check))
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


@pytest.mark.models
@pytest.mark.data
@pytest.mark.skipif(not SOFMATTRESS.exists(), reason="no ../shared/data")
def test_a_real_shops_log_is_understood_as_well_as_promised() -> None:
    # HINT3's figures on this test: Rasa .637 / .526.
    files = (str(SOFMATTRESS / "test.csv"), "--fit", str(SOFMATTRESS / "train.csv"))
    run = run_inside_rasa("nlu.components.intent_evaluation", *files, "--json")
    assert run.returncode == 0, run.stderr[-3000:]
    report = json.loads(run.stdout.splitlines()[-1])
    assert report["accuracy"] >= 0.70
    assert report["mcc"] >= 0.62
    assert {"in_scope_accuracy", "oos_recall", "threshold", "fit_s", "p50_ms"} <= report.keys()
