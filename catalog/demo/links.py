"""Which products the shop itself pairs: cross-sells as written, related ones from the same shelf."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from catalog.demo.sources import Sheet, dice, read_yaml

Row = dict[str, Any]
RELATED = 3


def pairs(sheets: Sequence[Sheet]) -> dict[str, list[str]]:
    """Product id -> ids of the products that are sold with it, as pairs.yaml has them."""
    by_title = {sheet.title: sheet.id for sheet in sheets}
    found: dict[str, list[str]] = {}
    for line in read_yaml("pairs.yaml"):
        for one, other in permutations(line, 2):
            mates = found.setdefault(by_title[one], [])
            if by_title[other] not in mates:
                mates.append(by_title[other])
    return found


def link_rows(sheets: Sequence[Sheet]) -> list[Row]:
    sold_with = pairs(sheets)
    rows = []
    for sheet in sheets:
        rows += [_row("crosssell", sheet.id, other) for other in sold_with.get(sheet.id, ())]
        rows += [_row("related", sheet.id, other) for other in _same_shelf(sheet, sheets)]
    return rows


def _same_shelf(sheet: Sheet, sheets: Sequence[Sheet]) -> list[str]:
    """Products of the same category for the same people, the nearest prices first."""
    shelf = [other for other in sheets if other.category == sheet.category and other is not sheet]
    fitting = [other for other in shelf if other.gender in (sheet.gender, "Unisex", "") or not sheet.gender]
    chance = dice("related", sheet.id)
    return [
        other.id
        for other in sorted(fitting, key=lambda other: (abs(other.price - sheet.price), chance.random()))[:RELATED]
    ]


def _row(kind: str, product_id: str, linked: str) -> Row:
    return {"kind": kind, "product_id": product_id, "linked_product_id": linked}
