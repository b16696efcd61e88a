"""The shop's own words: what the merchant tells the assistant beside the catalogue, as rows and as one plain object.

A row is (kind, name, values). The kinds and what their values mean:

    synonym   a shopper's word           the words the catalogue has for it
    size      a size as it is said       the sizes the catalogue has for it
    occasion  an occasion                the words to look for then
    pin       a wish                     product ids that come first, in this order
    boost     a wish                     product ids that come before others that fit as well
    hide      a wish, "*" = every wish   product ids that are not shown for it
    hours     mon … sun, or a day        spans like 09:00-18:00, none = closed
    text      "welcome"                  what the chat opens with
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from nlu.tokens import key, plain

WordKind = Literal["synonym", "size", "occasion", "pin", "boost", "hide", "hours", "text"]
KINDS: tuple[WordKind, ...] = get_args(WordKind)
PLACINGS: tuple[WordKind, ...] = ("pin", "boost", "hide")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TEXTS = ("welcome",)
EVERY_WISH = "*"
LONGEST_NAME, LONGEST_VALUE, MOST_VALUES = 200, 500, 200
_SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)")

Named = Mapping[str, tuple[str, ...]]


class WordsError(ValueError):
    """A word can't be kept; the message says what was given and what is allowed."""


class NoSuchWordError(WordsError, LookupError):
    """There is no such word."""


class Word(NamedTuple):
    kind: WordKind
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ShopWords:
    """All words of the shop at one moment; every name is in plain lower case."""

    synonyms: Named = field(default_factory=dict)
    sizes: Named = field(default_factory=dict)
    occasions: Named = field(default_factory=dict)
    pins: Named = field(default_factory=dict)
    boosts: Named = field(default_factory=dict)
    hides: Named = field(default_factory=dict)
    hours: Named = field(default_factory=dict)
    texts: Named = field(default_factory=dict)

    @classmethod
    def of(cls, words: Iterable[Word]) -> ShopWords:
        by_kind: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in KINDS}
        for word in words:
            by_kind[word.kind][word.name] = word.values
        return cls(**{kind if kind == "hours" else f"{kind}s": found for kind, found in by_kind.items()})

    @property
    def spoken(self) -> dict[str, str]:
        """What a shopper says -> the catalogue's first word for it, or all words that are sought for an occasion."""
        synonyms = {name: values[0] for name, values in self.synonyms.items() if values}
        return synonyms | {name: " ".join(values) for name, values in self.occasions.items() if values}

    @property
    def welcome(self) -> str:
        """What the chat opens with, "" = the assistant's own greeting."""
        return " ".join(self.texts.get("welcome", ()))

    def placed(self, kind: Literal["pins", "boosts", "hides"], wish: str) -> tuple[str, ...]:
        """The product ids that the merchant placed so for a wish with these words, the closest fit first."""
        said = set(key(wish))
        rows: Named = getattr(self, kind)
        fitting = [name for name in rows if name == EVERY_WISH or set(key(name)) <= said]
        fitting.sort(key=lambda name: -len(key(name)))
        return tuple(dict.fromkeys(product for name in fitting for product in rows[name]))

    def is_open(self, moment: datetime) -> bool | None:
        """Whether the shop is open at its local `moment`, None when its hours are not told."""
        if not self.hours:
            return None
        spans = self._spans(moment.date())
        return any(span[:5] <= f"{moment:%H:%M}" < span[6:] for span in spans)

    def hours_text(self, today: date) -> str:
        """The opening hours in a sentence a line, special days to come last; "" when they are not told."""
        lines = [f"{start if start == end else f'{start} to {end}'}: {told}" for start, end, told in self._week()]
        special = sorted(day for day in self.hours if day not in DAYS and day >= today.isoformat())
        lines += [f"{date.fromisoformat(day):%d %B %Y}: {_told(self.hours[day])}" for day in special]
        return "\n".join(lines)

    def _week(self) -> list[tuple[str, str, str]]:
        """Runs of days with the same hours: (first, last, hours); days that are not told are closed."""
        runs: list[tuple[str, str, str]] = []
        for day, name in zip(DAYS, _DAY_NAMES, strict=True) if self.hours.keys() & set(DAYS) else ():
            told = _told(self.hours.get(day, ()))
            if runs and runs[-1][2] == told:
                runs[-1] = (runs[-1][0], name, told)
            else:
                runs.append((name, name, told))
        return runs

    def _spans(self, day: date) -> tuple[str, ...]:
        return self.hours.get(day.isoformat(), self.hours.get(DAYS[day.weekday()], ()))


def checked(kind: str, name: str, values: Sequence[str], product_ids: Iterable[str] = ()) -> Word:
    """The row in its one spelling. Raises: WordsError with what is wrong.

    Args:
        product_ids: the ids of the shop's products, asked for with pin, boost and hide.
    """
    if kind not in KINDS:
        raise WordsError(f"kind {kind!r}. Allowed: {', '.join(KINDS)}.")
    name, texts = plain(name), tuple(dict.fromkeys(" ".join(value.split()) for value in values if value.strip()))
    if not 1 <= len(name) <= LONGEST_NAME:
        raise WordsError(f"{kind}: the name has {len(name)} characters. Allowed: 1 to {LONGEST_NAME}.")
    if any(len(text) > LONGEST_VALUE for text in texts) or len(texts) > MOST_VALUES:
        raise WordsError(f"{kind} {name!r}: allowed are {MOST_VALUES} values of {LONGEST_VALUE} characters at most.")
    if not texts and kind != "hours":
        raise WordsError(f"{kind} {name!r} has no value. `shopmate words remove {kind} {name!r}` takes it away.")
    if kind == "hours":
        _check_hours(name, texts)
    if kind == "text" and name not in TEXTS:
        raise WordsError(f"text {name!r}. Allowed: {', '.join(TEXTS)}.")
    if kind in PLACINGS:
        _check_placing(kind, name, texts, set(product_ids))
    elif kind in ("synonym", "size") and name in map(plain, texts):
        raise WordsError(f"{kind} {name!r} stands for itself. Name only what else it means.")
    return Word(kind, name, texts)


def _check_hours(name: str, spans: Sequence[str]) -> None:
    if name not in DAYS:
        try:
            date.fromisoformat(name)
        except ValueError:
            raise WordsError(f"hours of {name!r}. Allowed: {', '.join(DAYS)}, or a day like 2026-12-24.") from None
    for span in spans:
        if not _SPAN.fullmatch(span) or span[:5] >= span[6:]:
            raise WordsError(f"hours of {name}: {span!r}. Allowed: spans like 09:00-18:00; none = closed.")


def _check_placing(kind: str, name: str, ids: Sequence[str], known: set[str]) -> None:
    if name == EVERY_WISH and kind != "hide":
        raise WordsError(f"{kind} for every wish. Allowed: the words of a wish, like {kind} 'running shoes'.")
    if name != EVERY_WISH and not key(name):
        raise WordsError(f"{kind} {name!r} has no word in it. Allowed: the words of a wish.")
    if unknown := [product for product in ids if product not in known]:
        raise WordsError(f"{kind} {name!r}: the shop has no product {unknown[0]!r}. Allowed: ids of its products.")


def _told(spans: Sequence[str]) -> str:
    return " and ".join(span.replace("-", " to ") for span in spans) or "closed"
