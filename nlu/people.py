"""Whom a wish is for: "women's", "for my son", against the gender names of one shop."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.hearing.lexicon import lexicon, word_set
from nlu.tokens import key, stem

_AGE = re.compile(
    r"\b(\d{1,2})[\s-]*(?:(years?|yrs?|months?)[\s-]*olds?|y/?o|yrs?)\b"
    r"|(?<=\bfor )(.*?)\b(?:aged?|turning|turns|ages) (\d{1,2})(?: (years?|months?))?(?![\w.])"
)
#: Children up to this age wear what shops call kids' things.
_OLDEST_CHILD = 13


def take_age(text: str) -> tuple[str, str]:
    """The word for somebody of the age said ("kid", "baby"; "" for a grown-up or nobody), and the text without it."""
    if not (said := _AGE.search(text)):
        return "", text
    years = int(said.group(1) or said.group(4))
    is_baby = years < 2 or (said.group(2) or said.group(5) or "").startswith("month")
    rest = f"{text[: said.start()]}{said.group(3) or ''}{text[said.end() :]}"
    return "baby" if is_baby else "kid" if years <= _OLDEST_CHILD else "", rest


class People:
    """The gender names of one shop, asked by any word for a person."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = {key(value): value for value in values}
        self._words: dict[str, tuple[str, ...]] = {}
        for name, row in lexicon("people").items():
            if name == "only_after_for":
                continue
            found = self._of(row["names"]) or (name.capitalize(),)
            for word in row["words"]:
                self._words[word] = self._words[stem(word)] = found
        self._after_for = {stem(word) for word in word_set("people", "only_after_for")} | word_set(
            "people", "only_after_for"
        )

    def find(self, word: str, *, after_for: bool) -> tuple[str, ...]:
        """The gender values for `word`; () when it names nobody. `after_for`: said as "for him", "for my brother"."""
        if not after_for and word in self._after_for:
            return ()
        return self._words.get(word) or self._words.get(stem(word), ())

    def _of(self, groups: list[list[str]]) -> tuple[str, ...]:
        for group in groups:
            wanted = {key(name) for name in group}
            if found := tuple(value for name, value in self._values.items() if name in wanted):
                return found
        return ()
