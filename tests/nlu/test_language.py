from __future__ import annotations

import pytest

from nlu.language import language_of, sentence_for


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("haben sie rote schuhe", "de"),
        ("szukam sukienki", "pl"),
        ("cerco un vestito nero", "it"),
        ("ik zoek een zwarte jurk", "nl"),
        ("donde esta mi pedido", "es"),
        ("merci beaucoup", "fr"),
        ("42码有吗", "zh"),
        ("هل لديكم حذاء أحمر", "ar"),
    ],
)
def test_short_sentences_are_known_by_their_words(text: str, language: str) -> None:
    assert language_of(text) == language
    assert "English" in sentence_for(language)


@pytest.mark.parametrize(
    "text",
    [
        "what if im not home", "sencha green tea", "el camino boots", "wireles hedphones", "gift for my mama",
        "moka pot", "do u have it in whit", "nah fam thats wack", "please send to poland how many day", "espresso cups",
    ],
)  # fmt: skip
def test_english_with_slips_and_foreign_names_stays_english(text: str) -> None:
    assert language_of(text) in ("", "en")
