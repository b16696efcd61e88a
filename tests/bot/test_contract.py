"""The API is what its OpenAPI says, on the real service: a short run of `python -m benchmarks.contract`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.contract import measure
from benchmarks.processes import NO_LIMITS
from tests.service import RunningShop, running_shop

pytestmark = pytest.mark.rasa


def test_requests_of_every_shape_get_an_answer_that_is_described(service: RunningShop, tmp_path: Path) -> None:
    shutil.copytree(service.home / "rasa", tmp_path / "home" / "rasa")
    with running_shop(tmp_path / "home", {"service": NO_LIMITS}) as shop:
        found = measure(shop.home, shop.output, shop.address, examples=3, seed=7)
    assert found["deviations"] == found["errors"] == []
    assert found["operations"] >= 26
    assert found["cases"] > 500
