"""Places in a list that a customer points at: "the second one", "number 3", "the first two", "the last"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.tokens import plain

_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "last": -1, "final": -1, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7,
    "8th": 8,
}  # fmt: skip
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "couple": 2, "both": 2}
_CARDINALS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_BEFORE_LAST = re.compile(r"\b(?:second|2nd|next) (?:to|from) last\b|\b(?:last but one|penultimate)\b")
_SEVERAL = re.compile(rf"\b(first|last|top|next)\s+(\d|{'|'.join(_COUNTS)})\b")
_NUMBERED = re.compile(
    rf"(?:\b(?:number|no\.?|nr\.?|option|product|choice|item)\s*|#\s?)(\d{{1,2}}|{'|'.join(_CARDINALS)})\b"
)
_LISTED = re.compile(
    r"\b(?:compare|between|difference between)\s+(?:the\s+)?(?:number\s+)?(\d{1,2})((?:\s*(?:,|and|&|with|to|"
    r"vs\.?)\s*(?:number\s+)?\d{1,2})+)\b"
)
_BARE = re.compile(r"^\W*(?:the\s+)?(\d{1,2})\W*$")
#: "How long does the battery last" points at no place.
_LASTING = re.compile(
    r"\b(?:how long|does|do|will|would|not|should|battery|charge|it|they)\b(?:\s+\w+){0,4}?\s+(?<!the )last\b"
)
_WORD = re.compile(rf"\b({'|'.join(_WORDS)}|\d{{1,2}}th)\b")


@dataclass(frozen=True)
class Places:
    """Places pointed at, 1 = first, -1 = last, in the order said; () when none was."""

    positions: tuple[int, ...] = ()

    def of(self, length: int) -> tuple[int, ...]:
        """Indices from 0 into a list of `length`; places beyond it are left out."""
        indices = (place - 1 if place > 0 else length + place for place in self.positions)
        return tuple(dict.fromkeys(index for index in indices if 0 <= index < length))


def read_places(text: str) -> Places:
    """The places that `text` names."""
    text = _LASTING.sub(" ", plain(text))
    if bare := _BARE.match(text):
        return Places((int(bare.group(1)),))
    found: dict[int, None] = {}
    if _BEFORE_LAST.search(text):
        return Places((-2,))
    for match in _SEVERAL.finditer(text):
        count = int(match.group(2)) if match.group(2).isdecimal() else _COUNTS[match.group(2)]
        found |= dict.fromkeys(range(-count, 0) if match.group(1) == "last" else range(1, count + 1))
    text = _SEVERAL.sub(" ", text)
    for match in _LISTED.finditer(text):
        found |= dict.fromkeys(int(number) for number in re.findall(r"\d+", match.group()))
    for match in _NUMBERED.finditer(text):
        found[int(match.group(1)) if match.group(1).isdecimal() else _CARDINALS[match.group(1)]] = None
    for match in _WORD.finditer(text):
        found[_WORDS.get(match.group(1)) or int(match.group(1)[:-2])] = None
    return Places(tuple(place for place in found if place))
