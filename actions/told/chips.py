"""What was understood, in parts: each a chip with its name, and the wish that is left when it is taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from actions.told.measures import bound_text
from actions.told.wording import join, order_words, price_words
from actions.turn import Turn
from nlu.hearing.colours import by_family
from nlu.hearing.facts import WORDS
from nlu.hearing.lexicon import lexicon
from nlu.hearing.names import left_out_name
from nlu.hearing.row import name_key
from nlu.tokens import key, stem, words
from nlu.wish import Vocabulary, Wish

_KINDS = {"gender": "for"}
_CALLED = {"gender": "for {}", "size": "size {}", WORDS: "“{}”"}
_REFUSED = {"brand": "not by {}", "gender": "not for {}", "size": "not size {}", WORDS: "not “{}”", "colour": "not {}"}
#: Facets whose values were each said for themselves.
_SINGLE = ("brand", "size", "gender", WORDS)
#: Kinds that one name can list; of more it says the first.
_MOST_NAMED = 3


@dataclass(frozen=True)
class Chip:
    """One part of what is wished for.

    Attributes:
        kind: category, words, product, colour, price, size, brand, for, occasion, order, stock, photo, wish (one of
            several), else the name of the attribute or measure.
        label: what it is called ("under $50", "not red").
        rest: the wish without it.
    """

    kind: str
    label: str
    rest: Wish

    @property
    def id(self) -> str:
        """The same for the same part as long as the conversation holds it: "price:under-50"."""
        return f"{self.kind}:{'-'.join(''.join(c if c.isalnum() else ' ' for c in self.label.casefold()).split())}"

    def to_dict(self) -> dict[str, str]:
        """JSON-ready form."""
        return {"id": self.id, "label": self.label, "kind": self.kind}


def chips_of(wish: Wish, vocabulary: Vocabulary, *, photo: bool = False) -> tuple[Chip, ...]:
    """The parts of a wish in the order they are shown; with `photo` the likeness to it is one, whose rest is the wish.

    Several wishes of one message are a chip each.
    """
    if wish.beside:
        wishes = (replace(wish, beside=()), *wish.beside)
        each = [Chip("wish", _in_short(one, vocabulary), _without_one(wishes, one)) for one in wishes]
    else:
        what = chain(_kind(wish), _named(wish, vocabulary.titles), _words(wish, vocabulary.titles))
        how = chain(_facets(wish), _bounds(wish), _price(wish, vocabulary.currency), _exclusions(wish), _others(wish))
        each = [*what, *how]
    likeness = [Chip("photo", "like your photo", wish)] if photo else []
    return tuple({chip.id: chip for chip in (*likeness, *each)}.values())


def removed(turn: Turn) -> Chip | None:
    """The chip that the customer takes away, None when the conversation holds none of that id."""
    return next((chip for chip in chips_held(turn) if chip.id == turn.removes), None)


def chips_held(turn: Turn) -> tuple[Chip, ...]:
    """The chips of what is wished for before this turn."""
    return chips_of(turn.wish, turn.shop.vocabulary, photo=bool(turn.photo))


def _in_short(wish: Wish, vocabulary: Vocabulary) -> str:
    return ", ".join(chip.label for chip in chips_of(wish, vocabulary))


def _without_one(wishes: Sequence[Wish], left_out: Wish) -> Wish:
    first, *others = [wish for wish in wishes if wish is not left_out]
    return replace(first, beside=tuple(others))


def _kind(wish: Wish) -> Iterator[Chip]:
    kinds = wish.facets.get("category", ())
    if not kinds or _suits_occasion(wish):
        return
    said = _kind_words(wish)
    apart = [[word for word in said if stem(word) in key(kind)] for kind in kinds]
    if len(kinds) > 1 and all(apart) and len(set(said)) == sum(map(len, apart)):
        # "boots or backpacks": each was named by words of its own.
        for kind, its_words in zip(kinds, apart, strict=True):
            left = {**wish.facets, "category": tuple(other for other in kinds if other != kind)}
            yield Chip("category", kind.lower(), _less(replace(wish, facets=left), its_words))
        return
    label = kinds[0].lower() if len(kinds) == 1 else " ".join(said) or join(map(str.lower, kinds[:_MOST_NAMED]), "or")
    yield Chip("category", label, _less(wish.without("category"), said))


def _named(wish: Wish, titles: Mapping[str, str]) -> Iterator[Chip]:
    for product_id in wish.named:
        title = titles.get(product_id, product_id)
        rest = replace(wish, named=tuple(one for one in wish.named if one != product_id))
        yield Chip("product", title, _less(rest, words(title)))


def _words(wish: Wish, titles: Mapping[str, str]) -> Iterator[Chip]:
    """The words that only rank: neither a kind, nor a fact, nor a title that is a chip of its own."""
    told = {stem(word) for word in _kind_words(wish)}
    told |= {stem for product_id in wish.named for stem in key(titles.get(product_id, ""))}
    for facet, values in wish.facets.items():
        if facet != "category":
            told |= _stems_of(facet, values)
    told |= {stem for bound in wish.bounds if bound.low == bound.high for stem in key(bound_text(bound))}
    loose = [word for word in wish.words.split() if stem(word) not in told]
    opened = [word for word in loose if word in wish.core.split()]
    for said in (opened, [word for word in loose if word not in opened]):
        if said:
            yield Chip("words", " ".join(said), _less(wish, said))


def _facets(wish: Wish) -> Iterator[Chip]:
    for facet, values in wish.facets.items():
        if facet == "category":
            continue
        for name, members in _named_groups(facet, values, is_refused=False):
            left = tuple(value for value in values if value not in members)
            rest = replace(wish, facets={**wish.facets, facet: left}) if left else wish.without(facet)
            dropped = _stems_of(facet, members) - {stem for one in wish.facets.get("category", ()) for stem in key(one)}
            yield Chip(_KINDS.get(facet, facet), _CALLED.get(facet, "{}").format(name), _less(rest, dropped))


def _bounds(wish: Wish) -> Iterator[Chip]:
    for bound in wish.bounds:
        rest = replace(wish, bounds=tuple(one for one in wish.bounds if one != bound))
        # An exact "500 ml" stands among the words as well.
        exact = key(bound_text(bound)) if bound.low == bound.high else ()
        yield Chip(bound.measure, bound_text(bound), _less(rest, exact))


def _price(wish: Wish, currency: str) -> Iterator[Chip]:
    if label := price_words(wish, currency):
        yield Chip("price", label, replace(wish, price_min_minor=None, price_max_minor=None))


def _exclusions(wish: Wish) -> Iterator[Chip]:
    for facet, values in wish.excluded.items():
        for name, members in _named_groups(facet, values, is_refused=True):
            left = tuple(value for value in values if value not in members)
            others = {other: held for other, held in wish.excluded.items() if other != facet}
            rest = replace(wish, excluded={**others, facet: left} if left else others)
            pattern = _REFUSED.get(facet, "not {}" if "Yes" in values or facet == "category" else "without {}")
            yield Chip(_KINDS.get(facet, facet), pattern.format(name), rest)


def _others(wish: Wish) -> Iterator[Chip]:
    for occasion in wish.occasions:
        rest = replace(wish, occasions=tuple(one for one in wish.occasions if one != occasion))
        yield Chip("occasion", occasion, rest.without("category") if _suits_occasion(wish) else rest)
    if told := order_words(wish.sort):
        yield Chip("order", told, replace(wish, sort="relevance"))
    if not wish.in_stock:
        yield Chip("stock", "sold out too", replace(wish, in_stock=True))


def _named_groups(facet: str, values: Sequence[str], *, is_refused: bool) -> list[tuple[str, tuple[str, ...]]]:
    """What was said in one facet, each name with the shop's values that it stands for."""
    if facet == "colour":
        return [(name.lower(), members) for name, members in by_family(values)]
    if facet in _SINGLE:
        return [(value.lower() if facet == "gender" else value, (value,)) for value in values]
    if "Yes" in values:
        return [(facet.replace("_", " "), tuple(values))]
    plainest = [value for value in values if not any(set(key(other)) < set(key(value)) for other in values)]
    if not is_refused:
        # Any of them will do, so they are one condition.
        return [(_with_name(facet, join(map(str.lower, plainest[:_MOST_NAMED]), "or")), tuple(values))]
    # A list of contents names more than was left out: "Milk, hazelnuts" for nuts.
    if (len(plainest) > _MOST_NAMED or any("," in one for one in plainest)) and (name := left_out_name(values)):
        return [(name, tuple(values))]
    holding = {value: tuple(v for v in values if set(key(value)) <= set(key(v))) for value in plainest}
    return [(_with_name(facet, value.lower()), members) for value, members in holding.items()]


def _with_name(facet: str, value: str) -> str:
    """A number or a single letter says nothing without the name of what it measures: "brightness 3"."""
    is_telling = any(len(word) > 1 and word.isalpha() for word in words(value)) and value != "no"
    return value if is_telling else f"{facet.replace('_', ' ')} {value}"


def _kind_words(wish: Wish) -> list[str]:
    """Those of the words that say the kind: as the shop calls it or as customers do, else the last one."""
    said, kinds = wish.words.split(), wish.facets.get("category", ())
    if not kinds or _suits_occasion(wish):
        return []
    stems = {stem for kind in kinds for stem in key(kind)}
    return [w for w in said if stem(w) in stems] or [w for w in said if stem(w) in _kinds_said()][-1:] or said[-1:]


@cache
def _kinds_said() -> frozenset[str]:
    """What customers call kinds of products, whatever a shop calls them."""
    return frozenset(word for name in lexicon("categories")["covers"] for word in name_key(name))


def _suits_occasion(wish: Wish) -> bool:
    """Whether no kind was named, so that the kinds are those of the occasion."""
    kinds = [set(name_key(kind)) for kind in wish.facets.get("category", ())]
    table = lexicon("occasions")
    suiting = [set(name_key(kind)) for name in wish.occasions if name in table for kind in table[name]["kinds"]]
    said = {stem(word) for word in wish.words.split()}
    return bool(kinds) and all(any(one <= kind for one in suiting) and not said & kind for kind in kinds)


def _stems_of(facet: str, values: Sequence[str]) -> set[str]:
    """The words that say a fact; its name too, where the fact is that it holds or not."""
    named = (*values, facet.replace("_", " ")) if "Yes" in values else values
    return {stem for value in named for stem in key(value)}


def _less(wish: Wish, dropped: Collection[str]) -> Wish:
    """The wish without these words."""
    gone = {stem(word) for word in dropped}
    left, core = (" ".join(word for word in said.split() if stem(word) not in gone) for said in (wish.words, wish.core))
    return replace(wish, words=left, core="" if core == left else core)
