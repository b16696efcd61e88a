"""When Rasa is trained anew, and what a failed training leaves behind."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from bot import training
from bot.training import TrainingError, fingerprint, is_trained, model_file, train

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


def test_a_missing_environment_is_told_with_the_way_out(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASA_VENV", str(tmp_path / "none"))
    with pytest.raises(TrainingError, match="make setup"):
        train(tmp_path, print)


def program(code: str) -> str:
    import sys

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
    return python
