"""Messages that are nothing but emoji: a feeling, glad or cross."""

from __future__ import annotations

from typing import Literal

from nlu.hearing.lexicon import word_set

Feeling = Literal["glad", "cross", ""]


def feeling_in(text: str) -> Feeling:
    """What a text without letters and digits shows; "" where it has any, or no known sign."""
    if any(letter.isalnum() for letter in text):
        return ""
    signs = {letter for letter in text if not letter.isspace()}
    if signs & word_set("signs", "cross"):
        return "cross"
    return "glad" if signs & word_set("signs", "glad") else ""
