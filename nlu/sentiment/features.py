"""Text -> counted n-grams in numbered buckets: words for English, characters for Chinese. No vocabulary is kept."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Language = Literal["en", "zh"]
Buckets = NDArray[np.int64]
Counts = NDArray[np.float32]

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[!?]|\d+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
#: Odd constants of SplitMix64, a mixing function whose every output bit depends on every input bit.
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Grams:
    """Which n-grams are counted: all of 1 to `longest` tokens, in 2 ** `bits` buckets."""

    longest: int
    bits: int

    @property
    def buckets(self) -> int:
        return 1 << self.bits


GRAMS: dict[Language, Grams] = {"en": Grams(longest=2, bits=18), "zh": Grams(longest=3, bits=19)}


def language_of(text: str) -> Language:
    """ "zh" when a good part of the letters are Chinese, else "en"."""
    letters = len(_LETTER.findall(text[:_LONGEST_TEXT]))
    return "zh" if letters and len(_HAN.findall(text[:_LONGEST_TEXT])) / letters > 0.3 else "en"


def counted(text: str, language: Language) -> tuple[Buckets, Counts]:
    """The buckets that occur in `text`, ascending, and how often each does."""
    grams = GRAMS[language]
    tokens = _tokens(text[:_LONGEST_TEXT], language)
    hashes = [tokens]
    for length in range(2, grams.longest + 1):
        hashes.append(_mixed(hashes[-1][: len(tokens) - length + 1], tokens[length - 1 :]))
    places = np.concatenate(hashes) >> np.uint64(64 - grams.bits)
    buckets, counts = np.unique(places.astype(np.int64), return_counts=True)
    return buckets, counts.astype(np.float32)


def _tokens(text: str, language: Language) -> NDArray[np.uint64]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    if language == "zh":
        points = np.frombuffer("".join(plain.split()).encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    else:
        points = np.array([zlib.crc32(word.encode()) for word in _WORD.findall(plain)], np.uint64)
    return _mixed(points, np.uint64(1))


def _mixed(left: NDArray[np.uint64], right: NDArray[np.uint64] | np.uint64) -> NDArray[np.uint64]:
    """One well spread number for each pair; the order of the two matters."""
    x = (left ^ (left >> np.uint64(30))) * _FIRST + right
    x = (x ^ (x >> np.uint64(27))) * _SECOND
    return x ^ (x >> np.uint64(31))
