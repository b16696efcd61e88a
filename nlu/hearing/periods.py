"""Times that a text names, as days: "in May", "last month", "on 04/05/2026", "since January"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from nlu.tokens import plain

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in _MONTHS) + "|sept"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_NUMERIC = re.compile(r"\b(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<year>\d{4}|\d{2})\b")
_NAMED_DAY = re.compile(
    rf"\b(?:{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})|(?P<month2>{_MONTH})\s+(?:the\s+)?(?P<day2>\d{{1,2}})"
    rf"(?:st|nd|rd|th)?)\b\.?(?:,?\s+{_YEAR}\b)?"
)
# "May" is a verb as well: a month alone follows a word of time or comes before a year.
_NAMED_MONTH = re.compile(
    rf"\b(?:(?P<lead>in|from|of|during|since|after|before|until|last|this)\s+(?:early\s+|late\s+)?(?P<month>{_MONTH})\b(?:\s+{_YEAR}\b)?"
    rf"|(?P<month2>{_MONTH})\s+(?P<year2>(?:19|20)\d\d)\b)"
)
_SPAN = re.compile(
    rf"\b(?:between|from)\s+(?P<first>{_MONTH})(?:\s+(?P<year>(?:19|20)\d\d))?\s+(?:and|to|until|till)\s+(?P<last>{_MONTH})\b"
    r"(?:\s+(?P<year2>(?:19|20)\d\d))?"
)
_NAMED_YEAR = re.compile(rf"\b(?P<lead>in|from|of|during|since|after|before|until|year)\s+(?:the year\s+)?{_YEAR}\b")
_RELATIVE = re.compile(
    r"\b(?P<which>last|past|previous|this)\s+(?P<span>week|month|year)\b|\b(?P<near>today|yesterday)\b"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both in it; `said` tells it: "in May 2026", "on 4 may", "last month"."""

    start: date
    end: date
    said: str


def periods_in(text: str, today: date) -> tuple[Period, ...]:
    """The time that the text names, () for none; two for a date that may be read day first or month first.

    A month or day without a year is the last one that has begun.
    """
    text = plain(text)
    for read in (_exact, _numeric, _named_days, _span, _named_months, _years, _relative):
        if found := tuple(read(text, today)):
            return found
    return ()


def without_periods(text: str) -> str:
    """The text without its dates and years, whose digits are no numbers of anything else."""
    for shape in (_ISO, _NUMERIC, _NAMED_DAY, _SPAN, _NAMED_MONTH, _NAMED_YEAR):
        text = re.compile(shape.pattern, re.IGNORECASE).sub(" ", text)
    return text


def _exact(text: str, today: date) -> Iterator[Period]:
    for found in _ISO.finditer(text):
        yield from _day(int(found["year"]), int(found["month"]), int(found["day"]), found.group())


def _numeric(text: str, today: date) -> Iterator[Period]:
    if found := _NUMERIC.search(text):
        year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
        one, two = int(found["one"]), int(found["two"])
        for month, day in dict.fromkeys(((two, one), (one, two))):
            yield from _day(year, month, day, found.group())


def _named_days(text: str, today: date) -> Iterator[Period]:
    if found := _NAMED_DAY.search(text):
        month, day = _month(found["month"] or found["month2"]), int(found["day"] or found["day2"])
        year = int(found["year"]) if found["year"] else today.year
        past = not found["year"] and (month, day) > (today.month, today.day)
        yield from _day(year - past, month, day, found.group())


def _named_months(text: str, today: date) -> Iterator[Period]:
    if found := _NAMED_MONTH.search(text):
        month, said = _month(found["month"] or found["month2"]), found["year"] or found["year2"]
        year = int(said) if said else today.year - (month > today.month)
        start = date(year, month, 1)
        yield _led(found["lead"] or "", start, _month_end(start), today, f"{_MONTHS[month - 1].title()} {year}")


def _span(text: str, today: date) -> Iterator[Period]:
    """ "Between March and May": both months in it; the last one that has begun."""
    if found := _SPAN.search(text):
        first, last = _month(found["first"]), _month(found["last"])
        said = found["year2"] or found["year"]
        year = int(said) if said else today.year - (last > today.month)
        start = date(int(found["year"] or year) - (not found["year"] and first > last), first, 1)
        end = _month_end(date(year, last, 1))
        if start <= end:
            names = f"{_MONTHS[first - 1].title()} to {_MONTHS[last - 1].title()} {year}"
            yield Period(start, end, f"from {names}")


def _led(lead: str, start: date, end: date, today: date, named: str) -> Period:
    """The time that "since", "after" or "before" makes of the days from `start` to `end`; themselves otherwise."""
    if lead == "since":
        return Period(start, max(today, start), f"since {named}")
    if lead == "after":
        return Period(end + timedelta(days=1), max(today, end + timedelta(days=1)), f"after {named}")
    if lead in ("before", "until"):
        return Period(date.min, start - timedelta(days=1), f"before {named}")
    return Period(start, end, f"in {named}")


def _years(text: str, today: date) -> Iterator[Period]:
    if found := _NAMED_YEAR.search(text):
        year = int(found["year"])
        yield _led(found["lead"], date(year, 1, 1), date(year, 12, 31), today, str(year))


def _relative(text: str, today: date) -> Iterator[Period]:
    found = _RELATIVE.search(text)
    if found is None:
        return
    if found["near"]:
        day = today - timedelta(days=found["near"] == "yesterday")
        yield Period(day, day, found["near"])
        return
    starts = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }
    start, said = starts[found["span"]], found.group()
    if found["which"] == "this":
        yield Period(start, today, said)
        return
    end = start - timedelta(days=1)
    before = {"week": end - timedelta(days=6), "month": end.replace(day=1), "year": end.replace(month=1, day=1)}
    yield Period(before[found["span"]], end, said)


def _day(year: int, month: int, day: int, said: str) -> Iterator[Period]:
    try:
        found = date(year, month, day)
    except ValueError:
        return
    yield Period(found, found, f"on {said}")


def _month(name: str) -> int:
    return next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))


def _month_end(start: date) -> date:
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
