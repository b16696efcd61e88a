"""Rasa's own checks of the dialogue's data, run as its command line runs them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bot.rasa_process import rasa_python
from bot.training import model_file
from catalog.settings import ROOT
from tests.service import RunningShop

pytestmark = pytest.mark.rasa
DATA = ["--data", "nlu/data", "bot/dialogue"]


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(rasa_python()), "-m", "bot.rasa.launcher", *arguments]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_every_story_is_predicted_as_written(service: RunningShop, tmp_path: Path) -> None:
    model = ["--model", str(model_file(service.home))]
    stories = ["--stories", "bot/dialogue/stories.yml", "--fail-on-prediction-errors", "--out", str(tmp_path)]
    done = rasa("test", "core", *model, *stories)
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_data_contradicts_itself_nowhere(service: RunningShop) -> None:
    done = rasa("data", "validate", "--config", "config.yml", "--domain", "bot/dialogue", *DATA)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert "No story structure conflicts found" in said
