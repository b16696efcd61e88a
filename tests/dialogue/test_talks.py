"""Conversations of our own with the demo and two small shops, through the real Rasa; the share right is held."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.training import model_file
from tests.dialogue.talking import Judged, Shelf, have, talks_of
from tests.service import RunningShop, running_shop

pytestmark = pytest.mark.rasa
#: Shares of right turns that were reached and are held.
FLOORS = {"demo": 0.95, "electronics": 0.92, "groceries": 0.95}
Have = Callable[[RunningShop], list[Judged]]


def _had(shop: str, served: RunningShop) -> list[Judged]:
    shelf, judged = Shelf(shop), []
    for talk in talks_of(shop):
        with served.visitor() as visitor:
            judged += have(visitor, shelf, talk)
    return judged


def _assert_held(shop: str, judged: list[Judged]) -> None:
    wrong = [turn for turn in judged if turn.faults]
    share = 1 - len(wrong) / len(judged)
    assert share >= FLOORS[shop], f"{share:.3f} of {len(judged)} turns are right\n" + "\n".join(map(str, wrong))


def test_talks_with_the_demo_shop(service: RunningShop) -> None:
    _assert_held("demo", _had("demo", service))


@pytest.mark.parametrize("shop", ["electronics", "groceries"])
def test_talks_with_a_small_shop(shop: str, service: RunningShop, tmp_path: Path) -> None:
    # The dialogue is the same in every shop, so the one trained for the demo serves here too.
    trained = model_file(service.home).parent
    shutil.copytree(trained, tmp_path / trained.name)
    imported = RunningShop(tmp_path).shopmate("import", str(Shelf(shop).feed))
    assert imported.returncode == 0, imported.stderr
    with running_shop(tmp_path) as served:
        _assert_held(shop, _had(shop, served))
