"""Whom a wish is for: the speaker, somebody of theirs, and not who only stands beside."""

from __future__ import annotations

import pytest

from nlu.hearing.ear import Ear
from tests.nlu.shelves import SPORTS

ear = Ear(SPORTS)


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("a jacket, i'm a bloke", ("Men",)),
        ("jackets, female here", ("Women",)),
        ("my husband needs a jacket", ("Men",)),
        ("a jacket for my granny", ("Women",)),
        ("hoodie for a teenage boy", ("Men",)),
        ("hoodie for a little boy", ("Boys",)),
        ("a hoodie for my son, he is 19 years old", ("Men",)),
        ("a present for my daughter's teacher", ()),
        ("a bag for a trip with the boys", ()),
    ],
)
def test_a_person_is_who_the_thing_is_for(text: str, gender: tuple[str, ...]) -> None:
    assert ear.read(text).facets.get("gender", ()) == gender


def test_the_speaker_is_told_from_others() -> None:
    assert ear.understand("tees, i'm a guy").speaker == ("Men",)
    assert ear.understand("tees for my brother").speaker == ()


def test_what_somebody_does_is_no_kind_of_product() -> None:
    assert "category" not in ear.read("she watches the birds").facets
