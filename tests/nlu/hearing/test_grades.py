from __future__ import annotations

import pytest

from nlu.hearing.ear import Ear
from nlu.hearing.grades import end_named
from nlu.wish import Vocabulary, Wish

_VALUES = {
    "category": ("Dresses", "Pants", "Shorts"),
    "length": ("Mini", "Knee", "Midi", "Maxi", "180 cm"),
    "fit": ("Tight", "Slim", "Regular", "Relaxed", "Loose"),
}
ear = Ear(Vocabulary(_VALUES))
#: A shop that tells only one end of it.
narrow = Ear(Vocabulary({"category": ("Pants",), "style": ("Compression", "Leggings", "Track Pants")}))
DRESSES = Wish(words="dresses", facets={"category": ("Dresses",)})


@pytest.mark.parametrize(
    ("text", "facet", "values"),
    [
        ("a short dress", "length", {"Mini", "Knee"}),
        ("dress, nothing short", "", set()),
        ("loose pants", "fit", {"Loose", "Relaxed"}),
        ("baggy fit pants", "fit", {"Loose", "Relaxed"}),
        ("short sleeve dress", "", set()),
        ("a black short", "", set()),
    ],
)
def test_a_word_for_one_end_stands_for_the_grades_there(text: str, facet: str, values: set[str]) -> None:
    graded = {name: set(found) for name, found in ear.read(text).facets.items() if name in ("length", "fit")}
    assert graded == ({facet: values} if facet else {})


def test_what_is_refused_at_one_end_is_left_out() -> None:
    assert set(ear.read("pants, not tight").excluded["fit"]) == {"Tight", "Slim"}
    assert set(ear.read("dress, nothing short").excluded["length"]) == {"Mini", "Knee"}


def test_a_shop_without_one_end_leaves_the_other_out() -> None:
    wish = narrow.read("loose pants")
    assert set(wish.excluded["style"]) == {"Compression", "Leggings"}
    assert "style" not in wish.facets
    assert narrow.understand("the loose ones").references == ()


@pytest.mark.parametrize(
    ("text", "shown", "values"),
    [
        ("something shorter", ("Maxi", "Knee"), {"Mini", "Knee", "Midi"}),
        ("shorter", ("Knee",), {"Mini"}),
        ("longer ones", ("Knee", "Midi"), {"Midi", "Maxi"}),
        ("shorter", (), {"Mini", "Knee"}),
    ],
)
def test_a_step_leads_away_from_what_is_shown(text: str, shown: tuple[str, ...], values: set[str]) -> None:
    products = [{"length": (value,)} for value in shown]
    wish = ear.refine(DRESSES, ear.read(text), text, shown=products)
    assert set(wish.facets["length"]) == values
    assert wish.facets["category"] == ("Dresses",)


def test_a_longer_battery_is_no_longer_dress() -> None:
    assert not ear.understand("longer battery life").steps


def test_an_end_is_called_by_its_word() -> None:
    assert end_named("fit", ("Tight", "Slim")) == "tight"
    assert end_named("fit", ("Tight", "Loose")) == ""
    assert end_named("colour", ("Tight", "Slim")) == ""
