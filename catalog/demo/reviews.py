"""Reviews: whole ones as written, and further ones joined from sentences that fit the kind of product."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.demo.sources import Sheet, dice, read_yaml

Row = dict[str, Any]
WANTED = 660
#: How often 1, 2, 3, 4 and 5 stars are given, for a weak, an ordinary and a loved product.
TEMPERS = ((9, 18, 27, 28, 18), (3, 6, 14, 33, 44), (1, 2, 6, 24, 67))
DOUBTS = (
    "However, ",
    "On the other hand, ",
    "My only complaint: ",
    "Just be aware: ",
    "A small minus: ",
    "But ",
    "One thing: ",
)
CONSOLATIONS = ("At least: ", "To be fair: ", "The good part: ", "I will say this for it: ")


@dataclass(frozen=True)
class Whole:
    """A review written in one piece; `only` are words of the titles that it fits, () = all of its group."""

    stars: int
    title: str
    text: str
    only: tuple[str, ...]

    def fits(self, sheet: Sheet) -> bool:
        return not self.only or any(word in sheet.title for word in self.only)


def review_rows(sheets: Sequence[Sheet], reviewers: Sequence[str]) -> list[Row]:
    """At least WANTED reviews; no text stands there twice."""
    groups, frame = _groups()
    rows = _whole_rows(sheets, groups, reviewers)
    seen = {row["text"] for row in rows}
    counts = _counts(sheets, WANTED - len(rows))
    for sheet in sheets:
        chance = dice("reviews", sheet.id)
        for _ in range(counts[sheet.id]):
            row = _joined_row(sheet, groups[_kind(sheet)], frame, chance, seen)
            row["reviewer"] = chance.choice(reviewers)
            rows.append(row)
    order = {sheet.id: place for place, sheet in enumerate(sheets)}
    rows.sort(key=lambda row: order[row["product_id"]])
    return rows


def _groups() -> tuple[dict[str, Mapping[str, Any]], Mapping[str, Any]]:
    """Look -> its group, and the openers, closers and titles that fit any."""
    written = read_yaml("reviews.yaml")
    groups = {look: group for group in written for look in group["looks"]}
    return groups, groups.pop("any")


def _kind(sheet: Sheet) -> str:
    return sheet.look.split()[0]


def _whole(written: str) -> Whole:
    stars, title, text, *only = written.split(" | ")
    words = only[0].removeprefix("only ").split(",") if only else []
    return Whole(int(stars), title, text, tuple(words))


def _whole_rows(
    sheets: Sequence[Sheet], groups: Mapping[str, Mapping[str, Any]], reviewers: Sequence[str]
) -> list[Row]:
    """Each whole review at one product of its group, where it fits, spread as evenly as can be."""
    rows: list[Row] = []
    taken: dict[str, int] = {}
    for group in {id(group): group for group in groups.values()}.values():
        for written in group["whole"]:
            whole = _whole(written)
            fitting = [sheet for sheet in sheets if _kind(sheet) in group["looks"] and whole.fits(sheet)]
            chance = dice("whole review", whole.title, whole.text)
            chosen = min(chance.sample(fitting, len(fitting)), key=lambda sheet: taken.get(sheet.id, 0))
            taken[chosen.id] = taken.get(chosen.id, 0) + 1
            rows.append(_row(chosen, whole.stars, whole.title, whole.text, chance.choice(reviewers)))
    return rows


def _counts(sheets: Sequence[Sheet], total: int) -> dict[str, int]:
    """Product id -> joined reviews: few products have many, some have none."""
    chance = dice("review counts")
    weights = [chance.paretovariate(1.6) if chance.random() > 0.08 else 0.0 for _ in sheets]
    scale = total / sum(weights)
    counts = {sheet.id: min(12, round(weight * scale)) for sheet, weight in zip(sheets, weights, strict=True)}
    popular = sorted(sheets, key=lambda sheet: -counts[sheet.id])
    place = 0
    while sum(counts.values()) < total:
        counts[popular[place % len(popular)].id] += 1
        place += 3
    return counts


def _joined_row(
    sheet: Sheet, group: Mapping[str, Any], frame: Mapping[str, Any], chance: random.Random, seen: set[str]
) -> Row:
    temper = TEMPERS[dice("temper", sheet.id).choices((0, 1, 2), (1, 5, 4))[0]]
    while True:
        stars = chance.choices((1, 2, 3, 4, 5), temper)[0]
        parts = [
            chance.choice(frame["openers"][stars]),
            *_middle(group, stars, chance),
            chance.choice(frame["closers"][stars]),
        ]
        text = " ".join(part for part in parts if part)
        if text not in seen:
            seen.add(text)
            return _row(sheet, stars, chance.choice(frame["titles"][stars]), text, "")


def _middle(group: Mapping[str, Any], stars: int, chance: random.Random) -> list[str]:
    good = chance.sample(group["good"], 2)
    bad = chance.sample(group["bad"], 2)
    if stars == 5:
        return good[: chance.choice((1, 2, 2))]
    if stars == 4:
        return [*good[: chance.choice((1, 2))], *([chance.choice(DOUBTS) + bad[0]] if chance.random() < 0.7 else [])]
    if stars == 3:
        return [good[0], chance.choice(DOUBTS) + bad[0]]
    if stars == 2:
        return [
            _sentence(bad[0]),
            *([chance.choice(CONSOLATIONS) + _after_colon(good[0])] if chance.random() < 0.5 else []),
        ]
    return [_sentence(bad[0]), _sentence("on top of that, " + bad[1])]


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _after_colon(words: str) -> str:
    return words if words.startswith("I ") else words[0].lower() + words[1:]


def _row(sheet: Sheet, stars: int, title: str, text: str, reviewer: str) -> Row:
    return {"product_id": sheet.id, "stars": stars, "title": title, "text": text, "reviewer": reviewer}
