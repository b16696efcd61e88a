"""What was asked in vain is grouped by meaning, keeps its name, and goes when it is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalog.records import Unanswered
from catalog.settings import models_folder
from catalog.unanswered import group_named, vain_groups
from nlu.encoder import EncoderMissingError, load_encoder
from tests.catalog.search.shelf import WordBagEncoder

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ASKED = [
    Unanswered("question", "repair shoes", 3, NOON),
    Unanswered("question", "shoes repair", 2, NOON + timedelta(days=1)),
    Unanswered("search", "purple elephant", 4, NOON),
    Unanswered("search", "repair shoes", 1, NOON),
]


def test_wordings_of_one_meaning_are_one_group_and_the_most_asked_comes_first() -> None:
    first, second = vain_groups(ASKED, WordBagEncoder())  # type: ignore[arg-type]
    assert (first.texts, first.times, first.searches) == (("repair shoes", "shoes repair"), 6, 1)
    assert first.last_at == NOON + timedelta(days=1)
    assert (second.texts, second.searches) == (("purple elephant",), 4)


def test_a_group_is_found_by_the_name_it_had_when_it_was_listed() -> None:
    groups = vain_groups(ASKED, WordBagEncoder())  # type: ignore[arg-type]
    more = [*ASKED, Unanswered("question", "the shoes repair", 9, NOON)]
    later = vain_groups(more, WordBagEncoder())  # type: ignore[arg-type]
    found = group_named(later, groups[0].id)
    assert found
    assert found.texts[0] == "the shoes repair"
    assert group_named(later, "none") is None


def test_what_the_faq_answers_by_now_is_left_out() -> None:
    groups = vain_groups(ASKED, WordBagEncoder(), lambda text: "repair" in text)  # type: ignore[arg-type]
    assert [group.texts for group in groups] == [("purple elephant",)]


def test_nothing_asked_is_no_group() -> None:
    assert vain_groups([], WordBagEncoder()) == []  # type: ignore[arg-type]


@pytest.mark.models
def test_real_wordings_come_together_by_meaning_and_not_by_words() -> None:
    try:
        encoder = load_encoder("minilm", models_folder())
    except EncoderMissingError as error:
        pytest.skip(str(error))
    same = ["do you repair shoes", "can you fix my broken boots", "is there a shoe repair service"]
    other = ["do you sell gift cards", "are gift vouchers available"]
    asked = [Unanswered("question", text, 1, NOON) for text in [*same, *other]]
    assert {frozenset(group.texts) for group in vain_groups(asked, encoder)} == {frozenset(same), frozenset(other)}
