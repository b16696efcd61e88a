"""BM25 by hand, and what counts as a word."""

from __future__ import annotations

import math

import numpy as np
import pytest

from catalog.search.lexical import LexicalIndex, letter_triples, stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Women's Shoes", ["women", "shoes"]),
        ("16GB memory-card", ["16", "gb", "memory", "card"]),
        ("Crème brûlée", ["creme", "brulee"]),
        ("!!! 🙂", []),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_forms_of_a_word_share_a_stem() -> None:
    assert stems("running shoes") == stems("run shoe")


def test_letter_triples_mark_the_borders_of_a_word() -> None:
    assert letter_triples("cup a2") == ["^cu", "cup", "up$", "^2$"]


def test_scores_are_bm25_over_its_ceiling() -> None:
    index = LexicalIndex(["red shoe", "blue shoe", "bag"], stems, saturation=1.2, length=0.5)
    # Robertson and Zaragoza 2009, equation 3.15, idf as Lucene has it; mean length 5 / 3 words.
    rarity = {word: math.log(1 + (3 - held + 0.5) / (held + 0.5)) for word, held in (("red", 1), ("shoe", 2))}
    tf = 1 / (1 + 1.2 * (0.5 + 0.5 * 2 / (5 / 3)))
    ceiling = rarity["red"] + rarity["shoe"]
    expected = [tf * ceiling / ceiling, tf * rarity["shoe"] / ceiling, 0.0]
    assert index.scores("red shoes") == pytest.approx(np.array(expected), abs=1e-5)


def test_a_word_the_catalogue_does_not_know_lowers_the_score() -> None:
    index = LexicalIndex(["red shoe", "bag"], stems)
    assert 0 < index.scores("red shoe blorf")[0] < index.scores("red shoe")[0]


def test_no_known_word_scores_nothing() -> None:
    assert LexicalIndex(["red shoe"], stems).scores("blorf").tolist() == [0.0]
    assert LexicalIndex(["", ""], stems).scores("blorf").tolist() == [0.0, 0.0]


def test_coverage_is_the_share_of_known_words_held() -> None:
    index = LexicalIndex(["red wool scarf", "red kettle"], stems)
    assert index.coverage("red wool blorf").tolist() == [1.0, 0.5]


def test_letters_find_what_is_misspelt() -> None:
    index = LexicalIndex(["fragrance", "kettle"], letter_triples)
    scores = index.scores("fragance")
    assert scores[0] > 0.3
    assert scores[1] == 0
