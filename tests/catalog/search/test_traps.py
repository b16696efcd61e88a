"""What other shopping assistants got wrong in search, one test a trap."""

from __future__ import annotations

from catalog.products import Product
from catalog.search import SearchAnswer
from nlu.wish import Wish
from tests.catalog.search.conftest import Build
from tests.catalog.search.shelf import product, variant


def ids(answer: SearchAnswer) -> list[str]:
    return [hit.product.id for hit in answer.hits]


def shoe(number: int, price: float) -> Product:
    return product(
        f"shoe-{number:03}", "Running shoe", variant(f"s{number}", price), categories=("Shoes/Running shoes",)
    )


def test_a_cheap_product_is_found_however_many_dearer_ones_match_better(build: Build) -> None:
    # The trap: the price filter ran on the first k hits, so "under $50" found nothing though the shop had it.
    cheap = product("zz-cheap", "Plain canvas trainer that can also be used as running shoe", variant("c", 20))
    engine = build(*(shoe(number, 100 + number) for number in range(400)), cheap)
    answer = engine.search(Wish(words="running shoe", price_max_minor=5000), limit=3)
    assert ids(answer) == ["zz-cheap"]
    assert not answer.relaxed


def test_an_umbrella_category_finds_everything_below_it(build: Build) -> None:
    engine = build(
        product("boot", categories=("Women/Shoes/Boots",)),
        product("sandal", categories=("Women/Shoes/Sandals",)),
        product("bag", categories=("Women/Bags",)),
    )
    assert set(ids(engine.search(Wish(facets={"category": ("Shoes",)}), limit=9))) == {"boot", "sandal"}


def test_most_expensive_is_the_most_expensive_of_all(build: Build) -> None:
    # The trap: $189.99 was sorted to the top of the first k hits while the shop had $269.99.
    prices = [30 + 7 * number % 200 for number in range(300)]
    engine = build(*(shoe(number, price) for number, price in enumerate(prices)), shoe(999, 269.99))
    answer = engine.search(Wish(facets={"category": ("Shoes",)}, sort="price_down"), limit=2)
    assert ids(answer)[0] == "shoe-999"
    words_only = engine.search(Wish(words="running shoe", sort="price_down"), limit=2)
    assert ids(words_only)[0] == "shoe-999"


def test_the_dearest_shoes_need_not_call_themselves_shoes(build: Build) -> None:
    engine = build(
        product("boot", "Chelsea boot", variant("b", 269), categories=("Boots",)),
        product("runner", "Running shoe", variant("r", 120), categories=("Sneakers",)),
    )
    wish = Wish(words="shoes", facets={"category": ("Boots", "Sneakers")}, sort="price_down")
    assert ids(engine.search(wish, limit=2)) == ["boot", "runner"]


def test_a_price_range_holds_at_both_ends(build: Build) -> None:
    engine = build(*(shoe(number, price) for number, price in enumerate([4.99, 5, 7.5, 10, 10.01, 139.99])))
    answer = engine.search(Wish(price_min_minor=500, price_max_minor=1000, sort="price_up"), limit=9)
    assert [hit.product.price_minor for hit in answer.hits] == [500, 750, 1000]


def test_an_unlisted_colour_never_turns_into_another_colour_unsaid(build: Build) -> None:
    # The trap: "cream sweater" silently brought a red one.
    sweater = product("sweater", "Wool sweater", variant("r", colour="Red"), categories=("Sweaters",))
    answer = build(sweater).search(Wish(facets={"category": ("Sweaters",), "colour": ("Cream",)}), limit=3)
    assert answer.relaxed
    assert answer.wish.facets == {"category": ("Sweaters",)}


def test_a_colour_group_finds_each_of_its_colours(build: Build) -> None:
    engine = build(
        product("navy", "Navy coat", variant("n", colour="Navy")),
        product("red", "Red coat", variant("r", colour="Red")),
    )
    assert ids(engine.search(Wish(facets={"colour": ("Blue", "Navy")}), limit=3)) == ["navy"]


def test_filters_of_two_roles_are_never_merged(build: Build) -> None:
    # The trap: "black shoes, size 42" was met by a black 40 together with a brown 42.
    pair = product(
        "pair", "Shoe", variant("a", 90, size="40", colour="Black"), variant("b", 90, size="42", colour="Brown")
    )
    answer = build(pair).search(Wish(facets={"colour": ("Black",), "size": ("42",)}), limit=3)
    assert answer.relaxed
    assert answer.wish.facets == {"colour": ("Black",)}


def test_a_cheap_variant_does_not_lend_its_price_to_a_dear_one(build: Build) -> None:
    coat = product("coat", "Coat", variant("s", 40, size="S"), variant("l", 90, size="L"))
    answer = build(coat).search(Wish(facets={"size": ("L",)}, price_max_minor=5000), limit=3)
    assert answer.relaxed


def test_stock_of_another_size_does_not_count(build: Build) -> None:
    shirt = product("shirt", "Shirt", variant("m", size="M", stock=0), variant("l", size="L", stock=3))
    engine = build(shirt)
    assert engine.search(Wish(facets={"size": ("M",)}), limit=3).relaxed
    assert not engine.search(Wish(facets={"size": ("M",)}, in_stock=False), limit=3).relaxed


def test_nonsense_finds_nothing_rather_than_anything(build: Build) -> None:
    engine = build(*(shoe(number, 50) for number in range(20)))
    answer = engine.search(Wish(words="qwxz blorf"), limit=6)
    assert (answer.hits, answer.total, answer.relaxed) == ((), 0, False)


def test_hidden_products_are_in_no_answer(build: Build) -> None:
    engine = build(product("seen", "Lamp"), product("hidden", "Lamp", visible=False))
    assert ids(engine.search(Wish(words="lamp"), limit=5)) == ["seen"]
    assert engine.similar("hidden", 5) == ()
    assert [hit.product.id for hit in engine.similar("seen", 5)] == []
