"""The shop's own words are checked when they are told, kept as rows, and live in the next catalogue."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from catalog.catalogue import hours_entry
from catalog.products import Product, Variant
from catalog.store import CatalogChange, Store
from catalog.words import ShopWords, Word, WordsError, checked
from catalog.words_desk import WordsDesk

MUG = Product("mug", "Mug", "USD", (Variant("mug", 900, 12),))
FILE = """
synonym:
  trainers: [sneakers, running shoes]
size:
  42: [EU 42, "8.5"]
occasion:
  wedding: [dress, suit]
pin:
  coffee mug: mug
hours:
  mon: 09:00-12:00
  2026-12-24: []
text:
  welcome: Hello and welcome!
"""


@pytest.fixture
def desk(store: Store) -> WordsDesk:
    store.apply(CatalogChange(products=[MUG]))
    return WordsDesk(store)


def test_a_file_of_words_is_taken_in_and_written_as_it_was(desk: WordsDesk, store: Store, tmp_path: Path) -> None:
    path, revision = tmp_path / "words.yml", store.revision()
    path.write_text(FILE, encoding="utf-8")
    assert desk.take_in(path) == 7
    assert store.revision() > revision
    words = ShopWords.of(store.words())
    assert words.synonyms == {"trainers": ("sneakers", "running shoes")}
    assert words.sizes == {"42": ("EU 42", "8.5")}
    assert words.occasions == {"wedding": ("dress", "suit")}
    assert words.welcome == "Hello and welcome!"
    assert words.hours == {"mon": ("09:00-12:00",), "2026-12-24": ()}
    path.write_text(desk.text(), encoding="utf-8")
    assert desk.take_in(path, replace=True) == 7
    assert ShopWords.of(store.words()) == words


def test_a_word_is_told_anew_and_taken_away_whatever_its_case(desk: WordsDesk) -> None:
    desk.set("synonym", "Trainers", ["sneakers"])
    desk.set("synonym", "trainers", ["running shoes", "running  shoes"])
    assert desk.words("synonym") == [Word("synonym", "trainers", ("running shoes",))]
    desk.remove("synonym", "TRAINERS")
    assert desk.words() == []
    with pytest.raises(WordsError, match="words list"):
        desk.remove("synonym", "trainers")


def test_one_bad_word_of_a_file_keeps_all_of_it_out(desk: WordsDesk, tmp_path: Path) -> None:
    path = tmp_path / "words.yml"
    path.write_text(FILE.replace("coffee mug: mug", "coffee mug: cup"), encoding="utf-8")
    with pytest.raises(WordsError, match="no product 'cup'"):
        desk.take_in(path)
    path.write_text("- a list", encoding="utf-8")
    with pytest.raises(WordsError, match="no mapping"):
        desk.take_in(path)
    assert desk.words() == []


@pytest.mark.parametrize(
    ("kind", "name", "values", "told"),
    [
        ("colour", "x", ["y"], "Allowed: synonym, size"),
        ("synonym", " ", ["y"], "0 characters"),
        ("synonym", "x", [], "shopmate words remove"),
        ("synonym", "x", ["X"], "stands for itself"),
        ("pin", "shoes", ["none"], "no product 'none'"),
        ("pin", "*", ["mug"], "for every wish"),
        ("hours", "someday", [], "2026-12-24"),
        ("hours", "mon", ["9-18"], "09:00-18:00"),
        ("hours", "mon", ["18:00-09:00"], "09:00-18:00"),
        ("text", "goodbye", ["x"], "Allowed: welcome"),
    ],
)
def test_an_unusable_word_says_what_is_allowed(kind: str, name: str, values: list[str], told: str) -> None:
    with pytest.raises(WordsError, match=told.replace("*", r"\*")):
        checked(kind, name, values, ["mug"])


HOURS = ShopWords(
    hours={
        **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-12:00", "13:00-18:00")),
        "sat": ("10:00-16:00",),
        "2026-12-24": ("09:00-12:00",),
        "2025-01-01": (),
    }
)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [("2026-12-21 09:00", True), ("2026-12-21 12:00", False), ("2026-12-24 14:00", False), ("2026-12-27 11:00", False)],
)
def test_a_special_day_counts_before_the_day_of_the_week(moment: str, is_open: bool) -> None:
    assert HOURS.is_open(datetime.fromisoformat(moment)) is is_open
    assert ShopWords().is_open(datetime.fromisoformat(moment)) is None


def test_the_hours_are_told_in_runs_of_days_and_can_be_asked_for() -> None:
    assert HOURS.hours_text(date(2026, 12, 1)).splitlines() == [
        "Monday to Friday: 09:00 to 12:00 and 13:00 to 18:00",
        "Saturday: 10:00 to 16:00",
        "Sunday: closed",
        "24 December 2026: 09:00 to 12:00",
    ]
    assert hours_entry(ShopWords()) == []
    assert "Saturday" in hours_entry(HOURS)[0].answer


def test_the_closest_wish_places_first_and_every_word_of_it_has_to_be_said() -> None:
    words = ShopWords(pins={"shoe": ("a", "b"), "red running shoe": ("c",)}, hides={"*": ("x",), "shoe": ("y",)})
    assert words.placed("pins", "Shoes") == ("a", "b")
    assert words.placed("pins", "red shoes for running") == ("c", "a", "b")
    assert words.placed("pins", "a lamp") == ()
    assert words.placed("hides", "a lamp") == ("x",)
