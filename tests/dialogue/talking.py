"""Conversations with checks by the catalogue, as tests/dialogue/talks holds them: read, had, judged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalog.settings import ROOT
from tests.service import Visitor

TALKS = Path(__file__).parent / "talks"
CHECKS = frozenset("all some first mostly never groups about nth each cards says silent asks".split())  # noqa: SIM905
Rule = Mapping[str, Any]
#: Words of the trade that no shopper should read.
_TECHNICAL = re.compile(r"closest to|not mentioning|beyond me|make of “|without “[^”]*” and", re.IGNORECASE)
#: Titles and prices in one text from which it repeats the cards.
_LISTED = 2
_GENDERS = {"men": ("Men", "Unisex", ""), "women": ("Women", "Unisex", ""), "kids": ("Kids",)}
_ONLY = {"men_only": ("Men",), "women_only": ("Women",), "adults": ("Men", "Women")}


class TalkError(ValueError):
    """A talk that can't be checked; the message says where and why."""


@dataclass(frozen=True)
class Judged:
    """One turn had: what was said, what came, what was wrong with it ([] = right)."""

    talk: str
    said: str
    text: str
    cards: tuple[str, ...]
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return f"[{self.talk}] {self.said!r}\n  {self.text[:300]!r} {list(self.cards)}\n  " + "; ".join(self.faults)


class Shelf:
    """The products of one shop, asked by rules."""

    def __init__(self, shop: str) -> None:
        self.feed = ROOT / "catalog" / "demo" if shop == "demo" else ROOT / "tests" / "data" / shop
        lines = (self.feed / "products.jsonl").read_text(encoding="utf-8").splitlines()
        self.products: dict[str, dict[str, Any]] = {one["id"]: one for one in map(json.loads, lines)}

    def satisfies(self, name: str, rule: Rule) -> bool:
        product = self.products[name]
        return all(_holds(product, field, wanted) for field, wanted in rule.items() if field not in _OF_VARIANTS) and (
            not _OF_VARIANTS & rule.keys()
            or any(all(_OF_VARIANT[f](v, rule[f]) for f in _OF_VARIANTS & rule.keys()) for v in _buyable(product))
        )

    def selected(self, rule: Rule) -> list[str]:
        return [name for name in self.products if self.satisfies(name, rule)]


def talks_of(shop: str) -> list[dict[str, Any]]:
    """The talks of a shop. Raises: TalkError on an unknown check and on a rule that nothing in stock satisfies."""
    talks: list[dict[str, Any]] = yaml.safe_load((TALKS / f"{shop}.yml").read_text(encoding="utf-8"))
    shelf = Shelf(shop)
    for talk in talks:
        for turn in talk["turns"]:
            where = f"{shop}, {talk['talk']!r}, {turn['say']!r}"
            if unknown := turn.keys() - CHECKS - {"say"}:
                raise TalkError(f"{where}: unknown checks {sorted(unknown)}; known are {sorted(CHECKS)}.")
            rules = [turn[name] for name in ("all", "some", "first", "mostly") if name in turn] + turn.get("groups", [])
            for rule in rules:
                if not any(_buyable(shelf.products[name]) for name in shelf.selected(rule)):
                    raise TalkError(f"{where}: nothing that can be bought satisfies {rule}.")
            ids = [*_listed(turn.get("about")), *turn.get("each", ())]
            if missing := [name for name in ids if name not in shelf.products]:
                raise TalkError(f"{where}: the shop has no {missing}.")
    return talks


def have(visitor: Visitor, shelf: Shelf, talk: Mapping[str, Any]) -> Iterator[Judged]:
    """Every turn of the talk, judged; later turns are had whatever an earlier one gave."""
    listed: list[str] = []
    for turn in talk["turns"]:
        messages = visitor.say(turn["say"])
        text = "\n".join(message["text"] for message in messages)
        cards = [str(product["id"]) for message in messages for product in message["products"]]
        replies = [reply for message in messages for reply in message["quick_replies"]]
        faults = [*_unsound(shelf, text, messages), *_faults(shelf, turn, text, cards, replies, listed)]
        yield Judged(talk["talk"], turn["say"], text, tuple(cards), tuple(faults))
        listed = cards if len(cards) > 1 else listed


def _unsound(shelf: Shelf, text: str, messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    products = [product for message in messages for product in message["products"]]
    strangers = [product["id"] for product in products if product["id"] not in shelf.products]
    if strangers:
        yield f"not in the shop: {strangers}"
    if found := _TECHNICAL.search(text):
        yield f"says {found.group()!r}"
    priced = [product["title"] for product in products if f"{product['title']} (" in text]
    if len(priced) > _LISTED:
        yield "lists what stands on the cards"


def _faults(
    shelf: Shelf, turn: Mapping[str, Any], text: str, cards: list[str], replies: list[str], listed: list[str]
) -> Iterator[str]:
    known = [name for name in cards if name in shelf.products]
    for check in ("all", "first", "some", "mostly", "never", "groups"):
        if check in turn and (fault := _CARD_CHECKS[check](shelf, turn[check], known)):
            yield f"{check}: {fault}"
    if "about" in turn and not _is_about(shelf, _listed(turn["about"]), text, known):
        yield f"about: {known[:1] or 'nothing'} instead of {turn['about']}"
    if "nth" in turn:
        places = [place - (place > 0) for place in _listed(turn["nth"])]
        wanted = [listed[place] for place in places if -len(listed) <= place < len(listed)]
        if len(wanted) < len(places) or set(known) != set(wanted):
            yield f"nth: {known} instead of {wanted}"
    if missing := [name for name in turn.get("each", ()) if name not in known]:
        yield f"each: {missing} missing"
    if "cards" in turn:
        low, high = turn["cards"] if isinstance(turn["cards"], list) else (turn["cards"], turn["cards"])
        if not low <= len(cards) <= high:
            yield f"{len(cards)} cards"
    if "says" in turn and not re.search(turn["says"], text, re.IGNORECASE):
        yield f"does not say {turn['says']!r}"
    if "silent" in turn and re.search(turn["silent"], text, re.IGNORECASE):
        yield f"says {turn['silent']!r}"
    if turn.get("asks") and not ("?" in text and replies):
        yield "asks nothing"


def _all(shelf: Shelf, rule: Rule, cards: Sequence[str]) -> str:
    wrong = [name for name in cards if not shelf.satisfies(name, rule)]
    return f"wrong {wrong}" if wrong else "" if cards else "no card"


def _first(shelf: Shelf, rule: Rule, cards: Sequence[str]) -> str:
    return _all(shelf, rule, cards[:1])


def _some(shelf: Shelf, rule: Rule, cards: Sequence[str]) -> str:
    return "" if any(shelf.satisfies(name, rule) for name in cards) else f"none among {list(cards)}"


def _mostly(shelf: Shelf, rule: Rule, cards: Sequence[str]) -> str:
    wrong = [name for name in cards if not shelf.satisfies(name, rule)]
    return "" if cards and 3 * len(wrong) <= len(cards) else f"wrong {wrong}" if cards else "no card"


def _never(shelf: Shelf, rule: Rule, cards: Sequence[str]) -> str:
    wrong = [name for name in cards if shelf.satisfies(name, rule)]
    return f"wrong {wrong}" if wrong else ""


def _groups(shelf: Shelf, rules: Sequence[Rule], cards: Sequence[str]) -> str:
    without = [rule for rule in rules if not any(shelf.satisfies(name, rule) for name in cards)]
    neither = [name for name in cards if not any(shelf.satisfies(name, rule) for rule in rules)]
    return f"no card for {without}" if without else f"wrong {neither}" if neither else ""


_CARD_CHECKS: Mapping[str, Any] = {
    "all": _all, "first": _first, "some": _some, "mostly": _mostly, "never": _never, "groups": _groups,
}  # fmt: skip


def _is_about(shelf: Shelf, ids: Sequence[str], text: str, cards: Sequence[str]) -> bool:
    if cards:
        return cards[0] in ids
    named = any(shelf.products[name]["title"].lower() in text.lower() for name in ids)
    return named and "which one do you mean" not in text.lower()


def _holds(product: Mapping[str, Any], field: str, wanted: Any) -> bool:
    if field == "any_of":
        return any(all(_holds(product, name, value) for name, value in rule.items()) for rule in wanted)
    if field.startswith("not_"):
        return not _holds(product, field[4:], wanted)
    if field in ("fact", "text", "material", "brand", "ids", "kind", "for"):
        return bool(_FIELDS[field](product, wanted))
    raise TalkError(f"unknown field {field!r} in a rule")


def _has_fact(product: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    facts = {name.lower(): " / ".join(values) for name, values in product["attributes"].items()}
    return all(re.search(value, facts.get(name.lower(), "")) for name, value in wanted.items())


_FIELDS: Mapping[str, Any] = {
    "ids": lambda product, wanted: product["id"] in _listed(wanted),
    "kind": lambda product, wanted: any(
        kind in path.split("/") for kind in _listed(wanted) for path in product["categories"]
    ),
    "for": lambda product, wanted: product["gender"] in {**_GENDERS, **_ONLY}[wanted],
    "brand": lambda product, wanted: product["brand"] in _listed(wanted),
    "material": lambda product, wanted: any(
        re.search(pattern, " / ".join(product["attributes"].get("material", ()))) for pattern in _listed(wanted)
    ),
    "fact": _has_fact,
    "text": lambda product, wanted: re.search(wanted, f"{product['title']} {product['description']}", re.IGNORECASE),
}
_OF_VARIANT: Mapping[str, Any] = {
    "colour": lambda variant, wanted: variant["colour"] in _listed(wanted),
    "not_colour": lambda variant, wanted: variant["colour"] not in _listed(wanted),
    "size": lambda variant, wanted: variant["size"] in _listed(wanted),
    "price": lambda variant, wanted: wanted[0] <= variant["price"] <= wanted[1],
}
_OF_VARIANTS = frozenset(_OF_VARIANT)


def _buyable(product: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [variant for variant in product["variants"] if variant["stock"] > 0]


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]
