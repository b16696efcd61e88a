"""How well the rows are heard; the shares stand where they were last reached, and may only rise."""

from __future__ import annotations

import pytest

from catalog.hearing import RowsError, evaluate_heard
from catalog.settings import ROOT, models_folder

ROWS = ROOT / "tests" / "nlu" / "heard"


@pytest.mark.models
@pytest.mark.parametrize(("name", "exact", "inverted"), [("dev", 0.985, 0.001), ("held_out", 0.95, 0.003)])
def test_the_rows_are_heard_as_well_as_before(name: str, exact: float, inverted: float) -> None:
    if not (models_folder() / "minilm").exists():
        pytest.skip("the sentence encoder is not prepared (make setup)")
    measured = evaluate_heard(ROWS / f"{name}.yml")
    assert measured["exact"] >= exact
    assert measured["inverted"] <= inverted


def test_a_file_that_holds_no_rows_is_refused_with_what_is_needed() -> None:
    file = ROWS / "README.md"
    with pytest.raises(RowsError, match=r"text, shop and heard|can't be read"):
        evaluate_heard(file)
