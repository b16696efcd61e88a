"""A shop that tells titles and nothing else: no kinds, no colours, no genders, no pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

import pytest

from actions.told.suggestions import opening_replies
from catalog.catalogue import build_catalogue
from catalog.feeds import import_feed
from catalog.settings import Settings
from catalog.shop import Shop
from catalog.store import open_store
from tests.actions.talk import Talk
from tests.actions.word_encoder import WordEncoder

TITLES = {
    "tomato": "Old Mill Tomato Soup, Creamy, Pack of 6",
    "lentil": "Old Mill Lentil Soup - Spicy and Thick",
    "noodle": "Brook Chicken Noodle Soup with Vegetables",
    "socks": "Hollin Wool Socks - Thick, for Women",
    "ankle": "Hollin Cotton Ankle Socks, White",
    "fridge": "Nordlicht Compact Fridge, White, for a Small Room",
    "freezer": "Nordlicht Fridge with Freezer, Black, Large",
    "hose": "Flexi Garden Hose, 25 ft",
    "towel": "Kitchen Paper Towels, mentions of beer stains",
}


@pytest.fixture(scope="module")
def titles_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("titles")
    rows = [
        {
            "id": name,
            "title": title,
            "currency": "USD",
            "price": 20,
            "variants": [{"sku": name, "price": 20, "stock": 1}],
        }
        for name, title in TITLES.items()
    ]
    (folder / "products.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    settings = Settings(home=folder / "home")
    store = open_store(settings)
    assert import_feed(store, settings, folder / "products.jsonl").exit_code == 0
    encoder = WordEncoder()
    shop = Shop(settings, store, partial(build_catalogue, settings, store, encoder))
    yield shop
    shop.close()


@pytest.fixture
def titles(titles_shop: Shop) -> Talk:
    return Talk(titles_shop)


@pytest.mark.parametrize("intent", ["out_of_scope", "ask_faq", "buy_product", "nlu_fallback", "search_product"])
@pytest.mark.parametrize("text", ["do you sell soup?", "I want to purchase some soup", "recommend me a good soup"])
def test_any_way_of_asking_opens_a_search(titles: Talk, text: str, intent: str) -> None:
    assert set(titles.say(text, intent).ids) == {"tomato", "lentil", "noodle"}


def test_what_no_product_is_called_by_is_said_and_changes_no_wish(titles: Talk) -> None:
    titles.say("do you have soup", "search_product")
    said = titles.say("do you sell yoghurt?", "out_of_scope")
    assert (said.text, said.ids) == ("I have no yoghurt here.", [])
    assert titles.wish.words == "soup"


def test_further_words_rank_what_was_wanted_and_never_empty_it(titles: Talk) -> None:
    titles.say("I am looking for a fridge", "search_product")
    for text in (
        "rather large and black",
        "I like it quiet and elegant and very modern in style",
        "for a student flat",
    ):
        said = titles.say(text, "refine_search")
        assert set(said.ids) == {"fridge", "freezer"}, text
    assert said.ids[0] == "freezer"
    assert titles.wish.core == "fridge"
    assert "2 matches for “fridge”" in said.text


def test_what_was_added_can_be_taken_away_again(titles: Talk) -> None:
    titles.say("I am looking for a fridge", "search_product")
    said = titles.say("rather large and black", "refine_search")
    assert [chip["label"] for chip in said.wish or ()] == ["fridge", "large black"]
    titles.say("/refine_search", remove=said.wish[1]["id"])
    assert (titles.wish.words, titles.wish.core) == ("fridge", "")


def test_a_part_of_what_is_wanted_is_no_new_wish(titles: Talk) -> None:
    titles.say("show me fridges", "search_product")
    assert titles.say("I want a freezer too", "search_product").ids[0] == "freezer"
    assert set(titles.say("do you sell socks?", "search_product").ids) == {"socks", "ankle"}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("any price will do, as long as the quality is good", "out_of_scope"),
        ("I don't mind the price", "refine_search"),
        ("anything is fine, as long as it's normal", "out_of_scope"),
        ("up to you", "affirm"),
    ],
)
def test_who_leaves_it_open_keeps_the_list(titles: Talk, text: str, intent: str) -> None:
    shown = titles.say("do you sell soup", "search_product").ids
    assert titles.say(text, intent).ids == shown


def test_a_picture_of_what_is_shown_is_no_photo_to_search_by(titles: Talk) -> None:
    shown = titles.say("do you sell soup", "search_product").ids
    said = titles.say("please show me a picture of them", "search_by_photo")
    assert said.ids == shown
    assert said.text == "The shop has no picture of these."
    assert "photo button" in titles.say("I want to search with a photo", "search_by_photo").text


def test_a_statement_in_words_of_the_catalogue_is_not_out_of_scope(titles: Talk) -> None:
    titles.say("do you sell soup", "search_product")
    assert titles.say("my family is fond of Brook", "out_of_scope").ids[0] == "noodle"
    assert titles.say("who won the elections?", "out_of_scope").text.startswith("That is beyond me")


def test_help_and_overview_speak_of_this_shop_s_own_goods(titles: Talk) -> None:
    said = titles.say("what can you do", "ask_help")
    example = said.text.split("“")[1].split("”")[0]
    assert example == "soup"  # all cost the same, so no price would tell anything
    assert titles.say(example, "search_product").ids
    assert "9 products: soup (3), fridge (2) and sock (2)." in titles.say("what do you sell", "ask_overview").text


def test_what_is_offered_at_first_can_be_answered(titles: Talk) -> None:
    replies = opening_replies(titles.shop, ())
    assert replies == ["Soup", "What can you do?"]  # nothing is popular yet, and no FAQ tells of delivery
