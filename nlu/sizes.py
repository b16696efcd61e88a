"""Sizes in a sentence, against the sizes one shop lists; a number is only a size where it is said like one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.hearing.lexicon import word_set
from nlu.tokens import plain

_LETTERS = {
    "extra extra small": "XXS", "xxs": "XXS", "extra small": "XS", "x-small": "XS", "x small": "XS", "xs": "XS",
    "small": "S", "medium": "M", "large": "L", "extra large": "XL", "x-large": "XL", "x large": "XL", "xl": "XL",
    "xxl": "XXL", "2xl": "XXL", "extra extra large": "XXL", "xx-large": "XXL", "double xl": "XXL",
    "xxxl": "XXXL", "3xl": "XXXL", "s": "S", "m": "M", "l": "L",
}  # fmt: skip
_ORDER = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
_NUMBER = r"\d{1,3}(?:[.,]\d|½)?(?:\s?[x/]\s?\d{2})?"
_WORDS = "|".join(sorted(map(re.escape, _LETTERS), key=len, reverse=True))
_MEASURES = "|".join(sorted((re.escape(unit) for unit in word_set("words", "units")), key=len, reverse=True))
_REGION = r"(?:(?:us|eu|uk|eur|it|fr|de|jp)\s?)?"
_SAID = re.compile(
    rf"\b(?:sizes?|waist)\s*(?:is|of|:|=|in|number)?\s*({_REGION}(?:{_NUMBER}|\b(?:{_WORDS})\b)(?:\s?(?:us|eu|uk)\b)?)(?![\w.])"
)
_ALSO = re.compile(rf"^\s*(?:or|and|,|/|to|-)\s*({_NUMBER}|\b(?:{_WORDS})\b)(?![\w.])")
_AFTER = re.compile(rf"\b({_REGION}(?:{_NUMBER}|(?:{_WORDS})))[\s-](?:sizes?|sized)\b")
#: "uk 8", "eu 42", "w32 l34": the country or the measure says that it is a size; but "show us 3".
_REGIONAL = re.compile(
    rf"(?<![\w$€£])((?:uk|eu|eur|(?<!show )(?<!give )(?<!get )(?<!send )(?<!tell )us)\s?\d{{1,2}}(?:[.,]5|½)?)"
    rf"(?![\w%])(?!\s*(?:{_MEASURES})(?!\w))|(?<!\w)w\s?(\d{{2}})(?:[\s/,x]*l\s?\d{{2}})?(?!\w)"
)
_LETTER_SIZE = re.compile(
    rf"(?<![\w'.])({'|'.join(sorted((re.escape(w) for w in _LETTERS if len(w) > 1), key=len, reverse=True))})(?![\w'])"
)
_IN_LETTER = re.compile(r"\b(?:in|an?|my|or)\s+(s|m|l)(?![\w'])|^(s|m|l)$|(?<=[a-z,;] )(s|m|l)(?=$| ?[,;.])")
_NUMBERED = re.compile(rf"(?<![\w$€£.,#])({_REGION}{_NUMBER})(?![\w%])(?!\s*-?(?:{_MEASURES})(?!\w))(?![.,]\d)")
_IN = re.compile(r"\b(?:in|a|an|wear|waist|fits?)\s+(?:a\s+)?$")


class Sizes:
    """The sizes of one shop, asked by what a customer says."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = {_normal(value): value for value in reversed(values)}
        self._all = tuple(values)

    def take_said(self, text: str) -> tuple[tuple[str, ...], str]:
        """Sizes said with the word "size" and the text without them ("size 29", "sizes S or M").

        They are kept even when the shop does not list them, so that none is silently dropped.
        """
        found: dict[str, None] = {}
        for pattern in (_SAID, _AFTER, _REGIONAL):
            while match := pattern.search(text):
                said, end = [next(filter(None, match.groups()))], match.end()
                while pattern is _SAID and (also := _ALSO.match(text[end:])):
                    said.append(also.group(1))
                    end += also.end()
                found |= dict.fromkeys(value for word in said for value in self.find(word) or (_spelled(word),))
                text = f"{text[: match.start()]} ; {text[end:]}"
        return tuple(found), text

    def take_listed(self, text: str) -> tuple[tuple[str, ...], str]:
        """Sizes of this shop said without the word, and the text without them ("XL", "extra large", "in 42").

        Wants the prices taken out before, so that their numbers are not mistaken for sizes.
        """
        found: dict[str, None] = {}
        for pattern in (_LETTER_SIZE, _IN_LETTER, _NUMBERED):
            for match in list(pattern.finditer(text)):
                said = next(group for group in match.groups() if group)
                if pattern is _NUMBERED and not _IN.search(text[: match.start()]) and not _stands_alone(text, match):
                    continue
                if values := self.find(said):
                    found |= dict.fromkeys(values)
                    text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
        return tuple(found), text

    def find(self, said: str) -> tuple[str, ...]:
        """The shop's spellings of one said size, () when it lists none."""
        said = plain(said).replace(",", ".").replace("½", ".5")
        wanted = {said, _normal(said), _normal(_LETTERS.get(said, said)), _normal(re.sub(r"^eur?\s?", "", said))}
        exact = [value for value in self._all if _normal(value) in wanted]
        if not exact and (waist := re.match(r"(\d{2})\s?[x/]\s?\d{2}$", said)):
            return self.find(waist.group(1))  # a shop that lists no lengths
        if exact or not re.fullmatch(rf"{_REGION}[\d.]+", said):
            return tuple(exact)
        return tuple(
            value for value in self._all if said in re.findall(r"\d+(?:\.\d+)?", plain(value)) and not _measure(value)
        )

    def next(self, sizes: Sequence[str], *, larger: bool) -> tuple[str, ...]:
        """The nearest listed size above (or below) `sizes`; () when there is none."""
        ranks = {value: rank for value in self._all if (rank := _rank(value)) is not None}
        known = [ranks[value] for value in sizes if value in ranks]
        if not known:
            return ()
        edge = max(known) if larger else min(known)
        beyond = [
            (abs(rank[1] - edge[1]), value)
            for value, rank in ranks.items()
            if rank[0] == edge[0] and (rank > edge if larger else rank < edge)
        ]
        return (min(beyond)[1],) if beyond else ()


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a bare number closes the sentence or a part of it ("black pants, 32"): there it can be a size."""
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    return (
        float(re.sub(r"[^\d.]", "", match.group(1).split("/")[0]) or 0) >= 14
        and re.match(r"$|[,;!?]|(?:not|but|in|for|please|or|and)\b", after) is not None
        and not re.search(r"\b(?:top|first|last|number|no|nr|the|of)$", before)
    )


def _normal(size: str) -> str:
    return (
        re.sub(r"[\s./-]+", "", plain(size).replace(",", ".").replace(".0", ""))
        if not re.search(r"\d[.,]\d", size)
        else re.sub(r"\s+", "", plain(size).replace(",", "."))
    )


def _spelled(said: str) -> str:
    return _LETTERS.get(said, said.upper() if re.search(r"[a-z]", said) else said)


def _measure(value: str) -> bool:
    return bool(re.search(rf"\d\s*(?:{_MEASURES})(?!\w)", plain(value)))


def _rank(value: str) -> tuple[int, float] | None:
    letter = _LETTERS.get(plain(value))
    if letter:
        return 0, float(_ORDER.index(letter))
    number = re.fullmatch(r"(?:us|eu|uk)?\s?(\d+(?:\.\d+)?)", plain(value))
    return (1, float(number.group(1))) if number else None
