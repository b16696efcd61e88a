"""What is in a product, by the shop's own facts: never claimed without one, never denied against one.

"Gluten free" holds by a fact that says so, and fails by a list of contents that holds wheat; where the shop says
neither, nobody here knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from catalog.products import Product
from catalog.telling import sentences_of
from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.row import name_key
from nlu.tokens import key, stem

Verdict = Literal["holds", "free", "untold"]


@dataclass(frozen=True)
class AskedContent:
    """What a question wants to know of a product's contents.

    Attributes:
        word: what may be in it, as a stem ("gluten", "nut"); free: whether the question hopes that it is not.
        diet: the diet that is asked for instead of a content ("vegan"), "" = none.
    """

    word: str
    free: bool = False
    diet: str = ""


@dataclass(frozen=True)
class ContentTold:
    """Whether the product holds what was asked for, and the fact or sentence that says so ("" when untold)."""

    verdict: Verdict
    attribute: str = ""
    sentence: str = ""


def content_asked(question: str, products: Iterable[Product]) -> AskedContent | None:
    """The content or diet that the question is about, None for a question about something else.

    products: those asked about; what their own lists of contents name can be asked for.
    """
    said = key(question)
    if diet := next((word for word in said if word in lexicon("words")["diets"]), ""):
        free_of = lexicon("words")["diets"][diet]
        return AskedContent(free_of.split()[0], free=True, diet=diet)
    if word_set("words", "asks_of_contents").isdisjoint(said):
        return None
    own = {part for product in products for values in _contents(product).values() for part in _parts(values)}
    known = own | set(lexicon("words")["contained_in"])
    word = next((word for word in said if word in known), "")
    return AskedContent(word, free=not word_set("words", "hopes_for_none").isdisjoint(said)) if word else None


def content_told(product: Product, asked: AskedContent) -> ContentTold | None:
    """What the shop says of it; None of a product of which it tells neither contents nor diet."""
    if not _tells_contents(product):
        return None
    if free := _free(product, asked):
        return ContentTold("free", attribute=free)
    if _denies(product, asked):
        return ContentTold("holds", attribute=asked.diet)
    group = _group(asked)
    for name, values in _contents(product).items():
        if group & set(_parts(values)):
            return ContentTold("holds", attribute=name)
    for sentence in sentences_of(product.description):
        if _says_it_holds(sentence, group):
            return ContentTold("holds", sentence=sentence)
    return ContentTold("untold")


def _group(asked: AskedContent) -> set[str]:
    """Everything by which the content may be listed: nuts as almonds, gluten as wheat."""
    names = lexicon("words")["diets"][asked.diet].split() if asked.diet else [asked.word]
    return {part for name in names for part in (name, *lexicon("words")["contained_in"].get(name, "").split())}


def _contents(product: Product) -> dict[str, tuple[str, ...]]:
    names = word_set("words", "content_attributes")
    return {name: tuple(values) for name, values in product.attributes.items() if name.lower() in names}


def _tells_contents(product: Product) -> bool:
    told = {part for name in product.attributes for part in name_key(name.replace("_", " "))}
    return bool(told & word_set("words", "telling_contents"))


def _parts(values: Iterable[str]) -> Iterator[str]:
    return (stem(word) for value in values for word in key(value))


def _free(product: Product, asked: AskedContent) -> str:
    """The attribute that says the product is free of it, or fit for the diet; "" when none does."""
    by_name = asked.diet in lexicon("words")["diets_by_name"]
    wanted = [(asked.diet,)] if by_name else [(asked.word, "free"), ("no", asked.word)]
    for name, values in product.attributes.items():
        called = name_key(name.replace("_", " "))
        if called in wanted and any(value.casefold() == "yes" for value in values):
            return name
        if any(name_key(part) in wanted for value in values for part in value.split(",")):
            return name
    return ""


def _denies(product: Product, asked: AskedContent) -> bool:
    return any(value.casefold() == "no" for value in product.attributes.get(asked.diet, ()))


def _says_it_holds(sentence: str, group: set[str]) -> bool:
    """Whether the sentence says that there is some: "Contains barley malt", but not "No barley malt"."""
    said = key(sentence)
    if "contain" not in said and "with" not in said:
        return False
    return any(word in group for word in said) and word_set("words", "hopes_for_none").isdisjoint(said)
