from __future__ import annotations

import pytest

from nlu.hearing.ear import Ear
from nlu.wish import Vocabulary, Wish
from tests.nlu.shelves import SPORTS

reader = Ear(SPORTS)
SHOWN = (2500, 4000, 6000)


def conversation(*texts: str, shown: tuple[int, ...] = SHOWN) -> Wish:
    """The wish after several turns, as the search action makes it."""
    wish = Wish()
    for text in texts:
        said = reader.read(text)
        wish = said if reader.starts_anew(wish, text) else reader.refine(wish, said, text, shown_prices_minor=shown)
    return wish


def test_cheaper_goes_below_the_cheapest_shown_and_dearer_above_the_dearest() -> None:
    assert conversation("tees", "cheaper").price_max_minor == 2499
    assert conversation("tees", "that is too expensive").price_max_minor == 2499
    assert conversation("tees", "something more expensive").price_min_minor == 6001


def test_cheaper_keeps_a_lower_bound_only_where_it_still_can_hold() -> None:
    assert conversation("tees over 10", "cheaper").price_min_minor == 1001
    assert conversation("tees over 30", "cheaper") == Wish(
        "tees", {"category": ("Tees",)}, {}, None, 2499, True, "price_up"
    )


def test_a_colour_replaces_the_colour_and_keeps_the_rest() -> None:
    wish = conversation("red hoodies under 60 for men", "in blue")
    assert wish.facets == {"colour": ("Blue",), "category": ("Hoodies & Sweatshirts",), "gender": ("Men",)}
    assert wish.price_max_minor == 5999


def test_also_adds_beside_what_was_wanted() -> None:
    assert conversation("red tees", "also in blue").facets["colour"] == ("Red", "Blue")


def test_for_men_replaces_for_women() -> None:
    assert conversation("women's tees", "for men instead").facets["gender"] == ("Men",)


def test_refusals_add_up_and_what_is_wanted_again_is_no_longer_refused() -> None:
    assert conversation("bags", "not leather", "no black").excluded == {"material": ("Leather",), "colour": ("Black",)}
    assert conversation("bags", "no black", "in black").excluded == {}
    assert conversation("black bags", "not black").facets == {"category": ("Bags",)}


@pytest.mark.parametrize(
    "text",
    [
        "any colour",
        "any color is fine",
        "the colour doesn't matter",
        "forget the colour",
        "I don't care about the colour",
    ],
)
def test_a_facet_is_let_go(text: str) -> None:
    assert "colour" not in conversation("red tees under 50", text).facets


@pytest.mark.parametrize(
    "text",
    ["any price", "price doesn't matter", "the price does not matter", "no price limit", "remove the price limit"],
)
def test_the_price_is_let_go(text: str) -> None:
    wish = conversation("red tees under 50", text)
    assert (wish.price_max_minor, wish.facets["colour"]) == (None, ("Red",))


def test_a_value_said_to_be_unneeded_is_let_go_and_not_refused() -> None:
    wish = conversation("leather bags", "doesn't have to be leather")
    assert ("material" in wish.facets, wish.excluded) == (False, {})
    assert conversation("red tees", "blue instead of red").facets["colour"] == ("Blue",)


def test_a_new_price_replaces_the_old_range() -> None:
    wish = conversation("tees between 20 and 40", "under 30")
    assert (wish.price_min_minor, wish.price_max_minor) == (None, 2999)


def test_words_are_added_to_the_words() -> None:
    assert conversation("running jackets", "waterproof").words == "running jackets waterproof"


def test_a_wider_kind_of_product_brings_its_own_words() -> None:
    assert conversation("yoga pants in black", "bottoms").words == "bottoms"


def test_sizes_step_up_and_down_among_those_the_shop_has() -> None:
    assert conversation("tees in size m", "bigger").facets["size"] == ("L",)
    assert conversation("pants in size 32", "one size smaller").facets["size"] == ("31",)
    assert conversation("tees in size xl", "a larger size").facets["size"] == ("XL",)


def test_another_kind_of_product_starts_anew() -> None:
    assert conversation("red hoodies under 60 for men", "show me watches") == Wish(
        "watches", {"category": ("Watches",)}
    )


def test_a_kindred_kind_goes_on_with_the_rest() -> None:
    wish = conversation("black jackets under 60", "rather coats")
    assert (wish.facets["colour"], wish.price_max_minor) == (("Black",), 5999)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "forget that, jackets",
            "never mind those, I want jackets",
            "scrap that. jackets",
            "changed my mind, jackets",
        ),
        *("on second thought, jackets", "I don't want those, show jackets"),
    ],
)
def test_a_wish_taken_back_leaves_nothing(text: str) -> None:
    assert conversation("black coats under 60", text) == Wish("jackets", {"category": ("Jackets",)})


def test_a_change_of_mind_about_one_fact_keeps_the_rest() -> None:
    wish = conversation("red hoodies under 60", "changed my mind, blue")
    assert (wish.facets["colour"], wish.price_max_minor) == (("Blue",), 5999)
    assert conversation("red hoodies under 60", "never mind the price").facets["colour"] == ("Red",)
    assert conversation("red bags", "changed my mind, leather").facets["category"] == ("Bags",)


def test_these_as_a_present_are_still_these() -> None:
    assert conversation("red hoodies", "do you have these as a gift for men").facets["colour"] == ("Red",)


@pytest.mark.parametrize(
    "text", ["cheaper", "in blue", "not leather", "under 30", "size m", "for men", "with a zip", "waterproof"]
)
def test_a_refinement_never_starts_anew(text: str) -> None:
    assert not reader.starts_anew(reader.read("red hoodies"), text)


def test_a_fact_that_another_replaces_takes_its_word_along() -> None:
    shop = Ear(Vocabulary({"category": ("Shirts",), "material": ("Cotton", "Leather")}))
    wish = shop.read("cotton shirts")
    changed = shop.refine(wish, shop.read("in leather"), "in leather")
    assert (changed.facets["material"], changed.words) == (("Leather",), "shirts leather")
    also = shop.refine(wish, shop.read("also in leather"), "also in leather")
    assert "cotton" in also.words
