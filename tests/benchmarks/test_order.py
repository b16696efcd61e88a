"""The comparison of orders finds what its own truth put there, through the recommender that serves."""

import numpy as np

from catalog.products import Hit, Product, Variant
from tests.training import needs_training

GOODS = [
    Product(
        f"p{number}", f"Thing {number}", "USD", (Variant(f"p{number}", 1000, 5),),
        categories=(f"Kind {number % 6}",), brand=f"Brand {number % 5}",
    )
    for number in range(90)
]  # fmt: skip


def similar(product_id: str, limit: int) -> list[Hit]:
    """An order of chance: likeness tells nothing of brands."""
    drawn = np.random.default_rng(int(product_id[1:])).permutation(len(GOODS))
    return [Hit(GOODS[place], 1.0) for place in drawn.tolist() if GOODS[place].id != product_id][:limit]


@needs_training
def test_customers_who_keep_to_a_brand_are_served_better_by_the_order_learnt_of_them() -> None:
    from benchmarks.order import compared

    brands = np.array([product.brand for product in GOODS])
    table = compared(GOODS, similar, (brands[:, None] == brands).astype(np.float32), 150)
    assert table["served"]["learnt"] == 1.0
    assert table["served"]["hr@10"] > 1.2 * table["adding up"]["hr@10"]
    assert table["served"]["ndcg@10"] > 1.2 * table["adding up"]["ndcg@10"]
