"""The answer to a question about one product: a fact of the shop, else a sentence of its own, else its customers'.

Yes and no are said on a fact alone; what the shop does not say is said to be unsaid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.told.wording import join
from catalog.contents import AskedContent, content_asked, content_told
from catalog.products import Product
from catalog.telling import SURELY, TELLS, Teller, Told, asked_stems, is_form_of
from nlu.hearing.cues import cues_in
from nlu.hearing.lexicon import word_set
from nlu.tokens import key, stem, words

#: The question -> what the product's reviews say to it, "" = nothing.
Voices = Callable[[str], str]


@dataclass(frozen=True)
class Reply:
    """An answer, and whether something of the shop surely is one."""

    text: str
    sure: bool = False


def answer(question: str, product: Product, teller: Teller, voices: Voices | None = None) -> Reply:
    """What the shop, else its customers, say to `question`; of a product named in it, best without its title."""
    cues = cues_in(words(question))
    asks_yes_or_no = "yes_or_no" in cues and "asks_openly" not in cues
    content = content_asked(question, [product]) if asks_yes_or_no else None
    if content and (told := _of_contents(product, content)):
        return told
    best = next(iter(teller.told(question, product)), Told(0.0, ""))
    surely = best.score >= SURELY
    if best.attribute and (surely or (best.score >= TELLS and not asks_yes_or_no)):
        return Reply(_fact(best.attribute, product, question if asks_yes_or_no else "", teller), sure=surely)
    if best.score >= SURELY or (best.score >= TELLS and not asks_yes_or_no):
        return Reply(_quoted(best.text), sure=surely)
    if voices and (said := voices(question)):
        return Reply(f"The shop itself does not say, but its reviews do. {said}")
    if best.score >= TELLS:
        nearest = fact_text(best.attribute, product) if best.attribute else _quoted(best.text)
        return Reply(f"The shop does not say it outright. What comes nearest: {nearest}")
    return Reply(untold_text(question, product))


def untold_text(question: str, product: Product) -> str:
    """That the shop says nothing to the question."""
    stems = asked_stems(question)
    asked = " ".join(word for word in words(question) if stem(word) in stems and word[0].isalnum())
    named = f"“{asked}”" if asked else "it"
    return f"I can't tell: what the shop says of the {product.title} does not mention {named}."


def fact_text(name: str, product: Product) -> str:
    """ "Battery life: 38 h." """
    label = name.replace("_", " ")
    return f"{label[:1].upper()}{label[1:]}: {join(product.attributes[name])}."


def _quoted(sentence: str) -> str:
    return f"The shop writes: “{sentence}”"


def _fact(name: str, product: Product, question: str, teller: Teller) -> str:
    """The fact, led by a yes or no where the question wants one and the fact itself gives it."""
    said = _yes_or_no(name, product, question, teller) if question else ""
    return f"{said}{fact_text(name, product)}"


def _yes_or_no(name: str, product: Product, question: str, teller: Teller) -> str:
    """ "Yes. " or "No. " on the fact alone, "" where it takes a judgement: a number, a part of what is asked."""
    values, asked = product.attributes[name], asked_stems(question)
    turned = word_set("words", "turns_round")
    called = set(key(name.replace("_", " ")))
    names_it = bool(called) and all(any(is_form_of(word, part) for word in asked) for part in called)
    if not turned.isdisjoint(set(key(question)) - called):
        return ""
    folded = {value.casefold() for value in values}
    if names_it and "no" in folded:
        return "No. "
    if names_it and ("yes" in folded or (name in teller.yes_or_no and not folded & {"none"})):
        return "Yes. "
    parts = [set(key(part)) for value in values for part in value.split(",")]
    beside = {word for word in asked if not any(is_form_of(word, part) for part in called)}
    told = (part for part in parts if turned.isdisjoint(part - asked))
    return "Yes. " if any(beside <= part and asked & part for part in told) else ""


def _of_contents(product: Product, asked: AskedContent) -> Reply | None:
    told = content_told(product, asked)
    if told is None:
        return None
    if told.verdict == "untold":
        listed = " ".join(fact_text(name, product) for name in _listing(product))
        what = f"is {asked.diet}" if asked.diet in ("vegan", "vegetarian") else f"has {asked.word} in it"
        return Reply(f"The shop does not say whether the {product.title} {what}. {listed}".strip(), sure=True)
    right = (told.verdict == "free") == asked.free
    if told.sentence:
        return Reply(f"{'' if right else 'No, by what the shop writes: '}“{told.sentence}”", sure=True)
    return Reply(f"{'Yes' if right else 'No'}. {fact_text(told.attribute, product)}", sure=True)


def _listing(product: Product) -> list[str]:
    telling = word_set("words", "telling_contents")
    return [name for name in product.attributes if telling & set(key(name.replace("_", " ")))]
