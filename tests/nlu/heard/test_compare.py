"""Each rule by which a row and what was heard are compared."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.hearing.comparing import Comparison, compare, sums


def one(**wish: Any) -> dict[str, Any]:
    return {"wishes": [wish]}


def test_the_same_wish_is_exact() -> None:
    row = one(wanted={"category": ["Dresses"]}, unwanted={"material": ["Leather"]}, bounds={"price": [20, 80]})
    assert compare(row, row) == Comparison(expected=4, heard=4, right=4, inverted=0)
    assert compare(row, row).exact


def test_the_first_word_of_a_list_must_be_heard() -> None:
    result = compare(one(wanted={"colour": ["Blue", "Navy"]}), one(wanted={"colour": ["Navy"]}))
    assert result == Comparison(expected=1, heard=0, right=0, inverted=0)
    assert not result.exact


def test_the_other_words_of_a_list_may_be_heard() -> None:
    row = one(wanted={"colour": ["Blue", "Navy"]})
    assert compare(row, one(wanted={"colour": ["Navy", "Blue"]})).exact
    assert compare(row, one(wanted={"colour": ["Blue"]})).exact


def test_a_list_of_lists_demands_each_of_its_values() -> None:
    row = one(wanted={"colour": [["Red"], ["Blue", "Navy"]]})
    assert compare(row, one(wanted={"colour": ["Red", "Blue", "Navy"]})).exact
    assert compare(row, one(wanted={"colour": ["Red"]})) == Comparison(expected=2, heard=1, right=1, inverted=0)


def test_a_word_too_much_is_not_exact_and_lowers_the_f1() -> None:
    result = compare(one(wanted={"colour": ["Red"]}), one(wanted={"colour": ["Red"], "material": ["Wool"]}))
    assert result == Comparison(expected=1, heard=2, right=1, inverted=0)
    assert sums([result]).slot_f1 == pytest.approx(2 / 3)


def test_upper_and_lower_case_are_the_same() -> None:
    assert compare(one(wanted={"colour": ["Red"]}), one(wanted={"colour": ["red"]})).exact


def test_the_same_value_of_another_facet_is_wrong() -> None:
    result = compare(one(wanted={"material": ["Oak"]}), one(wanted={"colour": ["Oak"]}))
    assert (result.right, result.inverted) == (0, 0)


@pytest.mark.parametrize(
    ("expected", "heard", "inverted"),
    [
        ("unwanted", "wanted", 1),
        ("wanted", "unwanted", 1),
        ("let_go", "wanted", 1),
        ("wanted", "let_go", 1),
        ("let_go", "unwanted", 0),
        ("unwanted", "let_go", 0),
    ],
)
def test_a_value_heard_with_the_opposite_stance_is_inverted(expected: str, heard: str, inverted: int) -> None:
    result = compare(one(**{expected: {"material": ["Leather"]}}), one(**{heard: {"material": ["Leather"]}}))
    assert result == Comparison(expected=1, heard=1, right=0, inverted=inverted)


def test_an_empty_list_is_the_whole_facet_and_no_value_of_it() -> None:
    row = one(let_go={"colour": []})
    assert compare(row, one(let_go={"colour": []})).exact
    assert compare(row, one(let_go={"colour": ["Red"]})).right == 0


def test_price_is_a_facet_that_can_be_let_go() -> None:
    assert not compare(one(let_go={"price": []}), one()).exact
    assert compare(one(let_go={"price": []}), one(let_go={"price": []})).exact


@pytest.mark.parametrize(("end", "right"), [(80, 1), (80.8, 1), (79.2, 1), (82, 0), (78, 0)])
def test_ends_within_one_percent_are_equal(end: float, right: int) -> None:
    assert compare(one(bounds={"price": [None, 80]}), one(bounds={"price": [None, end]})).right == right


def test_an_end_on_the_other_side_is_inverted() -> None:
    result = compare(one(bounds={"weight": [None, 1000]}), one(bounds={"weight": [1000, None]}))
    assert result == Comparison(expected=1, heard=1, right=0, inverted=1)


def test_an_end_too_much_is_wrong_but_not_inverted_when_the_right_one_was_heard() -> None:
    result = compare(one(bounds={"price": [None, 80]}), one(bounds={"price": [80, 80]}))
    assert result == Comparison(expected=1, heard=2, right=1, inverted=0)


def test_a_bound_on_another_measure_is_neither_right_nor_inverted() -> None:
    result = compare(one(bounds={"weight": [None, 80]}), one(bounds={"price": [80, None]}))
    assert (result.right, result.inverted) == (0, 0)


def test_a_sort_the_other_way_is_inverted() -> None:
    assert compare(one(sort="price_up"), one(sort="price_down")).inverted == 1
    assert compare(one(sort="price_up"), one(sort="weight_down")).inverted == 0


def test_a_step_the_other_way_is_inverted() -> None:
    assert compare({"steps": ["cheaper"]}, {"steps": ["dearer"]}).inverted == 1
    assert compare({"steps": ["cheaper"]}, {"steps": ["newer"]}).inverted == 0
    assert compare({"steps": ["cheaper"]}, {"steps": ["cheaper"]}).exact


def test_the_order_of_wishes_does_not_matter() -> None:
    dress = {"wanted": {"category": ["Dresses"], "colour": ["Red"]}}
    skirt = {"wanted": {"category": ["Skirts"], "colour": ["Black"]}}
    assert compare({"wishes": [dress, skirt]}, {"wishes": [skirt, dress]}).exact


def test_values_that_swapped_wishes_are_not_right() -> None:
    row = {"wishes": [{"wanted": {"category": ["Dresses"], "colour": ["Red"]}}, {"wanted": {"category": ["Skirts"]}}]}
    swapped = {
        "wishes": [{"wanted": {"category": ["Dresses"]}}, {"wanted": {"category": ["Skirts"], "colour": ["Red"]}}]
    }
    assert compare(row, swapped) == Comparison(expected=3, heard=3, right=2, inverted=0)


def test_a_wish_that_was_not_heard_is_missed() -> None:
    row = {"wishes": [{"wanted": {"category": ["Dresses"]}}, {"wanted": {"category": ["Skirts"]}}]}
    assert compare(row, one(wanted={"category": ["Skirts"]})) == Comparison(expected=2, heard=1, right=1, inverted=0)


def test_nothing_expected_and_nothing_heard_is_exact() -> None:
    result = compare({"wishes": [{}]}, {})
    assert result.exact
    assert sums([result]).slot_f1 == 1.0


def test_sums_count_rows_and_weigh_every_fact_the_same() -> None:
    good = Comparison(expected=3, heard=3, right=3, inverted=0)
    bad = Comparison(expected=1, heard=1, right=0, inverted=1)
    total = sums([good, bad])
    assert (total.rows, total.exact, total.inverted) == (2, 1, 1)
    assert total.slot_f1 == pytest.approx(6 / 8)


def test_no_rows_sum_to_nothing() -> None:
    assert (sums([]).rows, sums([]).exact, sums([]).inverted) == (0, 0, 0)
