from __future__ import annotations

from datetime import date

import pytest

from nlu.hearing.periods import periods_in

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("what did i order in may", date(2026, 5, 1), date(2026, 5, 31)),
        ("my orders of 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("orders before june", date.min, date(2026, 5, 31)),
        ("what did i buy after march 2026", date(2026, 4, 1), TODAY),
        ("orders since september", date(2026, 9, 1), TODAY),
        ("my orders between march and may", date(2026, 3, 1), date(2026, 5, 31)),
        ("my orders from november to january 2026", date(2025, 11, 1), date(2026, 1, 31)),
    ],
)
def test_a_time_is_told_by_its_days(text: str, start: date, end: date) -> None:
    (period,) = periods_in(text, TODAY)
    assert (period.start, period.end) == (start, end)
