"""Messages that are little but emoji: a feeling, glad or cross, or the picture of what is wanted."""

from __future__ import annotations

from functools import cache
from typing import Literal

from nlu.hearing.lexicon import lexicon, word_set

Feeling = Literal["glad", "cross", ""]

#: Beside more words than these a picture only adorns what they say.
_FEW_WORDS = 3


def feeling_in(text: str) -> Feeling:
    """What a text without letters and digits shows; "" where it has any, no known sign, or the picture of a thing."""
    if any(letter.isalnum() or letter in _pictures() for letter in text):
        return ""
    signs = {letter for letter in text if not letter.isspace()}
    if signs & word_set("signs", "cross"):
        return "cross"
    return "glad" if signs & word_set("signs", "glad") else ""


def spelt_out(text: str) -> str:
    """The text with its pictures of things in words ("👟?" -> "shoes ?"), where it has few words of its own."""
    pictures = _pictures()
    if not any(letter in pictures for letter in text):
        return text
    words = "".join(letter if letter.isalnum() else " " for letter in text).split()
    if len(words) > _FEW_WORDS:
        return text
    said = {word.casefold() for word in words}
    drawn = dict.fromkeys(pictures[letter] for letter in text if letter in pictures)
    new = " ".join(word for word in drawn if word not in said)
    rest = "".join(letter for letter in text if letter.isascii() or letter.isalnum() or letter.isspace())
    return " ".join(f"{rest.rstrip('?! ')} {new}{'?' if '?' in text else ''}".split())


@cache
def _pictures() -> dict[str, str]:
    return {sign: word for word, signs in lexicon("signs")["pictures"].items() for sign in signs.split()}
