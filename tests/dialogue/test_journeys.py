"""The journeys of a customer, through the real Rasa and the demo shop."""

from __future__ import annotations

import pytest

from bot.chat import Chat
from catalog.settings import Settings, load_settings
from catalog.store import open_store
from tests.dialogue.conftest import Customer
from tests.service import RunningShop

pytestmark = pytest.mark.rasa


def test_find_refine_look_closer_compare_and_start_over(customer: Customer) -> None:
    assert "looking for" in customer.say("hello").text or "find for you" in customer.text
    found = customer.say("sneakers under 130").prices
    assert len(found) > 2
    assert max(found) < 130
    assert max(customer.say("cheaper").prices or [0]) < min(found) or customer.text.startswith("Nothing cheaper")
    assert customer.say("price doesn't matter, size 42").products
    first, second = customer.titles[:2]
    assert customer.say("the second one").titles == [second]
    assert second in customer.say("tell me more about it").text
    assert customer.say("compare the first two").titles == [first, second]
    assert f"1. {first}\n2. {second}" in customer.text
    assert first not in customer.say("something similar to the first one").titles
    assert customer.say("start over").text.startswith("All cleared")
    assert not customer.say("cheaper").products


def test_what_was_understood_is_taken_away_part_by_part(customer: Customer) -> None:
    narrow = customer.say("red running shoes under 80").titles
    assert customer.chips == ["category:running-shoes", "colour:red", "price:under-80"]
    assert set(narrow) < set(customer.remove("price:under-80").titles)
    assert max(customer.prices) >= 80
    customer.say("how long does delivery take?")
    assert customer.chips == ["category:running-shoes", "colour:red"]
    customer.say("I want to talk to a person")
    assert customer.remove("colour:red").products  # it leaves the form as any wish does
    assert customer.chips == ["category:running-shoes"]
    assert "looking for" in customer.remove("category:running-shoes").text
    assert (customer.chips, customer.products) == ([], [])


def test_every_filter_of_a_long_wish_holds(customer: Customer) -> None:
    customer.say("women's running shoes under $80 in red, size 38")
    assert customer.products
    assert max(customer.prices) < 80
    assert "Tempo 3 Women's Running Shoe" in customer.titles
    assert all(product["in_stock"] for product in customer.products)


def test_refusals_go_on_through_the_conversation(customer: Customer) -> None:
    with_leather = customer.say("boots").titles
    without = customer.say("not leather").titles
    assert without
    assert set(without) < set(with_leather)
    assert set(customer.say("cheapest first").titles) == set(without)


def test_show_more_never_repeats(customer: Customer) -> None:
    seen = customer.say("shoes").titles
    assert len(seen) == 6
    for _ in range(3):
        page = customer.say("show more").titles
        assert page
        assert not set(page) & set(seen)
        seen += page


def test_a_service_question_does_not_disturb_the_search(customer: Customer) -> None:
    customer.say("headphones")
    assert "2 to 4 working days" in customer.say("how long does delivery take?").text
    assert max(customer.say("under 100").prices) < 100
    assert all("phones" in title for title in customer.titles)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("can i send something back if i don't like it", "30 days"),
        ("what does shipping cost", "$4.90"),
        ("do you deliver to Canada", "Canada"),
    ],
)
def test_paraphrased_questions_are_answered_by_meaning(customer: Customer, question: str, answer: str) -> None:
    assert answer in customer.say(question).text


def test_an_unknown_question_gets_no_made_up_answer_and_a_person(customer: Customer, service: RunningShop) -> None:
    customer.say("do you have a store on Mars")
    assert customer.text.startswith(("I am not sure", "I am sorry", "That is beyond me"))
    assert "Talk to a person" in customer.quick_replies
    assert "pass on" in customer.say("Talk to a person").text
    assert "e-mail" in customer.say("Will you open a store on Mars? I would move there.").text
    assert "neither an e-mail" in customer.say("maybe").text
    assert "ana@example.com" in customer.say("it's ana@example.com").text
    store = open_store(Settings(home=service.home))
    kept = [(message.text, message.contact) for message in store.shop_messages()]
    store.close()
    assert ("Will you open a store on Mars? I would move there.", "ana@example.com") in kept


def test_yes_accepts_what_was_offered(customer: Customer) -> None:
    customer.say("do you have a store on Mars")
    if "not sure" in customer.text or "I am sorry" in customer.text:
        assert "pass on" in customer.say("yes").text


def test_shopping_in_the_middle_of_a_message_leaves_it(customer: Customer) -> None:
    customer.say("I want to talk to a human")
    assert customer.say("show me backpacks").products
    assert "pass on" not in customer.text
    cheapest = min(customer.prices)
    assert customer.say("the cheapest one").prices == [cheapest]


def test_a_question_in_the_middle_of_a_message_is_answered_and_the_message_goes_on(customer: Customer) -> None:
    customer.say("talk to a person")
    customer.say("The lamp I bought flickers since yesterday")
    assert "2 to 4 working days" in customer.say("how long does delivery take?").text
    assert "e-mail" in customer.text
    assert "The lamp I bought flickers since yesterday" in customer.say("skip").text


def test_what_is_told_to_a_person_is_not_taken_for_a_search(customer: Customer) -> None:
    customer.say("talk to a person")
    assert "e-mail" in customer.say("my red running shoes arrived broken and I want other ones").text
    assert not customer.products


@pytest.mark.parametrize("way_out", ["cancel", "never mind", "I changed my mind"])
def test_a_message_can_be_given_up(customer: Customer, way_out: str) -> None:
    customer.say("talk to a person")
    assert customer.say(way_out).text == "All right, I have sent nothing. What else can I do for you?"
    assert customer.say("headphones").products


def test_another_wish_in_the_middle_of_a_search(customer: Customer) -> None:
    customer.say("red running shoes under 80 in size 42")
    customer.say("show me desk lamps")
    assert customer.products
    assert all("Lamp" in title for title in customer.titles)


@pytest.mark.parametrize(
    "text", ["what's the weather tomorrow", "who won the world cup", "what is the capital of france"]
)
def test_out_of_scope_is_declined(customer: Customer, text: str) -> None:
    assert customer.say(text).text.startswith("That is beyond me")
    assert not customer.products


@pytest.mark.parametrize(
    "text", ["thank you so much", "bye bye", "what can you do?", "are you a robot?", "you stupid machine"]
)
def test_what_is_said_around_shopping_gets_an_answer_and_leaves_the_list(customer: Customer, text: str) -> None:
    first = customer.say("headphones").titles[0]
    assert customer.say(text).text
    assert not customer.products
    assert customer.say("the first one").titles == [first]


@pytest.mark.parametrize(
    "text",
    [
        "😀😀😀",
        "'; DROP TABLE products; --",
        "<img src=x onerror=alert(1)>",
        "مرحبا بكم",
        "\u202eabc",
        "a" * 900,
        "/restart",
        "42",
    ],
)
def test_strange_input_is_answered_and_the_conversation_goes_on(customer: Customer, text: str) -> None:
    assert customer.say(text).text
    assert customer.say("headphones").products


def test_two_customers_do_not_share_a_conversation(service: RunningShop) -> None:
    with service.visitor() as one, service.visitor() as other:
        first, second = Customer(one), Customer(other)
        first.say("headphones")
        assert not second.say("the first one").products


@pytest.mark.parametrize("text", ["what's new?", "any new arrivals?", "latest products", "show me what is new here"])
def test_what_is_new_is_told_newest_first_and_without_the_wish_so_far(customer: Customer, text: str) -> None:
    customer.say("headphones")
    assert "newest first" in customer.say(text).text
    assert not all("phones" in title for title in customer.titles)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what brands do you have?", "The shop has 30 brands: "),
        ("which brands are there in this shop", "The shop has 30 brands: "),
        ("what brand are your headphones", "For headphones there is 1 brand: Sonavell (5)."),
        ("what do you sell", "clothing (5"),
        ("what sort of things can i get here", "clothing (5"),
        ("I'm just looking", "Take your time."),
        ("what kinds of shoes do you have", "running shoes (6)"),
        ("which colours do your jackets come in", "black (6)"),
        ("do you have Nike?", "Nothing here is by Nike."),
    ],
)
def test_what_there_is_is_told_with_numbers(customer: Customer, text: str, told: str) -> None:
    assert told in customer.say(text).text
    assert customer.quick_replies
    assert customer.say(customer.quick_replies[0]).products


def test_which_is_better_is_answered_and_not_shown_as_a_table_again(customer: Customer) -> None:
    first, _, third = customer.say("shoes").titles[:3]
    assert customer.say("compare 1 and 3").titles == [first, third]
    for question in ("which one is better?", "what's the difference", "which one should I take"):
        assert "cheaper than" in customer.say(question).text
        assert customer.titles == [first, third]
        assert "Price: " not in customer.text


def test_show_more_goes_on_with_what_is_similar_and_says_when_it_ends(customer: Customer) -> None:
    customer.say("backpacks")
    seen = customer.say("similar to the first one").titles
    while customer.say("show me more").products:
        assert customer.text.startswith("More like the Commuter Backpack")
        assert not set(seen) & set(customer.titles)
        seen += customer.titles
    assert customer.text.startswith("I have nothing else")


def test_back_leads_through_the_lists_shown_before(customer: Customer) -> None:
    phones = customer.say("headphones").titles
    bags = customer.say("backpacks").titles
    customer.say("what's popular?")
    assert customer.say("go back").titles == bags
    assert customer.say("what did you show me before?").titles == phones
    assert customer.say("can you repeat that").titles == phones


def test_a_recommendation_is_explained_by_its_reason(customer: Customer) -> None:
    reason = str(customer.say("recommend me something").products[0]["reason"])
    assert reason in customer.say("why do you recommend this?").text


@pytest.mark.parametrize("text", ["speak German?", "do you understand french", "can we talk in polish"])
def test_other_languages_are_declined_with_a_way_on(customer: Customer, text: str) -> None:
    assert "English only" in customer.say(text).text
    assert "Talk to a person" in customer.quick_replies


@pytest.mark.parametrize(
    "text", ["black leather bag pls, and how long does shipping take?", "show me boots and what's your return policy"]
)
def test_a_message_with_two_acts_gets_both_answers(customer: Customer, text: str) -> None:
    assert customer.say(text).products
    assert "working days" in customer.text or "You can return" in customer.text or "returned" in customer.text


def test_how_an_answer_came_about_is_shown_to_the_shop_alone(service: RunningShop) -> None:
    chat = Chat(service.address, load_settings(environ=service.environment), explain=True)
    (answer,) = chat.say("red running shoes under 80")
    chat.close()
    (told,) = answer["explained"]
    assert told["row"] == "a wish"
    assert told["filters"]["price_max_minor"] == 7999
    assert [hit["id"] for hit in told["hits"]] == [product["id"] for product in answer["products"]]


def test_what_reviews_say_of_an_aspect_is_counted_and_quoted(customer: Customer) -> None:
    customer.say("tell me about the Sprout Kids Trainers")
    told = customer.say("does it run small?").text
    assert "of the 2 reviews of the Sprout" in told
    assert "1 says it runs small" in told
    assert "“They run small, so take half a size more.”" in told
    customer.say("tell me about the Pixmere Compact Camera")
    assert "the battery is empty after an afternoon" in customer.say("what do people say about the battery?").text
    assert "give" in customer.say("what do people dislike?").text
