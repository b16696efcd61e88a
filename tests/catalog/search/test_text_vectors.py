"""Vectors on disk: only what is new is encoded, and a bad file costs time, never an answer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from catalog.search.text_vectors import TextVectors
from nlu.encoder import FloatMatrix
from tests.catalog.search.shelf import WordBagEncoder


def file(path: Path, fingerprint: str = "word-bag-1") -> TextVectors:
    return TextVectors(path / "index" / "products.npz", WordBagEncoder(fingerprint))  # type: ignore[arg-type]


def encoded(opened: TextVectors) -> list[str]:
    return sorted(opened.encoder.encoded)  # type: ignore[attr-defined]


def test_the_second_time_nothing_is_encoded(tmp_path: Path) -> None:
    first = file(tmp_path).vectors(["lamp", "kettle"])
    again = file(tmp_path)
    assert (again.vectors(["lamp", "kettle"]) == first).all()
    assert encoded(again) == []


def test_only_new_and_changed_texts_are_encoded(tmp_path: Path) -> None:
    file(tmp_path).vectors(["lamp", "kettle"])
    changed = file(tmp_path)
    changed.vectors(["kettle", "red lamp", "bag"])
    assert encoded(changed) == ["bag", "red lamp"]


def test_a_text_that_two_products_share_is_encoded_once(tmp_path: Path) -> None:
    opened = file(tmp_path)
    vectors = opened.vectors(["lamp", "bag", "lamp"])
    assert encoded(opened) == ["bag", "lamp"]
    assert (vectors[0] == vectors[2]).all()


def test_vectors_come_in_the_order_of_the_texts(tmp_path: Path) -> None:
    one, other = file(tmp_path).vectors(["lamp", "bag"]), file(tmp_path).vectors(["bag", "lamp"])
    assert (one == other[::-1]).all()


def test_another_encoder_s_file_is_not_used(tmp_path: Path) -> None:
    file(tmp_path).vectors(["lamp"])
    other = file(tmp_path, fingerprint="word-bag-2")
    other.vectors(["lamp"])
    assert encoded(other) == ["lamp"]


@pytest.mark.parametrize("damage", [b"", b"not a zip", None])
def test_a_corrupt_file_is_made_again(tmp_path: Path, damage: bytes | None) -> None:
    good = file(tmp_path)
    expected = good.vectors(["lamp", "bag"])
    good.path.write_bytes(good.path.read_bytes()[:-200] if damage is None else damage)
    again = file(tmp_path)
    assert (again.vectors(["lamp", "bag"]) == expected).all()
    assert encoded(again) == ["bag", "lamp"]
    assert encoded_after_restart(tmp_path) == []


def encoded_after_restart(path: Path) -> list[str]:
    opened = file(path)
    opened.vectors(["lamp", "bag"])
    return encoded(opened)


def test_flipped_bytes_are_noticed(tmp_path: Path) -> None:
    good = file(tmp_path)
    expected = good.vectors(["lamp", "bag"])
    raw = bytearray(good.path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    good.path.write_bytes(raw)
    assert (file(tmp_path).vectors(["lamp", "bag"]) == expected).all()


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = file(tmp_path)
    opened.vectors(["lamp"])
    before = opened.path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        file(tmp_path).vectors(["lamp", "bag"])
    assert opened.path.read_bytes() == before
    assert [found.name for found in opened.path.parent.iterdir()] == ["products.npz"]


def test_progress_counts_the_texts_that_are_encoded(tmp_path: Path) -> None:
    file(tmp_path).vectors(["lamp"])
    seen: list[tuple[int, int]] = []
    file(tmp_path).vectors(["lamp", *(f"bag {n}" for n in range(600))], lambda done, total: seen.append((done, total)))
    assert seen == [(512, 600), (600, 600)]


def test_no_texts_give_no_vectors(tmp_path: Path) -> None:
    assert file(tmp_path).vectors([]).shape == (0, 512)
    assert np.isfinite(file(tmp_path).vectors(["lamp"])).all()


def test_questions_are_encoded_as_questions(tmp_path: Path) -> None:
    class Prefixing(WordBagEncoder):
        def passages(self, texts: Sequence[str]) -> FloatMatrix:
            return self.queries([f"passage {text}" for text in texts])

    asked = TextVectors(tmp_path / "a.npz", Prefixing(), asked=True)  # type: ignore[arg-type]
    told = TextVectors(tmp_path / "b.npz", Prefixing())  # type: ignore[arg-type]
    assert asked.vectors(["lamp"]) == pytest.approx(Prefixing().queries(["lamp"]))
    assert told.vectors(["lamp"]) == pytest.approx(Prefixing().queries(["passage lamp"]))
