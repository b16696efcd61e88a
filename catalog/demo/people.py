"""A hundred invented customers: what they looked at, what they bought, and how far their orders have come."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog.demo.links import pairs
from catalog.demo.sources import BASE_DATE, Sheet, dice, read_yaml, slug

Row = dict[str, Any]
BASE = datetime.fromisoformat(BASE_DATE).replace(hour=18, tzinfo=UTC)
HISTORY_DAYS = 210
#: Days after the order; younger orders than the first are placed.
PAID_AFTER, SHIPPED_AFTER, DELIVERED_AFTER = 0.8, 1.8, 5.0


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    wears: str
    tastes: tuple[str, ...]

    @property
    def email(self) -> str:
        return f"{slug(self.name).replace('-', '.')}@example.com"


@dataclass(frozen=True)
class Visit:
    """One evening in the shop."""

    person: Person
    at: datetime
    asked: str
    viewed: tuple[str, ...]
    bought: tuple[str, ...]
    #: Put into the cart and left there, "" = nothing.
    left: str = ""


def people() -> list[Person]:
    written = read_yaml("people.yaml")["people"]
    return [
        Person(f"C{number:04d}", name, wears, tuple(tastes)) for number, (name, wears, tastes) in enumerate(written, 1)
    ]


def customer_rows() -> list[Row]:
    return [{"id": person.id, "name": person.name, "email": person.email} for person in people()]


class Diary:
    """Every visit of every person, made once and read as events and as orders."""

    def __init__(self, sheets: Sequence[Sheet], variants: Mapping[str, list[Row]]) -> None:
        """`variants`: product id -> its variant rows as they stand in products.jsonl."""
        self._sheets = {sheet.id: sheet for sheet in sheets}
        self._variants = variants
        self._mates = pairs(sheets)
        self._tastes: Mapping[str, Mapping[str, list[str]]] = read_yaml("people.yaml")["tastes"]
        self._fame = {sheet.id: dice("fame", sheet.id).paretovariate(1.4) for sheet in sheets}
        self.visits = sorted(
            (visit for person in people() for visit in self._visits(person)),
            key=lambda visit: (visit.at, visit.person.id),
        )

    def event_rows(self) -> list[Row]:
        rows = [row for visit in self.visits for row in self._events(visit)]
        return sorted(rows, key=lambda row: (row["at"], row["customer_id"]))

    def order_rows(self) -> list[Row]:
        buying = [visit for visit in self.visits if visit.bought]
        return [self._order(visit, str(10204 + place * 3)) for place, visit in enumerate(buying)]

    def _visits(self, person: Person) -> list[Visit]:
        chance = dice("visits", person.id)
        days = sorted((chance.uniform(0.1, HISTORY_DAYS) for _ in range(chance.randint(3, 11))), reverse=True)
        if person.id <= "C0006":
            # The people of the demo page's login can show every state of an order.
            days = [
                *days,
                21.0 + chance.random() * 4,
                9.0 + chance.random(),
                3.0 + chance.random(),
                0.2 + chance.random() / 3,
            ]
        bought: set[str] = set()
        visits = []
        for number, age_days in enumerate(days):
            sure = person.id <= "C0006" and number >= len(days) - 4
            visits.append(self._visit(person, BASE - timedelta(days=age_days), chance, bought, sure))
        return visits

    def _visit(self, person: Person, at: datetime, chance: random.Random, bought: set[str], sure: bool) -> Visit:
        taste = person.tastes[0] if chance.random() < 0.65 else person.tastes[1]
        liked = [found for found in self._liked(person, taste) if found not in bought]
        viewed = _drawn(liked, [self._fame[found] for found in liked], chance.randint(2, 6), chance)
        if chance.random() < 0.25:
            others = [sheet.id for sheet in self._sheets.values() if self._suits(person, sheet)]
            viewed.append(chance.choice(others))
        buyable = [found for found in viewed if not self._sheets[found].sold_out and found not in bought]
        basket: list[str] = []
        if buyable and (sure or chance.random() < 0.42):
            basket = [chance.choice(buyable)]
            basket += self._added(person, basket[0], chance, bought)
        bought.update(basket)
        left = chance.choice(viewed) if not basket and chance.random() < 0.3 else ""
        asked = chance.choice(self._tastes[taste]["asks"]) if chance.random() < 0.7 else ""
        return Visit(person, at, asked, tuple(dict.fromkeys([*viewed, *basket])), tuple(basket), left)

    def _added(self, person: Person, first: str, chance: random.Random, bought: set[str]) -> list[str]:
        """What goes with the first product, often; people do follow a good hint."""
        mates = [
            mate
            for mate in self._mates.get(first, [])
            if mate not in bought and self._suits(person, self._sheets[mate])
        ]
        mates = [mate for mate in mates if not self._sheets[mate].sold_out]
        count = chance.choices((0, 1, 2), (35, 45, 20))[0]
        return chance.sample(mates, min(count, len(mates)))

    def _liked(self, person: Person, taste: str) -> list[str]:
        wanted = self._tastes[taste]["buys"]
        return [
            sheet.id
            for sheet in self._sheets.values()
            if self._suits(person, sheet)
            and any(sheet.title == want or sheet.category.startswith(want) for want in wanted)
        ]

    @staticmethod
    def _suits(person: Person, sheet: Sheet) -> bool:
        return sheet.gender in ("", "Unisex", person.wears) or (sheet.gender == "Kids" and "family" in person.tastes)

    def _events(self, visit: Visit) -> list[Row]:
        chance = dice("events", visit.person.id, visit.at.isoformat())
        at, rows = visit.at, []

        def happened(kind: str, **what: Any) -> None:
            nonlocal at
            at += timedelta(seconds=chance.randint(8, 140))
            rows.append({"kind": kind, "customer_id": visit.person.id, **what, "at": _written(at)})

        if visit.asked:
            happened("search", text=visit.asked, results=chance.randint(2, 18))
        for product_id in visit.viewed:
            if chance.random() < 0.6:
                happened("click", product_id=product_id)
            happened("view", product_id=product_id)
            if product_id in visit.bought or product_id == visit.left:
                happened("cart", product_id=product_id)
        for product_id in visit.bought:
            happened("purchase", product_id=product_id)
        return rows

    def _order(self, visit: Visit, number: str) -> Row:
        chance = dice("order", number, visit.person.id)
        placed_at = visit.at + timedelta(minutes=chance.randint(9, 25))
        state = _state((BASE - placed_at) / timedelta(days=1), chance)
        row: Row = {
            "number": number,
            "customer_id": visit.person.id,
            "placed_at": _written(placed_at),
            "state": state,
            "lines": [self._line(visit.person, product_id, chance) for product_id in visit.bought],
        }
        if state in ("shipped", "delivered", "returned", "return_requested"):
            row["tracking"] = f"PW{chance.randrange(10**9, 10**10)}US"
        if state in ("delivered", "returned", "return_requested"):
            row["delivered_at"] = _written(placed_at + timedelta(days=chance.uniform(2.2, 4.8)))
        return row

    def _line(self, person: Person, product_id: str, chance: random.Random) -> Row:
        """Any colour, but always about the person's own size."""
        colour = chance.choice(self._variants[product_id])["colour"]
        sizes = [variant for variant in self._variants[product_id] if variant["colour"] == colour]
        variant = sizes[int(dice("size", person.id).random() * len(sizes))]
        small = variant["price"] < 15
        return {"sku": variant["sku"], "quantity": chance.choice((1, 2, 3)) if small else 1, "price": variant["price"]}


def _state(age_days: float, chance: random.Random) -> str:
    fate = chance.random()
    if age_days < PAID_AFTER:
        return "placed"
    if age_days < SHIPPED_AFTER:
        return "paid"
    if age_days < DELIVERED_AFTER:
        return "shipped" if fate > 0.05 else "cancelled"
    if fate < 0.06:
        return "cancelled"
    if fate < 0.12 and age_days > 20:
        return "returned"
    return "return_requested" if fate < 0.16 and age_days < 30 else "delivered"


def _drawn(things: list[str], weights: list[float], count: int, chance: random.Random) -> list[str]:
    """Some different things, the heavier the likelier."""
    left = list(zip(things, weights, strict=True))
    drawn: list[str] = []
    while left and len(drawn) < count:
        place = chance.choices(range(len(left)), [weight for _, weight in left])[0]
        drawn.append(left.pop(place)[0])
    return drawn


def _written(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
