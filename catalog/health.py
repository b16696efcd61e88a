"""How the catalogue is: what shoppers will stumble over, told after an import and by `shopmate health`."""

from __future__ import annotations

import os
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from catalog.photos.kinds import Guess, SeenKinds
from catalog.store import Store
from catalog.store.health import ShelfFact

#: A price so many times above or below the middle of its category is out of line; smaller categories tell nothing.
OUT_OF_LINE, LEAST_OF_A_CATEGORY = 12, 8
#: An attribute that this share of a category has is missing where it is not.
USUAL_SHARE = 0.8
MOST_EXAMPLES, MOST_SAID = 100, 5


@dataclass(frozen=True)
class Symptom:
    """One kind of trouble. `examples` are ids of products, at most MOST_EXAMPLES."""

    kind: str
    what: str
    count: int
    examples: tuple[str, ...]

    def text(self) -> str:
        some = ", ".join(self.examples[:MOST_SAID]) + (" …" if self.count > MOST_SAID else "")
        return f"{self.what}: {self.count} ({some})"

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


#: What is told of single products: kind -> (what it is called, whether a product has it).
_OF_ONE: dict[str, tuple[str, Callable[[ShelfFact], bool]]] = {
    "no_price": ("products without a price, which are not shown", lambda fact: not fact.price_minor),
    "no_picture": ("products without a picture", lambda fact: fact.shown and not fact.pictures),
    "no_stock": ("products sold out in every variant", lambda fact: fact.shown and not fact.sellable),
    "no_description": ("products without a description", lambda fact: fact.shown and not fact.is_described),
    "no_category": ("products without a category", lambda fact: fact.shown and not fact.category),
}


def examine(store: Store, images: Path, seen: SeenKinds | None = None) -> list[Symptom]:
    """Every kind of trouble that there is; [] for a catalogue that is well. `seen`: what pictures say of categories."""
    seen = seen or SeenKinds()
    count, examples = Counter[str](), defaultdict[str, list[str]](list)
    prices: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
    titles = Counter[int]()
    for fact in store.shelf_facts():
        for kind, (_, has_it) in _OF_ONE.items():
            if has_it(fact) and not (kind == "no_category" and fact.id in seen.told):
                _note(count, examples, kind, fact.id)
        if fact.shown:
            prices[fact.category].append(fact.price_minor)
            titles[hash(fact.title.casefold())] += 1
    middle = {path: median(found) for path, found in prices.items() if path and len(found) >= LEAST_OF_A_CATEGORY}
    for fact in store.shelf_facts() if middle or len(titles) < titles.total() else ():
        if not fact.shown:
            continue
        if titles[hash(fact.title.casefold())] > 1:
            _note(count, examples, "duplicate", fact.id)
        usual = middle.get(fact.category)
        if usual and not usual / OUT_OF_LINE <= fact.price_minor <= usual * OUT_OF_LINE:
            _note(count, examples, "price", fact.id)
    for product in _broken(store, images):
        _note(count, examples, "broken_picture", product)
    said = {kind: what for kind, (what, _) in _OF_ONE.items()} | {
        "duplicate": "products with the title of another one",
        "price": f"prices more than {OUT_OF_LINE} times above or below the middle of their category",
        "broken_picture": "products with pictures that can't be shown (shopmate pictures)",
    }
    found = [Symptom(kind, what, count[kind], tuple(examples[kind])) for kind, what in said.items() if count[kind]]
    return [*found, *_by_picture("told", seen.told), *_by_picture("doubted", seen.doubted), *_lacking(store)]


#: What is said of products by their pictures: kind -> (its name among the symptoms, what it is called).
_SAID_BY_PICTURES = {
    "told": ("category_from_picture", "products without a category, shown under {} from their picture"),
    "doubted": ("category_doubted", "products whose picture shows {}, which is not their category"),
}


def _by_picture(what: str, guesses: Mapping[str, Guess]) -> Iterator[Symptom]:
    """One symptom for every category that pictures show, with the least likelihood that one of them has."""
    name, told = _SAID_BY_PICTURES[what]
    for category in sorted({guess.category for guess in guesses.values()}):
        found = {key: guess.confidence for key, guess in sorted(guesses.items()) if guess.category == category}
        text = f"{told.format(category)} (likelihood {min(found.values()):.2f} or more)"
        yield Symptom(name, text, len(found), tuple(found)[:MOST_EXAMPLES])


def _note(count: Counter[str], examples: dict[str, list[str]], kind: str, product_id: str) -> None:
    count[kind] += 1
    if len(examples[kind]) < MOST_EXAMPLES:
        examples[kind].append(product_id)


def _broken(store: Store, images: Path) -> Iterator[str]:
    """Products of which a picture failed, or is neither there nor on its way."""
    there = {entry.name for entry in os.scandir(images)} if images.is_dir() else set()
    failed, coming = store.failed_files(), store.pictures_not_here()
    before = ""
    for product_id, file in store.shown_files():
        if product_id != before and (file in failed or (file not in there and file not in coming)):
            before = product_id
            yield product_id


def _lacking(store: Store) -> Iterator[Symptom]:
    for one in store.lacking(share=USUAL_SHARE, least=LEAST_OF_A_CATEGORY):
        ids = store.without_attribute(one.category, one.name, limit=MOST_EXAMPLES)
        what = f"products of {one.category} that lack {one.name!r}, which {one.having} of {one.products} have"
        yield Symptom("missing_attribute", what, one.products - one.having, tuple(ids))
