"""The attribute tagger: where values stand, what counts as right, that a small one learns and is resumed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.training import small_bert

torch = pytest.importorskip("torch", reason="what trains models is not installed (python3 -m bot.setup --train)")

from nlu.attributes import Span  # noqa: E402
from nlu.training.attribute_figures import Margins, Row, best_margins, figures  # noqa: E402
from nlu.training.attribute_folds import measured, parts  # noqa: E402
from nlu.training.attributes import AttributeFileError, Tagger, fit_attributes, read_attributes  # noqa: E402

COLOURS = ("red", "blue", "green", "black")
BRANDS = ("Ovo", "Kestrel", "Larch", "Brine")
THINGS = ("scarf", "kettle", "lamp", "boot", "chair", "mug")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bert(tmp_path_factory.mktemp("bert"))


def rows(count: int) -> list[Row]:
    """Every other product tells its colour."""
    made = []
    for number in range(count):
        brand, colour = BRANDS[number % 4], COLOURS[number // 4 % 4] if number % 2 else ""
        text = f"{brand} {THINGS[number % 6]} {colour} no {number}".replace("  ", " ")
        made.append(Row(text, "things", {"Brand": (brand,), "Colour": (colour,) if colour else ()}))
    return made


def test_a_value_is_found_by_its_word_pieces(encoder: Path) -> None:
    row = Row("Kestrel kettle, dark black", "things", {"Colour": ("dark black",), "Brand": ("Kestrel",), "Size": ()})
    tagger = Tagger.new(encoder, [row])
    sequence, truth = tagger.lesson(row, ["Colour", "Size", "Material"])
    pieces = [tagger._sequencer._tokenizer.id_to_token(number) for number in sequence.ids]
    first, last = truth[0]
    assert pieces[first : last + 1] == ["dark", "black"]
    assert truth[1:] == [(0, 0), (0, 0)]
    assert [pieces[place] for place in sequence.names] == [["colour"], ["size"], ["material"]]
    assert max(last for _, last in truth) < sequence.pieces <= pieces.index("[SEP]") + 1


def test_what_is_right_what_is_told_and_what_is_told_beside(monkeypatch: pytest.MonkeyPatch, encoder: Path) -> None:
    """Two right of three told and of four wanted: precision 2/3, recall 1/2; one more told of a name not asked."""
    test = [
        Row("a", "things", {"Brand": ("Ovo",), "Colour": ("red",)}),
        Row("b", "things", {"Brand": ("Larch",), "Colour": ("blue", "navy"), "Size": ()}),
    ]
    tagger = Tagger.new(encoder, test)
    found = [
        {"Brand": Span("Ovo", 5.0), "Colour": Span("red", -1.0), "Size": Span("s", 2.0)},
        {"Brand": Span("Larc", 3.0), "Colour": Span("navy", 1.0), "Size": Span("x", -3.0)},
    ]
    monkeypatch.setattr(tagger, "values", lambda some: iter(found))
    figures = measured(tagger, test)
    assert figures["precision"] == pytest.approx(2 / 3)
    assert figures["recall"] == pytest.approx(1 / 2)
    assert figures["f1"] == pytest.approx(4 / 7)
    assert figures["f1_all_names"] == pytest.approx(1 / 2)


def test_each_measure_has_its_own_margin() -> None:
    """Of a name that the row does not give, a doubtful value costs in a shop, and nothing by the published count."""
    test = [Row("a", "things", {"Brand": ("Ovo",)}), Row("b", "things", {"Brand": ("Larch",)})]
    found = [
        {"Brand": Span("Ovo", 3.0), "Size": Span("a", -1.0)},
        {"Brand": Span("Larch", -2.0), "Size": Span("b", -1.0)},
    ]
    margins, f1 = best_margins(test, found)
    assert margins.of_named < -2.0 <= -1.0 <= margins.of_all < 3.0
    assert f1 == pytest.approx(2 / 3)
    told = figures(test, found, margins)
    assert (told["f1"], told["f1_all_names"]) == (1.0, pytest.approx(2 / 3))
    assert figures(test, found, Margins(-9.0, -9.0))["f1_all_names"] == pytest.approx(2 / 3)


def test_no_text_is_in_both_parts_of_a_fold_and_no_name_when_names_are_left_out() -> None:
    some = [*rows(40), *rows(40)[:5]]
    for taught, tested in parts(some, 4, 0):
        assert {row.text for row in taught}.isdisjoint(row.text for row in tested)
    assert sum(len(tested) for _, tested in parts(some, 4, 0)) == len(some)
    folds = list(parts(some, 2, 0, unseen_names=True))
    assert len(folds) == 2
    for taught, tested in folds:
        assert {name for row in taught for name in row.values}.isdisjoint(name for row in tested for name in row.values)


def test_a_small_tagger_learns_and_when_broken_off_goes_on_to_the_same(encoder: Path, tmp_path: Path) -> None:
    fresh = rows(232)[200:]
    tagger = fit_attributes(rows(200), encoder, epochs=12)
    assert measured(tagger, fresh)["f1"] > 0.8

    def broken_off(stage: str, share: float) -> None:
        if share > 0:
            raise InterruptedError

    checkpoint = tmp_path / "begun.pt"
    with pytest.raises(InterruptedError):
        fit_attributes(rows(200), encoder, epochs=12, checkpoint=checkpoint, progress=broken_off)
    again = fit_attributes(rows(200), encoder, epochs=12, checkpoint=checkpoint)
    assert list(again.values(fresh)) == list(tagger.values(fresh))


def test_a_file_is_read_and_a_wrong_one_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    entry = {"input": "Ovo mug", "category": "Mug", "target_scores": {"Brand": {"Ovo": 1}, "Size": {"n/a": 1}}}
    path.write_text(json.dumps(entry) + "\n")
    assert read_attributes(path) == [Row("Ovo mug", "Mug", {"Brand": ("Ovo",), "Size": ()})]
    path.write_text(json.dumps(entry) + "\n{}\n")
    with pytest.raises(AttributeFileError, match="line 2"):
        read_attributes(path)
