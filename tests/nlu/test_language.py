from __future__ import annotations

import pytest

from nlu.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("busco un abrigo verde para mi hermana", "es"),
        ("ich hätte gern eine blaue Hose für Kinder", "de"),
        ("où puis-je trouver des chaussures ?", "fr"),
        ("你们有没有蓝色的裙子", "zh"),
        ("есть ли у вас красные платья", "ru"),
        ("do you have this in a larger size", "en"),
    ],
)
def test_the_language_of_a_sentence_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "42", "tempo 3", "harbour pique", "😀 ?"])
def test_of_a_few_words_no_language_is_told(text: str) -> None:
    assert language_of(text) == ""
