"""Runs the checks of nlu/components where they live: in Rasa's own environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inside_rasa import assert_passes_inside_rasa, needs_rasa

INSIDE = Path(__file__).parent / "inside_rasa"

pytestmark = [pytest.mark.rasa, needs_rasa]


@pytest.mark.parametrize("check", sorted(INSIDE.glob("check_*.py")), ids=lambda path: path.stem)
def test_checks_inside_rasa_pass(check: Path) -> None:
    assert_passes_inside_rasa(check)
