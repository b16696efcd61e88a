"""What was read of products stands beside what the merchant says, never in its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalog.from_text.reading import names_by_kind
from catalog.from_text.values import Reading, Readings, ReadValue, text_digest
from catalog.products import Product, Variant

SCARF = Product(
    id="scarf",
    title="Ovo scarf in wool",
    currency="USD",
    variants=(Variant("scarf-1", 100, 1),),
    categories=("Clothes/Scarves",),
    attributes={"brand": ("Ovo",)},
)
WOOL = ReadValue("wool", 0.93, "title")


@pytest.fixture
def readings() -> Readings:
    return Readings(
        "3", {"scarf": Reading(text_digest(SCARF), {"material": WOOL, "brand": ReadValue("Ovo", 0.9, "title")})}
    )


def test_a_fact_of_the_merchant_is_never_replaced(readings: Readings) -> None:
    assert readings.of(SCARF) == {"material": WOOL}


@pytest.mark.parametrize("changed", [{"title": "Ovo scarf"}, {"description": "Of silk."}, {"attributes": {}}])
def test_what_was_read_of_another_text_is_not_told(readings: Readings, changed: dict[str, object]) -> None:
    assert readings.of(replace(SCARF, **changed)) == {}  # type: ignore[arg-type]


def test_the_file_keeps_all_and_is_counted(readings: Readings, tmp_path: Path) -> None:
    readings.save(tmp_path)
    kept = Readings.load(tmp_path)
    assert kept == readings
    assert kept.counted() == {"products": 1, "values": 2, "attributes": {"material": 1, "brand": 1}}


@pytest.mark.parametrize("content", ["", "{", '{"reader": "1"}', '{"reader": "1", "products": {"a": 3}}', "[]"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "from_text.json").write_text(content)
    assert Readings.load(tmp_path) == Readings()


def test_a_kind_is_asked_for_what_several_of_it_have_and_never_for_sentences() -> None:
    told = {"material": ("wool",), "care": ("Wash it by hand and let it dry on a line.",)}
    of_a_kind = [replace(SCARF, id=str(number), attributes=told) for number in range(3)]
    odd = replace(SCARF, id="odd", attributes={"fringe": ("yes",)})
    other = replace(SCARF, id="mug", categories=("Kitchen/Mugs",), attributes=told)
    assert names_by_kind([*of_a_kind, odd, other]) == {"Scarves": ("material",), "Mugs": ()}
