"""Shoppers of a real shop's catalogue get what they ask for, turn for turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalog.settings import ROOT
from tests.dialogue.journeys_of_luma import journeys, products_of
from tests.service import RunningShop, Visitor, rasa_is_missing

LUMA = ROOT.parent / "shared" / "data" / "catalog" / "luma"
JOURNEYS = 25
RIGHT = 0.97


@pytest.mark.rasa
@pytest.mark.skipif(not LUMA.exists(), reason="Luma's catalogue lies beside a checkout only where it was fetched")
def test_search_refine_and_compare_are_right_by_the_catalogue(tmp_path: Path) -> None:
    if missing := rasa_is_missing():
        pytest.skip(missing)
    service = RunningShop(tmp_path, {"service": {"messages_per_minute": 0}})
    imported = service.shopmate("import", str(LUMA))
    assert imported.returncode in (0, 3), imported.stdout + imported.stderr
    service.start()
    try:
        service.wait_ready()

        def talk() -> Callable[[str], tuple[str, list[dict[str, Any]]]]:
            visitor = Visitor(httpx.Client(base_url=service.address, timeout=60.0, trust_env=False))
            visitor.open_session()

            def say(text: str) -> tuple[str, list[dict[str, Any]]]:
                messages = visitor.say(text)
                return "\n".join(m["text"] for m in messages), [card for m in messages for card in m["products"]]

            return say

        turns = list(journeys(products_of(tmp_path), talk, JOURNEYS, seed=7))
    finally:
        service.stop()
    wrong = [f"{turn.sort}: {turn.text} - {turn.wrong}" for turn in turns if turn.wrong]
    assert len(wrong) <= (1 - RIGHT) * len(turns), "\n".join(wrong)
