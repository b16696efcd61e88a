"""Journeys told in sentences made of Luma's own catalogue, each turn checked against that catalogue.

What is right is decided by the imported products alone: all that is shown must have every fact asked for, something
must be shown where something has them, and an order or a superlative holds over all that match, not over what is shown.

    .venv/bin/python -m tests.dialogue.journeys_of_luma http://127.0.0.1:8000 HOME [journeys] [seed]
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from catalog.naming import told_apart
from catalog.products import Product, Variant
from catalog.settings import Settings
from catalog.store import open_store
from catalog.vocabulary import segments

#: What a shopper calls things -> whether a product is one, by its category and its title.
KINDS: dict[str, Callable[[Product], bool]] = {
    "jackets": lambda product: "Jackets" in segments(product),
    "hoodies": lambda product: _is_hooded(product) or (_is_sweater(product) and not _is_sweatshirt(product)),
    "sweatshirts": lambda product: _is_sweatshirt(product) or (_is_sweater(product) and not _is_hooded(product)),
    "t-shirts": lambda product: "Tees" in segments(product),
    "tees": lambda product: "Tees" in segments(product),
    "pants": lambda product: "Pants" in segments(product),
    "shorts": lambda product: "Shorts" in segments(product),
    "tank tops": lambda product: _is_tank(product),
    "tanks": lambda product: _is_tank(product),
    "sports bras": lambda product: _is_bra(product),
    "bras": lambda product: _is_bra(product),
    "bags": lambda product: "Bags" in segments(product),
    "watches": lambda product: "Watches" in segments(product),
}
SEARCHES = (
    "{all}", "show me {all}", "do you have {all}?", "I'm looking for {all}", "I need {all} please", "any {all}?",
    "my sister said you have {all}", "my friend told me you sell {all}", "I'd like to see {all}",
    "what {all} do you sell?", "hi, I want {all}", "can you find {all} for me?",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the wish has come to: every field a fact that each product shown must have ("" or None = not asked)."""

    kind: str = ""
    colour: str = ""
    size: str = ""
    gender: str = ""
    material: str = ""
    most: float | None = None
    without_colour: str = ""

    def words(self) -> str:
        """The wish as a shopper puts it: "women's red jackets made of nylon in size M under $60"."""
        gender = f"{self.gender.lower()}'s" if self.gender else ""
        parts = [gender, self.colour.lower(), self.kind, f"made of {self.material.lower()}" if self.material else "",
                 f"in size {self.size}" if self.size else "", f"under ${self.most:g}" if self.most else ""]  # fmt: skip
        return " ".join(part for part in parts if part)

    def holds(self, product: Product) -> bool:
        """Whether the product has a variant with all that is asked for."""
        of_kind = not self.kind or KINDS[self.kind](product)
        of_gender = not self.gender or product.gender in (self.gender, "Unisex", "")
        materials = {value.casefold() for value in product.attributes.get("material", ())}
        of_material = not self.material or any(self.material.casefold() in value for value in materials)
        return of_kind and of_gender and of_material and any(map(self.fits, product.variants))

    def fits(self, variant: Variant) -> bool:
        cheap = self.most is None or variant.price_minor < self.most * 100
        coloured = not self.colour or variant.colour == self.colour
        other = not self.without_colour or variant.colour != self.without_colour
        return cheap and coloured and other and (not self.size or variant.size == self.size) and variant.stock > 0


@dataclass
class Turn:
    """One sentence and what is wrong with the answer ("" = nothing)."""

    sort: str
    text: str
    wrong: str = ""


@dataclass
class Journey:
    """One shopper: says, looks, refines."""

    products: Sequence[Product]
    say: Callable[[str], tuple[str, list[dict[str, Any]]]]
    chance: random.Random
    turns: list[Turn] = field(default_factory=list)
    asked: Asked = field(default_factory=Asked)
    shown: list[Product] = field(default_factory=list)

    def go(self) -> list[Turn]:
        self._search()
        for step in self.chance.sample([self._cheaper, self._recolour, self._drop, self._sort, self._resize], 2):
            step()
        self._compare()
        self._superlative()
        return self.turns

    def matching(self, asked: Asked | None = None) -> list[Product]:
        return [product for product in self.products if (asked or self.asked).holds(product)]

    def _turn(self, sort: str, text: str, asked: Asked) -> Turn:
        """Says the text and checks that what is shown has all that is now asked for."""
        self.asked = asked
        turn, matching = Turn(sort, text), self.matching()
        answer, cards = self.say(text)
        self.shown = [product for card in cards for product in self.products if product.id == card["id"]]
        strangers = [product.title for product in self.shown if product not in matching]
        if strangers:
            turn.wrong = f"shown, but not {asked.words()}: {strangers[:3]}"
        elif matching and not self.shown:
            turn.wrong = f"nothing shown of {len(matching)}: {answer[:150]!r}"
        self.turns.append(turn)
        return turn

    def _search(self) -> None:
        kind = self.chance.choice(list(KINDS))
        product = self.chance.choice([one for one in self.products if KINDS[kind](one)])
        variant = self.chance.choice([one for one in product.variants if one.stock > 0])
        materials = [value for value in product.attributes.get("material", ()) if value.isalpha()]
        facts = {
            "colour": variant.colour,
            "size": variant.size if variant.size in ("XS", "S", "M", "L", "XL") else "",
            "gender": product.gender if product.gender != "Unisex" else "",
            "material": self.chance.choice(materials) if materials else "",
            "most": variant.price_minor // 100 + self.chance.choice([2, 5, 10]),
        }
        kept = {name: facts[name] for name in self.chance.sample(sorted(facts), self.chance.randint(0, 3))}
        asked = replace(Asked(kind=kind), **kept)  # type: ignore[arg-type]
        self._turn("search", self.chance.choice(SEARCHES).format(all=asked.words()), asked)

    def _cheaper(self) -> None:
        if not self.shown:
            return
        before = min(_price(product, self.asked) for product in self.shown)
        asked = replace(self.asked, most=before / 100)
        said = ["cheaper", "something cheaper", "anything less expensive?", "too expensive", "show me cheaper ones"]
        turn = self._turn("cheaper", self.chance.choice(said), asked)
        if not self.matching(asked):  # there is nothing cheaper: whatever is told, nothing dearer may be called cheaper
            turn.wrong = ""
            self.asked = replace(asked, most=None)

    def _recolour(self) -> None:
        colours = {variant.colour for product in self.matching(replace(self.asked, colour="")) for variant in
                   product.variants if variant.colour and replace(self.asked, colour="").fits(variant)}  # fmt: skip
        others = sorted(colours - {self.asked.colour})
        if not others:
            return
        colour = self.chance.choice(others)
        text = self.chance.choice(["in {}", "do you have them in {}?", "make it {}", "what about {}?", "{} please"])
        self._turn("another colour", text.format(colour.lower()), replace(self.asked, colour=colour))

    def _resize(self) -> None:
        if self.asked.kind in ("bags", "watches"):
            return
        free = replace(self.asked, size="")
        sizes = {variant.size for product in self.matching(free) for variant in product.variants if free.fits(variant)}
        if known := sorted(sizes & {"XS", "S", "M", "L", "XL"}):
            size = self.chance.choice(known)
            text = self.chance.choice(["in size {}", "size {} please", "only in {}", "do you have {}?", "I need a {}"])
            self._turn("a size", text.format(size), replace(self.asked, size=size))

    def _drop(self) -> None:
        said = {
            "colour": ["any colour", "colour doesn't matter", "I don't care about the color"],
            "size": ["any size", "the size doesn't matter"],
            "material": ["any material", "material is unimportant"],
            "most": ["price doesn't matter", "money is no object"],
        }
        dropped = [name for name in said if getattr(self.asked, name)]
        if not dropped:
            return
        name = self.chance.choice(dropped)
        asked = replace(self.asked, **{name: None if name == "most" else ""})
        self._turn("drop a condition", self.chance.choice(said[name]), asked)

    def _sort(self) -> None:
        up = self.chance.random() < 0.6
        texts = ["cheapest first", "sort by price", "sort them from low to high"] if up else [
            "most expensive first", "sort by price, highest first", "from expensive to cheap"]  # fmt: skip
        turn = self._turn("sort", self.chance.choice(texts), self.asked)
        prices = [_price(product, self.asked) for product in self.shown]
        best = [_price(product, self.asked) for product in self.matching()]
        if not turn.wrong and prices and prices[0] != (min(best) if up else max(best)):
            turn.wrong = f"begins with {prices[0]}, but {min(best) if up else max(best)} is among all that match"
        if not turn.wrong and prices != sorted(prices, reverse=not up):
            turn.wrong = f"not in order: {prices}"

    def _compare(self) -> None:
        if len(self.shown) < 2:
            return
        pair = self.shown[:2]
        text = self.chance.choice(["compare the first two", "compare the first and the second",
                                   f"compare {pair[0].title} and {pair[1].title}"])  # fmt: skip
        answer, cards = self.say(text)
        shown = {card["id"] for card in cards}
        named = all(product.title in answer for product in pair)
        wrong = "" if named and shown <= {product.id for product in pair} else f"compared {answer[:120]!r}"
        self.turns.append(Turn("compare", text, wrong))

    def _superlative(self) -> None:
        up = self.chance.random() < 0.6
        kind = self.chance.choice([one for one in KINDS if one != self.asked.kind])
        word = "cheapest" if up else "most expensive"
        text = self.chance.choice(["what's the {} of your {}?", "show me the {} {}", "which are the {} {}?",
                                   "the {} {} you have"])  # fmt: skip
        turn = self._turn("superlative", text.format(word, kind), Asked(kind=kind))
        best = [_price(product, self.asked) for product in self.matching()]
        if not turn.wrong and _price(self.shown[0], self.asked) != (min(best) if up else max(best)):
            turn.wrong = f"{self.shown[0].title} is not the {word} of {len(best)}"


def _is_bra(product: Product) -> bool:
    return "bra" in product.title.casefold().split() or "Bra" in product.attributes.get("style", ())


def _is_tank(product: Product) -> bool:
    return bool({"Tanks", "Bras & Tanks"} & set(segments(product))) and not _is_bra(product)


def _is_sweater(product: Product) -> bool:
    return "Hoodies & Sweatshirts" in segments(product)


def _is_hooded(product: Product) -> bool:
    said = "hoodie" in product.title.casefold() or "Hoodie" in product.attributes.get("style", ())
    return _is_sweater(product) and said


def _is_sweatshirt(product: Product) -> bool:
    said = "sweatshirt" in product.title.casefold() or "Sweatshirt" in product.attributes.get("style", ())
    return _is_sweater(product) and said


def _price(product: Product, asked: Asked) -> int:
    """The lowest price of what fits."""
    fitting = [variant.price_minor for variant in product.variants if asked.fits(variant)]
    return min(fitting or [variant.price_minor for variant in product.variants])


def products_of(home: Path) -> list[Product]:
    store = open_store(Settings(home=home))
    try:
        return [product for product in told_apart(store.products()) if product.visible]
    finally:
        store.close()


def journeys(
    products: Sequence[Product],
    talk: Callable[[], Callable[[str], tuple[str, list[dict[str, Any]]]]],
    number: int,
    seed: int,
) -> Iterator[Turn]:
    """The turns of `number` journeys; `talk` opens a conversation: text -> what is answered, and the cards."""
    for place in range(number):
        yield from Journey(products, talk(), random.Random(f"{seed} {place}")).go()


def main() -> None:
    import httpx

    from tests.service import Visitor

    address, home, *rest = sys.argv[1:]
    number, seed = (int(value) for value in (*rest, *("40", "1")[len(rest) :]))

    def talk() -> Callable[[str], tuple[str, list[dict[str, Any]]]]:
        visitor = Visitor(httpx.Client(base_url=address, timeout=60.0, trust_env=False))
        visitor.open_session()

        def say(text: str) -> tuple[str, list[dict[str, Any]]]:
            messages = visitor.say(text)
            return "\n".join(m["text"] for m in messages), [card for m in messages for card in m["products"]]

        return say

    turns = list(journeys(products_of(Path(home)), talk, number, seed))
    for place, turn in enumerate(turns):
        if turn.wrong:
            start = max(one for one in range(place + 1) if turns[one].sort == "search")
            before = " / ".join(one.text for one in turns[start:place])
            print(f"{turn.sort}: {turn.text}\n    after: {before}\n    {turn.wrong}")
    sorts = Counter(turn.sort for turn in turns)
    right = Counter(turn.sort for turn in turns if not turn.wrong)
    print({sort: f"{right[sort]}/{count}" for sort, count in sorts.items()})
    print(f"{right.total()} of {len(turns)} turns right: {right.total() / len(turns):.3f}")


if __name__ == "__main__":
    main()
