"""What people say: both sides with a voice each, or the one side that is asked for, and nothing without reviews."""

from __future__ import annotations

import pytest

from catalog.products import Review
from catalog.shop import Shop
from catalog.store.changes import CatalogChange
from tests.actions.talk import Said, Talk

REVIEWS = [
    Review("swift", 5, "", "I love these shoes. They are light and very comfortable.", "Ana"),
    Review("swift", 4, "", "Very good shoes for long runs. My only complaint: they come up large, so size down.", "Bo"),
    Review("swift", 2, "", "I was very disappointed. The sole came off after a month.", "Cy"),
    Review("swift", 1, "", "Terrible quality, I returned them.", "Di"),
    Review("glide", 5, "", "Wonderful, I love running in them.", "Ed"),
    Review("glide", 4, "", "They are good and comfortable shoes.", "Flo"),
]


@pytest.fixture(autouse=True)
def reviews(corner_shop: Shop) -> None:
    corner_shop.store.apply(CatalogChange(reviews=REVIEWS))


def ask(talk: Talk, text: str) -> Said:
    return talk.say(text, "ask_reviews")


def test_both_sides_are_told_with_a_voice_each(talk: Talk) -> None:
    said = ask(talk, "what do people say about the Swift Running Shoe?")
    assert "3.0 of 5 stars from 4 reviews" in said.text
    likes = next(line for line in said.text.splitlines() if " likes: " in line)
    assert "complaint" not in likes
    assert any(" criticises: " in line for line in said.text.splitlines())
    assert said.ids == ["swift"]


@pytest.mark.parametrize("text", ["any complaints?", "what's the worst review", "what do people dislike about it"])
def test_who_asks_for_complaints_hears_complaints_only(talk: Talk, text: str) -> None:
    ask(talk, "what do people say about the Swift Running Shoe?")
    said = ask(talk, text)
    assert said.text.startswith("2 of the 4 reviews")
    assert {line.split(",")[0] for line in said.text.splitlines()[1:]} == {"Cy", "Di"}
    assert "Any complaints?" not in said.quick_replies


def test_who_asks_for_praise_hears_praise_only(talk: Talk) -> None:
    talk.say("running shoes")
    asked = ask(talk, "what do people say about the Swift Running Shoe?")
    assert "What do people like about it?" in asked.quick_replies
    said = ask(talk, "what do they like?")
    assert said.text == ask(talk, "What do people like about it?").text
    assert {line.split(",")[0] for line in said.text.splitlines()[1:]} == {"Ana", "Bo"}


def test_a_product_without_complaints_has_none_invented(talk: Talk) -> None:
    said = ask(talk, "any complaints about the Glide Running Shoe?")
    assert said.text.startswith("None of the 2 reviews")
    assert not [reply for reply in said.quick_replies if "omplaint" in reply]


def test_nothing_is_said_of_a_product_that_nobody_reviewed(talk: Talk) -> None:
    assert "Nobody has reviewed" in ask(talk, "any complaints about the Trot Running Shoe?").text


def test_an_aspect_is_answered_with_counts_and_a_quote(talk: Talk, corner_shop: Shop) -> None:
    more = [
        Review("swift", 3, "", "They run small, I needed a size more.", "Gil"),
        Review("swift", 4, "", "They run small, so go up one size.", "Hal"),
        Review("swift", 5, "", "The size is right.", "Ira"),
    ]
    corner_shop.store.apply(CatalogChange(reviews=[*REVIEWS, *more]))
    ask(talk, "what do people say about the Swift Running Shoe?")
    said = ask(talk, "do they say it runs small?")
    assert "of the 7 reviews" in said.text
    assert "2 say it runs small" in said.text
    assert "“They run small, I needed a size more.”" in said.text
    assert talk.say("does it run small?", "show_product", act="whether").text.endswith(said.text)


def test_an_aspect_that_no_review_speaks_of_is_said_to_be_untold(talk: Talk) -> None:
    ask(talk, "what do people say about the Swift Running Shoe?")
    assert ask(talk, "what do they say about the battery?").text.startswith("None of the 4 reviews")


def test_what_is_criticised_most_is_counted(talk: Talk, corner_shop: Shop) -> None:
    worn = [Review("swift", 2, "", f"The quality is poor, it broke after {n} weeks.", f"R{n}") for n in range(2, 5)]
    corner_shop.store.apply(CatalogChange(reviews=[*REVIEWS, *worn]))
    ask(talk, "what do people say about the Swift Running Shoe?")
    assert "Criticised most: its quality (" in ask(talk, "any complaints?").text
