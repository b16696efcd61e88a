"""What the engine says beside its hits: a kind it lacks, facts told by descriptions, whether an order compares."""

from __future__ import annotations

import pytest

from catalog.search.engine import describable
from catalog.search.ranking import weighed_stars
from nlu.wish import Wish
from tests.catalog.search.conftest import Build
from tests.catalog.search.shelf import product, variant

PANTS = {"category": ("Pants",)}


def test_of_a_wider_kind_only_what_is_called_so_is_a_match(build: Build) -> None:
    shop = build(
        product("chino", "Slim chino", categories=("Pants",)),
        product("denim", "Straight jeans", categories=("Pants",)),
    )
    found = shop.search(Wish(words="jeans", facets=PANTS), limit=9)
    assert [hit.product.id for hit in found.hits] == ["denim"]
    assert (found.total, found.lacking) == (1, "")


def test_where_none_is_called_so_the_kind_is_lacking_and_the_wider_one_is_shown(build: Build) -> None:
    shop = build(product("chino", "Slim chino", categories=("Pants",)), product("cup", "Cup", categories=("Mugs",)))
    found = shop.search(Wish(words="jeans", facets=PANTS), limit=9)
    assert [hit.product.id for hit in found.hits] == ["chino"]
    assert found.lacking == "jeans"


def test_a_kind_that_the_shop_has_by_its_own_name_is_never_lacking(build: Build) -> None:
    shop = build(product("chino", "Slim chino", categories=("Pants/Jeans",)))
    assert shop.search(Wish(words="jeans", facets={"category": ("Jeans",)}), limit=9).lacking == ""


def test_a_fact_that_is_listed_comes_before_one_that_a_description_tells(build: Build) -> None:
    listed = product("listed", "Rain shell", attributes={"reflective": ("Yes",)})
    told = product("told", "City coat", description="Has a reflective strip.")
    wish = Wish(facets={"reflective": ("Yes",)})
    assert [hit.product.id for hit in build(listed, told).search(wish, limit=9).hits] == ["listed"]
    found = build(told, product("plain", "Plain coat")).search(wish, limit=9)
    assert [hit.product.id for hit in found.hits] == ["told"]
    assert (found.described, found.relaxed) == (("reflective",), False)


@pytest.mark.parametrize(
    ("facets", "words"),
    [
        ({"reflective": ("Yes",)}, {"reflective": ("reflective",)}),
        ({"style": ("Hooded",)}, {"style": ("Hooded",)}),
        ({"gluten free": ("Yes",)}, {}),  # contents and diets are facts or nothing
        ({"allergens": ("Milk",)}, {}),
        ({"power": ("7 W",)}, {}),  # a number belongs to a measure
        ({"colour": ("Red",), "size": ("M",), "brand": ("Acme",)}, {}),
    ],
)
def test_what_a_description_may_tell(facets: dict[str, tuple[str, ...]], words: dict[str, tuple[str, ...]]) -> None:
    assert describable(Wish(facets=facets)) == words


def test_stars_are_weighed_by_their_number() -> None:
    loved = product("loved", rating=4.7, review_count=200)
    lone = product("lone", rating=5.0, review_count=1)
    unknown = product("unknown")
    disliked = product("disliked", rating=3.0, review_count=100)
    stars = weighed_stars([loved, lone, unknown, disliked])
    assert stars[0] > stars[1] > stars[3] > stars[2] == 0
    assert weighed_stars([loved])[0] == pytest.approx(4.7)  # its own average weighs nothing


def test_an_order_compares_what_tells_its_measure(build: Build) -> None:
    shop = build(product("light", attributes={"weight": ("240 g",)}), product("silent"))
    assert shop.compares("weight:least", "light")
    assert not shop.compares("weight:least", "silent")
    assert shop.compares("price_up", "silent")


def test_the_longest_battery_of_all_there_is_leaves_out_what_has_none(build: Build) -> None:
    shop = build(
        product("week", attributes={"battery life": ("2 weeks",)}),
        product("day", attributes={"battery life": ("30 hours",)}),
        product("cup", "Cup", variant("cup-1", 3)),
    )
    assert [hit.product.id for hit in shop.search(Wish(sort="duration:most"), limit=9).hits] == ["week", "day"]


def test_more_pixels_are_more_whatever_the_centimetres(build: Build) -> None:
    shop = build(
        product("small", attributes={"resolution": ("1920 x 1080",)}),
        product("large", attributes={"resolution": ("2560 x 1440",), "size": ("20 x 300",)}),
        product("towel", attributes={"size": ("100 x 150",)}),
    )
    assert [hit.product.id for hit in shop.search(Wish(sort="pixels:most"), limit=9).hits] == ["large", "small"]


def test_the_nearest_kind_is_one_that_stands_out(build: Build) -> None:
    shop = build(product("a", categories=("Garden chairs",)), product("b", categories=("Mugs",)))
    assert shop.nearest_kind("garden swing") == "Garden chairs"
    assert shop.nearest_kind("violin") == ""
