"""A second language is a second folder: numbers, comparators and scope of Chinese, with no line of code for it."""

from __future__ import annotations

import pytest

from nlu.hearing.marks import longest_cover
from nlu.hearing.quantities import bounds_in
from nlu.hearing.row import row_of
from nlu.hearing.scope import scoped, steering_marks


def price(text: str) -> tuple[float | None, float | None]:
    row = row_of(text)
    marks = [*bounds_in(row, currency="CNY", language="zh"), *steering_marks(row, "zh")]
    said = scoped(row, longest_cover(marks), language="zh").marks
    (bound,) = (mark.meaning for mark in said if mark.kind == "bound")
    return bound.low, bound.high


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("一百二十元以下", None, 120),
        ("至少五十元", 50, None),
        ("最多二百五十块", None, 250),
        ("超过80元", 80, None),
        ("不要超过八十元", None, 80),
        ("价格不低于三千元", 3000, None),
        ("50到100元", 50, 100),
        ("两千左右", 1600, 2400),
    ],
)
def test_chinese_budgets_are_heard(text: str, low: float | None, high: float | None) -> None:
    assert price(text) == (low, high)
