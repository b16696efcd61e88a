"""When Rasa is trained anew, and what a failed training leaves behind."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot import training
from bot.training import TrainingError, fingerprint, is_trained, model_file, train
from catalog.settings import ROOT

GOOD = """
import sys, pathlib
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
(out / "dialogue.tar.gz").write_text("model")
"""


def test_a_shop_setting_does_not_ask_for_training_but_the_pipeline_does(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("language: en\nshop:\n  name: One\n")
    first = fingerprint(config)
    config.write_text("# a comment\nshop:\n  name: Two\nlanguage: en\n")
    assert fingerprint(config) == first
    config.write_text("language: en\npipeline: []\nshop:\n  name: One\n")
    assert fingerprint(config) != first


def test_a_changed_example_asks_for_training(tree: Path) -> None:
    first = fingerprint()
    assert fingerprint() == first
    (tree / "nlu" / "data" / "greet.yml").write_text("hello there")
    assert fingerprint() != first


def test_a_changed_endpoint_does_not(tree: Path) -> None:
    first = fingerprint()
    (tree / "bot" / "dialogue" / "endpoints.yml").write_text("url: elsewhere")
    assert fingerprint() == first


def test_it_trains_once_and_then_only_when_forced(tree: Path, tmp_path: Path, rasa: Path) -> None:
    rasa.write_text(program(GOOD))
    said: list[str] = []
    assert train(tmp_path, said.append) is True
    assert train(tmp_path, said.append) is False
    assert train(tmp_path, said.append, force=True) is True
    assert is_trained(tmp_path)
    assert len(said) == 4
    assert not list(model_file(tmp_path).parent.glob(".training-*"))


def test_another_home_takes_the_model_over_unless_it_was_spoilt(tree: Path, tmp_path: Path, rasa: Path) -> None:
    rasa.write_text(program(GOOD))
    train(tmp_path / "one", print)
    rasa.write_text(program(GOOD.replace('"model"', '"another"')))
    said: list[str] = []
    assert train(tmp_path / "two", said.append) is True
    assert (model_file(tmp_path / "two").read_text(), is_trained(tmp_path / "two")) == ("model", True)
    assert [line for line in said if "taken over" in line] == said
    (kept,) = (tmp_path / "models" / "dialogue").glob("*.model")
    kept.write_text("spoilt")
    assert train(tmp_path / "three", print) is True
    assert (model_file(tmp_path / "three").read_text(), is_trained(tmp_path / "three")) == ("another", True)
    (tree / "nlu" / "data" / "greet.yml").write_text("hello there")
    rasa.write_text(program(GOOD))
    assert train(tmp_path / "two", print) is True
    assert model_file(tmp_path / "two").read_text() == "model"


@pytest.mark.parametrize("broken", ["import sys; sys.exit('no examples for greet')", "print('no examples for greet')"])
def test_a_failed_training_keeps_the_model_and_says_why(tree: Path, tmp_path: Path, rasa: Path, broken: str) -> None:
    rasa.write_text(program(GOOD))
    train(tmp_path, print)
    (tree / "nlu" / "data" / "greet.yml").write_text("broken")
    rasa.write_text(program(broken))
    with pytest.raises(TrainingError, match="no examples for greet"):
        train(tmp_path, print)
    assert model_file(tmp_path).read_text() == "model"
    assert not is_trained(tmp_path)


def test_a_training_can_be_given_up(tree: Path, tmp_path: Path, rasa: Path) -> None:
    rasa.write_text(program("import time; time.sleep(60)"))
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    started = time.monotonic()
    with pytest.raises(TrainingError):
        train(tmp_path, print, stop=stop)
    assert time.monotonic() - started < 10


def test_a_killed_training_leaves_no_process_and_its_folder_goes_with_the_next(
    tree: Path, tmp_path: Path, rasa: Path
) -> None:
    rasa.write_text(
        program("import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)")
    )
    begun = (
        "import sys\nfrom pathlib import Path\nfrom bot import training\ntraining.ROOT = Path(sys.argv[1])\n"
        "training.train(Path(sys.argv[2]), print)"
    )
    killed = subprocess.Popen([sys.executable, "-c", begun, str(tree), str(tmp_path)], cwd=ROOT)
    trainer = int(eventually(lambda: (tree / "pid").read_text()))
    killed.kill()
    killed.wait()
    eventually(lambda: not psutil.pid_exists(trainer) or psutil.Process(trainer).status() == psutil.STATUS_ZOMBIE)
    assert list(model_file(tmp_path).parent.glob(".training-*"))
    rasa.write_text(program(GOOD))
    assert train(tmp_path, print) is True
    assert not list(model_file(tmp_path).parent.glob(".training-*"))


def test_a_missing_environment_is_told_with_the_way_out(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASA_VENV", str(tmp_path / "none"))
    with pytest.raises(TrainingError, match="make setup"):
        train(tmp_path, print)


def eventually(asked: Callable[[], Any], seconds: float = 20.0) -> Any:
    """The first answer that is true; a file that is not there yet is asked for again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            if answer := asked():
                return answer
        time.sleep(0.05)
    raise AssertionError("did not happen in time")


def program(code: str) -> str:
    return f"#!{sys.executable}\n{code}\n"


@pytest.fixture
def tree(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of a few lines in place of ours."""
    root = tmp_path_factory.mktemp("tree")
    for name in ("nlu/data/greet.yml", "bot/dialogue/domain.yml", "bot/dialogue/endpoints.yml", "config.yml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("a: b")
    monkeypatch.setattr(training, "ROOT", root)
    monkeypatch.delenv("SHOPMATE_CONFIG", raising=False)
    return root


@pytest.fixture
def rasa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands where Rasa's Python is; a test writes what it does."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("")
    python.chmod(0o755)
    monkeypatch.setenv("RASA_VENV", str(tmp_path / "venv"))
    # Models that are kept for other homes are kept here.
    (tmp_path / "models").mkdir()
    monkeypatch.setenv("SHOPMATE_MODELS", str(tmp_path / "models"))
    return python
