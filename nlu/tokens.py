"""Text cut into words, and words brought to one form, so that "Jackets" and "jacket" are the same key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: Longer texts are read up to here; nobody's wish is longer, and reading stays cheap.
READ_CHARACTERS = 1000

_WORD = re.compile(r"\d+(?:[./x×]\d+)+|[^\W_]+(?:'[^\W_]+)?|[,;:!?()|]|\.(?=\s|$)", re.UNICODE)
_ENDING = re.compile(r"'(?:s|m|re|ve|d|ll|t)?$")
_CONTRACTED_NOT = re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should)n['’]?t\b")
_MARKS = str.maketrans("’‘‛`´–—‑−", "'''''----")
_IRREGULAR = {
    "women": "woman", "men": "man", "children": "child", "shelves": "shelf", "knives": "knife", "scarves": "scarf",
    "loaves": "loaf", "feet": "foot", "movies": "movie", "cookies": "cookie", "hoodies": "hoodie",
    "beanies": "beanie", "selfies": "selfie", "brownies": "brownie", "shoes": "shoe", "toes": "toe",
    "headaches": "headache", "axes": "axe", "mice": "mouse",
}  # fmt: skip
#: They end in s and are one form.
_UNCHANGED = frozenset(
    {
        "people", "glasses", "sunglasses", "clothes", "electronics", "sweets", "cosmetics", "swiss", "christmas",
        "gas", "yes", "series", "groceries",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Lower case, one kind of spaces, quotes and dashes, no control characters; at most READ_CHARACTERS long."""
    text = text[: 4 * READ_CHARACTERS]
    if not (text.isascii() and text.isprintable()):  # most of a catalogue is, and needs none of this
        text = unicodedata.normalize("NFKC", text)
        text = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    return " ".join(text[:READ_CHARACTERS].casefold().translate(_MARKS).split())


def unaccented(text: str) -> str:
    """The text without the accents of its letters: "pique" of "piqué"."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The words and the marks that part a sentence; possessive endings are cut, "don't" becomes "do not"."""
    text = _CONTRACTED_NOT.sub(r"\1 not", plain(text))
    return [_ENDING.sub("", word) or word for word in _WORD.findall(text)]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The singular of an English plural, anything else unchanged."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word in _UNCHANGED or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def key(text: str) -> tuple[str, ...]:
    """The stems of a text's words, marks left out: what two spellings of a name have in common."""
    return stems(word for word in words(text) if word[0].isalnum())


def stems(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem(token) for token in tokens)
