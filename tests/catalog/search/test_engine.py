"""The engine's promises: order, paging, variants, stated relaxation, likeness."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.products import Product
from catalog.search import SearchAnswer, SearchEngine
from nlu.encoder import SentenceEncoder
from nlu.wish import Sort, Wish
from tests.catalog.search.conftest import Build
from tests.catalog.search.shelf import WordBagEncoder, product, variant

SHOP = (
    product(
        "a", "Red wool scarf", variant("a1", 30, colour="Red"), rating=4.0, review_count=9, created_at="2024-05-01"
    ),
    product(
        "b", "Blue wool scarf", variant("b1", 20, colour="Blue"), rating=4.8, review_count=3, created_at="2025-01-01"
    ),
    product("c", "Green cotton scarf", variant("c1", 20, colour="Green"), rating=4.8, review_count=50),
    product("d", "Steel kettle", variant("d1", 45), created_at="2026-01-01"),
)


def ids(answer: SearchAnswer) -> list[str]:
    return [hit.product.id for hit in answer.hits]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("price_up", ["b", "c", "a", "d"]),
        ("price_down", ["d", "a", "b", "c"]),
        ("rating", ["c", "b", "a", "d"]),  # equal stars: more reviews first; no reviews last
        ("newest", ["d", "b", "a", "c"]),  # an unknown date is the oldest
        ("relevance", ["a", "b", "c", "d"]),
    ],
)
def test_sorted_by_each_order(build: Build, sort: Sort, expected: list[str]) -> None:
    assert ids(build(*SHOP).search(Wish(sort=sort), limit=9)) == expected


def test_sorting_by_price_keeps_to_what_the_words_mean(build: Build) -> None:
    assert ids(build(*SHOP).search(Wish(words="wool scarf", sort="price_down"), limit=9)) == ["a", "b"]


def test_a_leftover_word_does_not_empty_a_category(build: Build) -> None:
    bags = [product(name, "Canvas tote", categories=("Bags",)) for name in ("x", "y")]
    assert build(*bags).search(Wish(words="sister", facets={"category": ("Bags",)}), limit=9).total == 2


def test_words_beside_a_category_that_a_hit_does_not_hold_are_told_as_loose(build: Build) -> None:
    shop = build(
        product("x", "Canvas tote", categories=("Bags",), attributes={"material": ("Canvas",)}),
        product("y", "Large tote", categories=("Bags",), attributes={"material": ("Canvas",)}),
    )

    def loose(words: str, **facets: tuple[str, ...]) -> tuple[str, ...]:
        return shop.search(Wish(words=words, facets={"category": ("Bags",), **facets}), limit=9).loose

    assert loose("large bag") == ("large",)
    assert loose("tote bag") == ()  # every hit says it
    assert loose("canvas bag", material=("Canvas",)) == ()  # a filter, whatever the texts say
    assert shop.search(Wish(words="large tote"), limit=9).loose == ()


def test_a_fact_that_a_filter_knows_need_not_be_said_in_the_text(build: Build) -> None:
    shop = build(product("x", "Runner", attributes={"material": ("Mesh",)}), product("y", "Kettle"))
    assert ids(shop.search(Wish(words="mesh", facets={"material": ("Mesh",)}), limit=9)) == ["x"]


def test_words_decide_within_a_category_when_sorted_by_price(build: Build) -> None:
    bags = [
        product("leather", "Leather tote", variant("1", 90), categories=("Bags",)),
        product("canvas", "Canvas tote", variant("2", 15), categories=("Bags",)),
    ]
    wish = Wish(words="leather", facets={"category": ("Bags",)}, sort="price_up")
    assert ids(build(*bags).search(wish, limit=9)) == ["leather"]


def test_pages_follow_each_other_without_gap_or_repeat(build: Build) -> None:
    engine = build(*(product(f"p{number:02}", "Oak shelf") for number in range(25)))
    pages = [engine.search(Wish(words="oak shelf"), limit=10, offset=offset) for offset in (0, 10, 20)]
    assert [len(page.hits) for page in pages] == [10, 10, 5]
    assert len({name for page in pages for name in ids(page)}) == 25
    assert {page.total for page in pages} == {25}


def test_the_order_of_the_products_does_not_matter(tmp_path: Path) -> None:
    shuffled = random.Random(5).sample(SHOP, len(SHOP))
    wishes = [Wish(words="scarf"), Wish(sort="rating"), Wish(words="wool", sort="price_up")]
    one, other = (
        SearchEngine.build(products, WordBagEncoder(), tmp_path)
        for products in (SHOP, shuffled)  # type: ignore[arg-type]
    )
    for wish in wishes:
        before, after = one.search(wish, limit=9), other.search(wish, limit=9)
        assert ids(before) == ids(after)
        assert [hit.score for hit in before.hits] == pytest.approx([hit.score for hit in after.hits])


def test_the_variant_shown_is_the_one_that_satisfies_the_wish(build: Build) -> None:
    shirt = product(
        "shirt",
        "Shirt",
        variant("s-red", 12, size="S", colour="Red"),
        variant("m-red", 15, size="M", colour="Red"),
        variant("m-blue", 9, size="M", colour="Blue"),
    )
    (hit,) = build(shirt).search(Wish(facets={"size": ("M",), "colour": ("Red",)}), limit=1).hits
    assert hit.variant is not None
    assert hit.variant.sku == "m-red"


def test_no_variant_is_singled_out_when_the_wish_does_not_care(build: Build) -> None:
    (hit,) = build(SHOP[3]).search(Wish(words="kettle"), limit=1).hits
    assert hit.variant is None


def test_the_price_is_let_go_before_the_product_and_the_nearest_price_comes_first(build: Build) -> None:
    lamps = [
        product(f"lamp{price}", "Desk lamp", variant(str(price), price), categories=("Lamps",)) for price in (80, 35)
    ]
    answer = build(*lamps).search(Wish(facets={"category": ("Lamps",)}, price_max_minor=1000), limit=9)
    assert answer.relaxed
    assert ids(answer) == ["lamp35", "lamp80"]
    assert answer.wish.price_max_minor is None


def test_two_wishes_are_let_go_only_when_no_single_one_helps(build: Build) -> None:
    boot = product("boot", "Boot", variant("1", 90, size="40", colour="Black"), categories=("Boots",))
    wish = Wish(facets={"category": ("Boots",), "size": ("44",), "colour": ("White",)})
    answer = build(boot).search(wish, limit=3)
    assert answer.relaxed
    assert answer.wish.facets == {"category": ("Boots",)}


def test_what_must_not_be_is_never_let_go(build: Build) -> None:
    jacket = product("jacket", "Jacket", attributes={"material": ("Leather",)}, categories=("Jackets",))
    wish = Wish(facets={"category": ("Jackets",)}, excluded={"material": ("leather",)})
    assert build(jacket).search(wish, limit=3).total == 0


def test_another_category_is_never_offered_instead(build: Build) -> None:
    assert build(*SHOP).search(Wish(facets={"category": ("Tents",), "colour": ("Red",)}), limit=3).total == 0


def test_a_search_among_some_products_stays_among_them(build: Build) -> None:
    answer = build(*SHOP).search(Wish(words="scarf"), limit=9, among=["c", "d", "nobody"])
    assert ids(answer) == ["c"]


def test_a_slip_of_the_keyboard_still_finds(build: Build) -> None:
    assert set(ids(build(*SHOP).search(Wish(words="scraf wool"), limit=9))) >= {"a", "b"}


def test_similar_leaves_out_the_product_itself_and_what_is_sold_out(build: Build) -> None:
    sold_out = product("e", "Red wool scarf", variant("e1", stock=0))
    assert [hit.product.id for hit in build(*SHOP, sold_out).similar("a", 2)] == ["b", "c"]


def test_an_empty_shop_answers_nothing(build: Build) -> None:
    engine = build()
    assert engine.search(Wish(words="scarf", facets={"colour": ("Red",)}), limit=3).total == 0
    assert engine.similar("a", 3) == ()


colours, sizes = st.sampled_from(["Red", "Blue"]), st.sampled_from(["S", "M"])
variants = st.tuples(colours, sizes, st.integers(1, 4), st.integers(0, 1))
shops = st.lists(st.lists(variants, min_size=1, max_size=4), min_size=1, max_size=6)
wishes = st.builds(
    Wish,
    facets=st.fixed_dictionaries({}, optional={"colour": st.tuples(colours), "size": st.tuples(sizes)}),
    excluded=st.fixed_dictionaries({}, optional={"colour": st.tuples(colours)}),
    price_max_minor=st.none() | st.integers(100, 400),
    price_min_minor=st.none() | st.integers(100, 400),
    in_stock=st.booleans(),
)


@settings(deadline=None, max_examples=60)
@given(shop=shops, wish=wishes)
def test_every_hit_satisfies_the_wish_as_answered_and_none_is_missed(
    tmp_path_factory: pytest.TempPathFactory, shop: list[list[tuple[str, str, int, int]]], wish: Wish
) -> None:
    products = [
        product(f"p{row}", "Thing", *(variant(f"{row}-{n}", v[2], v[3], v[1], v[0]) for n, v in enumerate(rows)))
        for row, rows in enumerate(shop)
    ]
    engine = SearchEngine.build(products, WordBagEncoder(), tmp_path_factory.mktemp("index"))  # type: ignore[arg-type]
    answer = engine.search(wish, limit=99)
    assert set(ids(answer)) == {item.id for item in products if _satisfies(item, answer.wish)}
    assert (answer.wish == wish) == (not answer.relaxed) or not answer.hits


def _satisfies(item: Product, wish: Wish) -> bool:
    def holds(value: str, wanted: Sequence[str]) -> bool:
        return not wanted or value in wanted

    return any(
        holds(v.colour, wish.facets.get("colour", ()))
        and holds(v.size, wish.facets.get("size", ()))
        and v.colour not in wish.excluded.get("colour", ())
        and (wish.price_min_minor or 0) <= v.price_minor <= (wish.price_max_minor or 10**9)
        and (v.stock > 0 or not wish.in_stock)
        for v in item.variants
    )


@pytest.mark.models
class TestWithTheRealEncoder:
    @pytest.fixture
    def engine(self, encoder: SentenceEncoder, tmp_path: Path) -> SearchEngine:
        titles = {
            "jacket": "Waterproof shell jacket with hood",
            "kettle": "Stainless steel kettle, 1.7 litres",
            "bag": "Canvas backpack with padded sleeve for a notebook",
            "shoe": "Trail running shoe with grippy sole",
        }
        return SearchEngine.build([product(name, title) for name, title in titles.items()], encoder, tmp_path)

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("coat against the rain", "jacket"),
            ("boil water for tea", "kettle"),
            ("rucksack to carry my laptop", "bag"),
            ("sneakers for jogging in the forest", "shoe"),
            ("watrproof jakcet", "jacket"),
        ],
    )
    def test_other_words_for_the_same_thing_find_it(self, engine: SearchEngine, words: str, expected: str) -> None:
        assert ids(engine.search(Wish(words=words), limit=1)) == [expected]

    @pytest.mark.parametrize("words", ["asdf qwer", "what is the capital of France", "frozen pizza", "!!!", "🙂🙂"])
    def test_what_the_shop_does_not_have_finds_nothing(self, engine: SearchEngine, words: str) -> None:
        assert engine.search(Wish(words=words), limit=3).total == 0
