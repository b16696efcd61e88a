"""Guessing about a customer in the chat: only with their yes, told as a guess, stopped, handed out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.recommend.guessing import Guesser
from catalog.shop import Shop
from tests.actions.talk import Talk
from tests.guesses import young_by

KNOWN = ("what do you know about me", "my_data")


@pytest.fixture(autouse=True)
def trained(corner_shop: Shop, tmp_path: Path) -> Iterator[None]:
    """Who turns to headphones is young, says a model; the merchant allows it."""
    kinds = sorted({product.categories[0].split("/")[-1] for product in corner_shop.catalogue.products.values()})
    young_by("Headphones", kinds, tmp_path)
    before, corner_shop.recommender.guesser = corner_shop.recommender.guesser, Guesser(tmp_path, ["age_group"])
    yield
    corner_shop.recommender.guesser = before


def looked_at_headphones(talk: Talk) -> None:
    talk.say("headphones")
    for _ in range(4):
        talk.say("tell me more about the first one", "show_product")


def test_nothing_is_guessed_of_who_was_not_asked_and_the_question_comes_with_what_is_known(talk: Talk) -> None:
    looked_at_headphones(talk)
    said = talk.say(*KNOWN, act="").text
    assert "under 30" not in said
    assert "May I also guess your age group" in said


def test_a_yes_is_kept_used_handed_out_and_taken_back(talk: Talk, corner_shop: Shop) -> None:
    looked_at_headphones(talk)
    talk.say(*KNOWN, act="")
    assert "My guess at your age group: under 30" in talk.say("yes", "affirm").text
    said = talk.say(*KNOWN, act="").text
    assert "My guess at your age group: under 30 (sure: from Headphones)." in said
    assert "May I also guess" not in said
    kept = corner_shop.store.export_customer(None, talk.visitor)["statements"]
    assert [(row["subject"], row["value"]) for row in kept] == [("guesses", "on")]
    assert "guess nothing" in talk.say("stop guessing", "my_data", act="stop").text
    said = talk.say(*KNOWN, act="").text
    assert "under 30" not in said
    assert "May I also guess" not in said
    # Learning as such goes on: only the guesses were stopped.
    assert "You turn to: Headphones" in said


def test_a_no_is_kept_and_not_asked_again(talk: Talk) -> None:
    talk.say(*KNOWN, act="")
    assert "guess nothing" in talk.say("no", "deny").text
    assert "May I also guess" not in talk.say(*KNOWN, act="").text


def test_it_can_be_allowed_in_words_whatever_they_are_taken_for(talk: Talk) -> None:
    looked_at_headphones(talk)
    assert "under 30" in talk.say("you may guess my age group", "out_of_scope").text


def test_a_shop_that_allows_no_guesses_makes_none(talk: Talk, corner_shop: Shop, tmp_path: Path) -> None:
    corner_shop.recommender.guesser = Guesser(tmp_path, [])
    looked_at_headphones(talk)
    assert "May I also guess" not in talk.say(*KNOWN, act="").text
    assert "I guess nothing" in talk.say("you may guess my age group", "my_data", act="go_on").text


def test_what_was_turned_away_or_is_not_to_be_learnt_is_no_evidence(talk: Talk) -> None:
    talk.say("stop learning from me", "my_data", act="stop")
    talk.say("you may guess my age group", "my_data", act="go_on")
    looked_at_headphones(talk)
    assert "under 30" not in talk.say(*KNOWN, act="").text
