"""The comparison of what texts and pictures add finds what its own truth put there."""

import numpy as np

from tests.training import needs_training


@needs_training
def test_a_cold_product_is_found_by_the_feature_that_tastes_go_by() -> None:
    from benchmarks.fusion import compared, walks

    chance = np.random.default_rng(0)
    camps = np.repeat(np.eye(6, dtype=np.float32), 20, axis=0)[chance.permutation(120)]
    looks = chance.standard_normal((120, 6)).astype(np.float32)
    vectors = {"text": camps, "picture": looks / np.linalg.norm(looks, axis=1, keepdims=True)}
    assert all(len({int(camps[each].argmax()) for each in row}) <= 3 for row in walks(vectors, ("text",), 20))
    table = compared([f"p{number}" for number in range(120)], vectors, ("text",), 100)
    assert table["text likeness"]["cold"] > 0.9
    assert table["+ text"]["cold"] > table["chance"]["cold"] + 0.2
    assert table["+ text"]["cold"] > table["+ picture"]["cold"]
