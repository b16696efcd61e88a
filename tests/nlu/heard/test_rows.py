"""The rows are what the script writes, and say nothing that their shop's catalogue doesn't know."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nlu.hearing.comparing import STANCES, compare
from tests.nlu.heard.make_rows import HERE, SETS, SLOT, dump, misspell, read, rows, templates

ROOT = HERE.parents[2]
CATALOGUES = {
    "demo": ROOT / "catalog/demo/products.jsonl",
    "electronics": ROOT / "tests/data/electronics/products.jsonl",
    "groceries": ROOT / "tests/data/groceries/products.jsonl",
}
PEOPLE = {"Women", "Men", "Kids"}  # heard in every shop, whether or not its products are made for somebody


@cache
def values(shop: str) -> dict[str, set[str]]:
    """Facet -> the values in a shop's catalogue."""
    known: dict[str, set[str]] = {"gender": set(PEOPLE), "price": set()}
    for line in Path(CATALOGUES[shop]).read_text(encoding="utf-8").splitlines():
        product = json.loads(line)
        parts = [part for path in product["categories"] for part in path.split("/")]
        facets = {"category": parts, "brand": [product["brand"]], **product["attributes"]}
        for facet in ("colour", "size"):
            facets[facet] = [variant[facet] for variant in product["variants"]]
        for facet, words in facets.items():
            known.setdefault(facet, set()).update(words)
    return known


def said(heard: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every (facet, value) of a row; a whole facet has no value."""
    for wish in heard.get("wishes", []):
        for stance in STANCES:
            for facet, words in wish.get(stance, {}).items():
                for word in words:
                    yield from ((facet, one) for one in (word if isinstance(word, list) else [word]))


@pytest.mark.parametrize("name", SETS)
def test_the_file_is_what_the_script_writes(name: str) -> None:
    assert (HERE / f"{name}.yml").read_text(encoding="utf-8") == dump(rows(name)), "run make_rows.py"


@pytest.mark.parametrize(("name", "least", "free"), [("dev", 200, 35), ("held_out", 600, 65)])
def test_there_are_enough_rows(name: str, least: int, free: int) -> None:
    assert len(read(f"{name}.yml")) >= least
    assert len(read(f"free_{name}.yml")) >= free


def test_no_template_and_no_sentence_stands_in_both_sets() -> None:
    for kind in ("free_{}.yml", "{}.yml"):
        dev, held_out = ({row["text"].casefold() for row in read(kind.format(name))} for name in SETS)
        assert not dev & held_out
    dev, held_out = ({SLOT.sub("<>", row["text"].casefold()) for row in templates(name)} for name in SETS)
    assert not dev & held_out


@pytest.mark.parametrize("name", SETS)
def test_every_value_is_spelt_as_in_the_catalogue(name: str) -> None:
    unknown = {
        (row["shop"], facet, word)
        for row in read(f"{name}.yml")
        for facet, word in said(row["heard"])
        if word not in values(row["shop"]).get(facet, set())
    }
    assert not unknown


@pytest.mark.parametrize("name", SETS)
def test_every_bound_is_a_price_or_an_attribute_of_the_shop_with_its_ends_in_order(name: str) -> None:
    for row in read(f"{name}.yml"):
        for wish in row["heard"].get("wishes", []):
            for facet, (low, high) in wish.get("bounds", {}).items():
                assert facet in values(row["shop"]), row
                assert low is None or high is None or low <= high, row
                assert (low, high) != (None, None), row


@pytest.mark.parametrize("name", SETS)
def test_no_slot_is_left_in_a_row(name: str) -> None:
    assert not [row for row in read(f"{name}.yml") if SLOT.search(json.dumps(row))]


@pytest.mark.parametrize("name", SETS)
def test_every_row_is_exact_when_it_is_heard_as_it_stands(name: str) -> None:
    for row in read(f"{name}.yml"):
        assert compare(row["heard"], row["heard"]).exact, row


@pytest.mark.parametrize("word", ["dresses", "running shoes", "t-shirts", "jeans"])
def test_a_slip_changes_a_word_and_a_short_word_stays(word: str) -> None:
    assert all(misspell(word, random.Random(seed)) != word for seed in range(20))
    assert misspell("red", random.Random(0)) == "red"
