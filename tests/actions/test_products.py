from __future__ import annotations

import pytest

from actions.told.facts import reply_to_question
from catalog.shop import Shop
from tests.actions.talk import Talk

SHOW, SIMILAR = "show_product", "similar_to"


@pytest.fixture
def shoes(talk: Talk) -> Talk:
    talk.say("running shoes cheapest first")
    assert talk.slots["shown"] == ["trot", "swift", "glide"]
    return talk


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("the second one", "swift"),
        ("number 3", "glide"),
        ("the last one", "glide"),
        ("tell me more about the trot", "trot"),
        ("the navy one", "trot"),
        ("the most expensive one", "glide"),
        ("the cheapest of them", "trot"),
        ("how much is the glide running shoe?", "glide"),
        ("more about the Harbour Leather Boot", "harbour"),
    ],
)
def test_a_product_is_pointed_at(shoes: Talk, text: str, product: str) -> None:
    said = shoes.say(text, SHOW)
    assert said.ids == [product]
    assert shoes.slots["focus"] == product
    said.assert_lists_no_cards()


def test_the_first_sweater_is_the_first_of_the_sweaters(talk: Talk) -> None:
    talk.say("clothing by oldacre or linnet & low")
    shown = talk.slots["shown"]
    sweaters = [product_id for product_id in shown if product_id in ("fjord", "basic")]
    assert shown[0] not in sweaters or len(sweaters) == 2
    assert talk.say("the first sweater", SHOW).ids == sweaters[:1]


def test_it_is_the_product_talked_about(shoes: Talk) -> None:
    shoes.say("the second one", SHOW)
    assert "$69.00" in shoes.say("how much is it?", SHOW).text
    assert "240 g" in shoes.say("how much does it weigh?", SHOW).text or "Weight" in shoes.say("its weight", SHOW).text
    assert shoes.say("what is it made of", SHOW).text == "Swift Running Shoe: It is made of mesh."


def test_after_a_closer_look_the_list_still_counts(shoes: Talk) -> None:
    shoes.say("the second one", SHOW)
    assert shoes.say("the third one", SHOW).ids == ["glide"]


def test_an_unclear_it_is_asked_back(shoes: Talk) -> None:
    said = shoes.say("tell me more about it", SHOW)
    assert said.cards == []
    assert said.quick_replies == ["Trot Running Shoe", "Swift Running Shoe", "Glide Running Shoe"]


def test_a_place_that_is_not_there_is_said(shoes: Talk) -> None:
    assert "only 3 products" in shoes.say("the seventh one", SHOW).text


def test_a_question_about_several_products_is_answered_for_each(shoes: Talk) -> None:
    said = shoes.say("what colours do these come in", SHOW)
    assert said.text.splitlines()[0] == "The Trot Running Shoe comes in navy and red."
    assert said.ids == ["trot", "swift", "glide"]
    assert "$119.00" in shoes.say("how much are they", SHOW).text


def test_stock_and_sizes_are_never_invented(talk: Talk) -> None:
    talk.say("court sneaker")
    assert "41" in talk.say("what sizes does it come in?", SHOW).text
    assert "42" not in talk.say("what sizes does it come in?", SHOW).text
    assert "sold out" in talk.say("is it available in size 42?", SHOW).text


def test_the_card_shows_the_variant_that_was_named(shoes: Talk) -> None:
    card = shoes.say("the navy one", SHOW).cards[0]
    assert (card["price_text"], card["in_stock"]) == ("$39.00", True)


def test_similar_products_take_the_place_of_those_shown(shoes: Talk) -> None:
    said = shoes.say("something like the first one", SIMILAR)
    assert "trot" not in said.ids
    assert said.text.startswith("These are like the Trot Running Shoe")
    said.assert_lists_no_cards()
    assert shoes.slots["shown"] == said.ids


def test_whether_questions_are_answered_from_the_text_or_not_at_all(talk: Talk) -> None:
    talk.say("shoulder bags")
    assert (
        talk.say("does it hold a laptop?", SHOW).text == "Canal Satchel: The shop writes: “Holds a laptop and a lunch.”"
    )
    assert talk.say("is it machine washable?", SHOW).text.startswith("I can't tell")


def test_a_bare_how_much_is_about_the_product_talked_about(talk: Talk) -> None:
    talk.say("shoulder bags")
    assert talk.say("how much?").text == "The Canal Satchel costs $95.00."


def test_buying_leads_to_the_product_s_page_and_puts_nothing_in_a_cart(shoes: Talk) -> None:
    said = shoes.say("i take the second one", "buy_product")
    assert said.ids == ["swift"]
    assert "on its own page" in said.text
    talk = Talk(shoes.shop)
    talk.say("desk lamp")
    assert "sold out" in talk.say("i take it", "buy_product").text


def test_start_over_forgets_everything(shoes: Talk) -> None:
    shoes.say("start over", "start_over")
    assert shoes.wish.is_empty
    assert shoes.slots["shown"] is None
    assert shoes.say("cheaper").cards == []


def test_a_product_taken_out_of_the_shop_is_not_shown_again(shoes: Talk) -> None:
    shoes.slots["shown"] = ["gone", "trot"]
    assert shoes.say("the first one", SHOW).ids == ["trot"]


@pytest.mark.parametrize("text", ["Tell me more about {}", "what about the {}?", "details of {}"])
def test_a_product_said_by_its_whole_title_is_that_product(talk: Talk, corner_shop: Shop, text: str) -> None:
    talk.say("shoes")
    for name, title in corner_shop.vocabulary.titles.items():
        if corner_shop.product(name):
            assert talk.say(text.format(title), "refine_search").ids == [name]


def test_similar_to_a_whole_title_is_not_a_search_for_its_words(talk: Talk, corner_shop: Shop) -> None:
    title = corner_shop.vocabulary.titles["swift"]
    said = talk.say(f"Show similar products to {title}", "refine_search")
    assert said.text.startswith(f"These are like the {title}")
    assert "swift" not in said.ids


def test_what_the_shop_does_not_tell_its_customers_may(corner_shop: Shop) -> None:
    boot = corner_shop.products(["harbour"])[0]
    said = "Ida P. writes: “They squeak on wet floors.”"

    def asked(text: str, voices: str) -> str:
        return reply_to_question(
            "whether",
            text,
            corner_shop.reader.read(text),
            boot,
            corner_shop.teller,
            lambda words: voices if words else "",
        )

    assert asked("do they squeak?", said).endswith("but its reviews do. Ida P. writes: “They squeak on wet floors.”")
    assert asked("do they squeak?", "").startswith("I can't tell: what the shop says")
