"""Bought together resists popularity, and knows the worked values of its measure."""

import pytest

from catalog.recommend.together import BoughtTogether, log_likelihood_ratio


def test_the_measure_equals_the_paper_s_formula_worked_by_hand() -> None:
    # 2 x 2 table ((10, 0), (0, 10)): G^2 = 2 * 20 * ln 2
    assert log_likelihood_ratio(10, 10, 10, 20) == pytest.approx(27.7259, abs=1e-4)


def test_independent_products_score_zero() -> None:
    assert log_likelihood_ratio(25, 50, 50, 100) == pytest.approx(0)


def test_checkerboard_baskets_pair_their_own_colour_only() -> None:
    together = BoughtTogether([["a", "b"], ["c", "d"]] * 20)
    assert [product for product, _ in together.companions("a")] == ["b"]
    assert [product for product, _ in together.companions("d")] == ["c"]


def test_what_everybody_buys_goes_with_nothing_in_particular() -> None:
    baskets = [["milk", f"other{number % 40}"] for number in range(200)]
    baskets += [["milk", "tent", "stove"] for _ in range(6)]
    companions = [product for product, _ in BoughtTogether(baskets).companions("tent")]
    assert companions == ["stove"]


def test_one_shared_basket_is_chance() -> None:
    baskets = [["lamp", "rug"]] + [[f"p{number % 3}"] for number in range(6)]
    baskets += [["lamp"], ["lamp"], ["rug"], ["rug"]]
    assert BoughtTogether(baskets).companions("lamp") == ()


def test_a_reseller_s_basket_is_left_out() -> None:
    assert BoughtTogether([[f"p{number}" for number in range(60)]] * 30).companions("p1") == ()


def test_repeats_in_a_basket_and_the_order_of_baskets_do_not_matter() -> None:
    baskets = [["a", "b", "b"], ["a", "b"], ["c"], ["c", "d"], ["e"], ["a", "b"], ["f"], ["c"]]
    assert BoughtTogether(baskets).companions("a") == BoughtTogether(reversed(baskets)).companions("a")
