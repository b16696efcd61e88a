"""Versions of what a shop trained: taken whole, gone back from, and never piling up."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.trained import KEPT, NoEarlierVersionError, Trained


def adopt(trained: Trained, weights: str) -> None:
    draft = trained.draft()
    (draft / "weights").write_text(weights)
    trained.adopt(draft, {"weights": weights})


def test_the_last_one_adopted_is_in_use_and_says_what_it_is(tmp_path: Path) -> None:
    trained = Trained(tmp_path, "encoder")
    assert trained.in_use is None
    assert trained.card() == {}
    adopt(trained, "first")
    adopt(trained, "second")
    assert trained.in_use
    assert (trained.in_use / "weights").read_text() == "second"
    assert trained.card() == {"weights": "second"}


def test_going_back_ends_at_what_ships(tmp_path: Path) -> None:
    trained = Trained(tmp_path, "encoder")
    adopt(trained, "first")
    adopt(trained, "second")
    assert trained.roll_back() == trained.versions[0]
    assert trained.card() == {"weights": "first"}
    assert trained.roll_back() is None
    assert trained.in_use is None
    with pytest.raises(NoEarlierVersionError, match="encoder"):
        trained.roll_back()


def test_a_version_after_going_back_is_a_new_one(tmp_path: Path) -> None:
    trained = Trained(tmp_path, "encoder")
    for weights in ("first", "second"):
        adopt(trained, weights)
    trained.roll_back()
    adopt(trained, "third")
    assert trained.card() == {"weights": "third"}
    trained.roll_back()
    assert trained.card() == {"weights": "first"}  # the second was gone back from already


def test_old_versions_go(tmp_path: Path) -> None:
    trained = Trained(tmp_path, "encoder")
    for number in range(KEPT + 2):
        adopt(trained, str(number))
    assert [(path / "weights").read_text() for path in trained.versions] == ["2", "3", "4"]


def test_a_training_that_broke_off_is_no_version(tmp_path: Path) -> None:
    trained = Trained(tmp_path, "encoder")
    (trained.draft() / "weights").write_text("half")
    assert trained.versions == []
    assert trained.in_use is None
