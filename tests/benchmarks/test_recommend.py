"""The comparison of recommenders ranks every model by the same rule."""

import numpy as np
import pytest

from catalog.recommend.sequence.histories import Histories
from tests.training import needs_training


@needs_training
def test_what_is_had_comes_last_and_of_equals_half_stand_before() -> None:
    from benchmarks.recommend import ranked

    histories = Histories.of(map(list, ("abc", "abc", "abc", "defghi")))
    scores = np.zeros((4, 9), dtype=np.float32)
    # Places of a to i: had, had, wanted, then six others.
    scores[0] = (9, 8, 1, *[0] * 6)
    scores[1] = (9, 8, 1, *[2] * 6)
    scores[2] = (9, 8, 1, *[1] * 6)
    scores[3] = (3, 2, *[0] * 7)
    assert ranked(histories, lambda part: scores[part].copy()).places.tolist() == [0, 6, 3, 2]


@needs_training
def test_the_companion_of_what_is_had_is_found() -> None:
    from benchmarks.recommend import item_to_item

    ranks = item_to_item(
        Histories.of([list("abcx"), list("acby"), list("bcaz"), list("pqr"), list("pqs"), list("qpab")])
    )
    assert ranks.places.max() < 12
    walks = Histories.of(
        [["l", "m", "n"], ["l", "n", "m"], ["m", "n", "l"], ["r", "s", "t"], ["s", "t", "r"], ["t", "r", "s"]]
    )
    assert item_to_item(walks).hr(1) == pytest.approx(1.0)
