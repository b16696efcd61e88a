"""Kinds of products: which take each other's place, which go together, and which are used up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from catalog.products import Product
from catalog.recommend.together import BoughtTogether
from nlu.hearing.vetoes import head_of
from nlu.tokens import stem

FILE = Path(__file__).with_name("kinds.yml")
#: Segments of a path that say for whom, not what.
PEOPLE = frozenset(stem(word) for word in ("women", "men", "kids", "girls", "boys", "unisex", "baby"))


class Kinds:
    """What is known of the kinds of one shop's products.

    Args:
        baskets: product ids bought in one order; what kinds share orders more than chance explains go together.
    """

    def __init__(self, products: Mapping[str, Product], baskets: Iterable[Collection[str]] = ()) -> None:
        self._products = products
        bought = ([products[each].kind for each in basket if each in products] for basket in baskets)
        self._learnt = BoughtTogether(kinds for kinds in bought if len(kinds) > 1)

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[str]]:
        """Name, stemmed -> ids of what may be called so; takes a second for 20,000 titles never read before."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for product in self._products.values():
            for name in _names(product):
                found[name].append(product.id)
        return found

    def is_instead(self, one: str, other: str) -> bool:
        """Whether one is bought instead of the other: both of one kind, or of kinds that serve alike."""
        first, second = self._products[one], self._products[other]
        paths = [(a, b) for a in first.categories for b in second.categories if _is_within(a, b) or _is_within(b, a)]
        if any(not self._holds_several(min(pair, key=len), first, second) for pair in paths):
            return True
        a, b = _names(first), _names(second)
        # Without categories only the word by which titles call them can tell.
        alike = bool(a & b) and not (first.categories and second.categories)
        return alike or any(not group.isdisjoint(a) and not group.isdisjoint(b) for group in _instead())

    def _holds_several(self, path: str, one: Product, other: Product) -> bool:
        """Whether a category ("Camping") holds things of several kinds, of which these are two ("tent", "stove")."""
        heads = {stem(head_of(product.title)) for product in (one, other)}
        return _told(path)[-1:] != () and _told(path)[-1] not in _known() and len(heads & _known()) == 2

    def is_consumable(self, product_id: str) -> bool:
        """Whether it is used up, so that who bought it may want it again."""
        product = self._products.get(product_id)
        return product is not None and not _consumable().isdisjoint(_names(product))

    def complements(self, product_id: str) -> list[list[str]]:
        """The products of each kind that goes with its kind, the kind that goes best first; none for another gender."""
        product = self._products.get(product_id)
        if product is None:
            return []
        learnt = [stemmed(kind) for kind, _ in self._learnt.companions(product.kind)]
        own = sorted(_names(product), key=len, reverse=True)
        known = [name for kind in own for name in _with().get(kind, ())]
        found: list[list[str]] = []
        taken: set[str] = set()
        for name in dict.fromkeys((*learnt, *known)):
            others = [other for other in self.by_name.get(name, ()) if other not in taken]
            found.append([other for other in others if self.suits(product, self._products[other])])
            taken.update(others)
        return [products for products in found if products]

    def suits(self, product: Product, other: Product) -> bool:
        """Whether both may be for one person, and it is no substitute."""
        genders = {gender for gender in (product.gender.casefold(), other.gender.casefold()) if gender}
        return (len(genders - {"unisex"}) <= 1) and not self.is_instead(product.id, other.id)


@lru_cache(maxsize=20_000)
def stemmed(name: str) -> str:
    """ "Hoodies & Sweatshirts" -> the form in which names are compared."""
    return " ".join(stem(word) for word in name.casefold().split())


def _names(product: Product) -> frozenset[str]:
    return _called(product.title, product.categories)


@lru_cache(maxsize=100_000)
def _called(title: str, categories: tuple[str, ...]) -> frozenset[str]:
    """What a product may be called by, stemmed: the last name of each of its paths, and the head of its title."""
    segments = [[stemmed(each) for each in path.split("/")] for path in categories]
    last = [next((each for each in reversed(path) if each not in PEOPLE), "") for path in segments]
    return frozenset(filter(None, (*last, stem(head_of(title)))))


@cache
def _known() -> frozenset[str]:
    """The names of single kinds."""
    return frozenset(chain(_with(), *_with().values(), *_instead()))


def _is_within(path: str, other: str) -> bool:
    """Whether `path` is `other` or stands below it, a department left out: all of "Clothing" is no one kind."""
    a, b = _told(path), _told(other)
    return bool(b) and a[: len(b)] == b and (len(b) > 1 or a == b)


@lru_cache(maxsize=20_000)
def _told(path: str) -> tuple[str, ...]:
    return tuple(each for each in map(stemmed, path.split("/")) if each not in PEOPLE)


@cache
def _data() -> Mapping[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@cache
def _instead() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(stemmed, group)) for group in _data()["instead"])


@cache
def _with() -> Mapping[str, tuple[str, ...]]:
    return {stemmed(kind): tuple(map(stemmed, names)) for kind, names in _data()["with"].items()}


@cache
def _consumable() -> frozenset[str]:
    return frozenset(map(stemmed, _data()["consumable"]))
