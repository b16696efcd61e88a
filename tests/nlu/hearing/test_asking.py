from __future__ import annotations

import pytest

from nlu.hearing.ear import Ear
from nlu.hearing.vetoes import heads_of
from nlu.wish import Vocabulary
from tests.nlu.shelves import SPORTS

#: A shop that tells titles and nothing else.
TITLES = Vocabulary(
    {},
    titles={
        "hose": "Flexi Garden Hose - 25 ft, with Spray Nozzle and Bag",
        "phone": "Tarn 5 Cell Phone, Unlocked, 128GB, Black",
        "case": "Cell Phone Case for Tarn 5 by Hullo",
    },
)
bare, sports = Ear(TITLES), Ear(SPORTS)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("do you sell lentil soup?", "lentil soup"),
        ("Hello, I'd want to purchase a fridge for my garage", "fridge"),
        ("buy a display", "display"),
        ("is there something like a garden hose", "garden hose"),
        ("could you recommend me some wall clocks please", "wall clocks"),
        ("I'm in the market for a kettle, preferably a quiet one", "kettle"),
        ("do you have anything with pockets", ""),
        ("I am looking for something for my mum", ""),
        ("do you have a branch in Bristol", ""),
        ("lentil soup", ""),
        ("", ""),
    ],
)
def test_what_is_asked_for_is_the_first_thing_named_behind_the_asking(text: str, thing: str) -> None:
    assert bare.understand(text).thing == thing


def test_a_long_title_calls_its_product_at_its_beginning() -> None:
    assert heads_of(TITLES.titles.values()) == {"hose", "phone", "case"}
    assert heads_of(["Chef's Knife 20 cm"]) == {"knife"}


def test_without_kinds_a_part_of_a_title_names_no_product() -> None:
    assert bare.read("cell phone").named == ()
    assert bare.read("cell phone case for tarn 5 by hullo").named == ("case",)


def test_without_genders_a_person_ranks_and_filters_nothing() -> None:
    wish = bare.read("a case for my wife")
    assert wish.facets == {}
    assert "women" in wish.words
    assert sports.read("a jacket for my wife").facets["gender"]


@pytest.mark.parametrize(
    "text",
    [
        "any price will do as long as the quality is good",
        "I don't care about the cost, provided it is of good quality",
        "anything is fine, as long as it's normal",
        "whatever works for me is fine",
    ],
)
def test_a_way_of_leaving_it_open_says_no_word_to_search_by(text: str) -> None:
    assert bare.read(text).words == ""
