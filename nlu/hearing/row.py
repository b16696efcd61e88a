"""A text as a row of tokens: words, numbers and the marks that part a sentence. Nothing of it is ever cut out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from nlu.tokens import plain, stem

#: Signs that stand for a currency; each is a token of its own.
SIGNS = "$€£¥₹₩₺"
#: Marks that end a clause.
STOPS = frozenset(",;:.!?()|")

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+|'\d{3}(?!\d))*"  # a number, its groups and decimals
    rf"|[{SIGNS}]"
    r"|[\u3040-\u30ff\u4e00-\u9fff]"  # languages written without blanks: each sign is a token
    r"|[^\W\d_\u3040-\u30ff\u4e00-\u9fff]+(?:'[^\W\d_]+)*"  # a word, its contractions
    r"|>=|<=|\.\.+|[-+%#<>~\"°/&]|[,;:!?()|]|\.",
)
_ENDING = re.compile(r"'(?:s|m|re|ve|d|ll|t)?$")
_NEGATED = re.compile(
    r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should|must|need|wo|ca|ai)n['’]?t\b|\b(can)not\b"
)
_FULL = {"wo": "will", "ca": "can", "ai": "is"}
_HALVES = re.compile(r"(?<=\d)\s*½|(?<=\d) 1/2(?![\d/])")
_QUARTERS = {"¼": ".25", "¾": ".75"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark.

    Attributes:
        text: in lower case; possessive endings are cut, "don't" is the two tokens "do", "not".
        stem: its singular.
        number: its value when it is written in digits, None otherwise.
        glued: nothing stands between it and the token before ("16|gb", "$|50").
        plural: the text ends in s where the stem does not.
    """

    text: str
    stem: str
    number: float | None = None
    glued: bool = False

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_stop(self) -> bool:
        return self.text in STOPS


@dataclass(frozen=True)
class Row:
    """The tokens of one text."""

    tokens: tuple[Token, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        return tuple(token.stem for token in self.tokens)

    def with_words(self, words: Sequence[tuple[int, int, str]]) -> Row:
        """The same row with the tokens start..end replaced by the words of a text, for slips and split words."""
        tokens: list[Token] = []
        place = 0
        for start, end, text in words:
            tokens += [*self.tokens[place:start], *(Token(word, stem(word)) for word in text.split())]
            place = end
        return Row((*tokens, *self.tokens[place:]))


def row_of(text: str) -> Row:
    """The row of `text`; at most as much as `nlu.tokens.plain` keeps."""
    return Row(tuple(_tokens(_spelled_out(text))))


@lru_cache(maxsize=50_000)
def name_key(text: str) -> tuple[str, ...]:
    """The stems of a name's words and numbers, as they stand in a row: "Fusion 16GB" -> ("fusion", "16", "gb")."""
    return tuple(token.stem for token in row_of(text).tokens if token.text[0].isalnum())


def _spelled_out(text: str) -> str:
    text = _HALVES.sub(".5", text[:4000])
    for sign, decimals in _QUARTERS.items():
        text = text.replace(sign, decimals)
    text = plain(text).replace("×", "x")
    return _NEGATED.sub(lambda found: f"{_full(found)} not", text)


def _full(found: re.Match[str]) -> str:
    verb = found.group(1) or found.group(2)
    return _FULL.get(verb, verb)


def _tokens(text: str) -> Iterator[Token]:
    end = -1
    for match in _TOKEN.finditer(text):
        said = match.group()
        glued = match.start() == end
        end = match.end()
        if said == "&" or (said in "-/" and not _parts_numbers(text, match)):
            continue
        if said[0].isdecimal():
            said = said.replace("'", "") if said.count("'") else said
            yield Token(_digits(said), _digits(said), _number(said), glued)
        elif said[0].isalpha():
            word = _ENDING.sub("", said) or said
            yield Token(word, stem(word), None, glued)
        else:
            if said == "." and not glued:
                continue
            yield Token("." if said.startswith("..") and end == len(text) else said, said, None, glued)


def _parts_numbers(text: str, match: re.Match[str]) -> bool:
    """Whether a dash or a slash stands between numbers, where it means something ("80-100", "32/34")."""
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip(SIGNS + " ")
    return bool(before) and bool(after) and (before[-1].isdecimal() or before[-1] in SIGNS) and after[0].isdecimal()


def _digits(said: str) -> str:
    """The number as names are compared by: a decimal comma is a decimal point."""
    number = _number(said)
    return said if number is None else f"{number:g}" if abs(number) < 1e6 else f"{number:.0f}"


def _number(said: str) -> float | None:
    """The value of digits with either kind of grouping; None for what is no number ("1.2.3").

    The last mark is a decimal mark, unless three digits follow it and at most three stand before ("1,299").
    """
    parts = said.replace(",", ".").split(".")
    if len(parts) == 1:
        return float(said[:15])
    *groups, last = parts
    grouped = all(len(part) == 3 for part in groups[1:]) and 0 < len(groups[0]) <= 3 and groups[0] != "0"
    if len(last) == 3 and grouped:
        return float("".join(parts)[:15])
    if len(groups) == 1 or (grouped and "," in said and "." in said):
        return float("".join(groups)[:15] + "." + last[:6])
    return None
