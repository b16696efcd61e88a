"""Text and picture both have a say in what is alike."""

from catalog.products import Hit, Product, Variant
from catalog.recommend.alike import Remembered, fused


def ranking(*names: str) -> list[Hit]:
    return [Hit(Product(name, name, "USD", (Variant(name, 100, 1),)), 1.0) for name in names]


def ids(hits: list[Hit]) -> list[str]:
    return [hit.product.id for hit in hits]


def test_what_both_rankings_know_comes_before_the_favourite_of_one() -> None:
    assert ids(fused([ranking("text", "both"), ranking("picture", "both")], limit=3))[0] == "both"


def test_one_ranking_alone_keeps_its_order() -> None:
    assert ids(fused([ranking("c", "a", "b")], limit=2)) == ["c", "a"]


def test_nothing_known_is_nothing_alike() -> None:
    assert fused([[], []], limit=5) == []


def test_an_answer_is_remembered_until_what_it_rests_on_is_another() -> None:
    asked: list[str] = []
    index = ["first"]

    def ask(product_id: str, limit: int) -> list[Hit]:
        asked.append(product_id)
        return ranking(f"{product_id} by the {index[0]}")[:limit]

    remembered = Remembered(ask, lambda: index[0])
    assert ids([*remembered("a", 3), *remembered("a", 3)]) == ["a by the first"] * 2
    assert asked == ["a"]
    index[0] = "second"
    assert ids([*remembered("a", 3)]) == ["a by the second"]


def test_a_product_stands_out_as_far_as_it_does_in_the_ranking_that_favours_it() -> None:
    one, other = ranking("a")[0], ranking("a")[0]
    (hit,) = fused([[Hit(one.product, 0.2)], [Hit(other.product, 0.9)]], limit=3)
    assert hit.score == 0.9
