"""Which products of an order the words name: several at once, all but some, one of two variants by its options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from actions.turn import Turn
from catalog.products import Product, Variant
from catalog.records import Order, OrderLine
from catalog.vocabulary import words_of
from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.phrases import Phrases
from nlu.hearing.row import STOPS, name_key, row_of
from nlu.ordinals import read_places
from nlu.tokens import stem

#: A piece of a sentence as stems, small words among them.
Part = tuple[str, ...]
#: Digits from which a number alone is taken for an option: "the 1000 one", and not "the 2 lamps".
_FEWEST_DIGITS = 3


def named_orders(turn: Turn, orders: Sequence[Order], text: str = "") -> list[Order]:
    """Those of the orders that have the products which the text names best, [] when it names none."""
    wanted, left_out = _split(text or turn.text)
    pool = [line for order in orders for line in order.lines]
    parts = [*_told_parts(turn, wanted, pool), *_told_parts(turn, left_out, pool)]
    fits = {order.number: sum(_best(turn, order.lines, part) for part in parts) for order in orders}
    highest = max(fits.values(), default=0)
    return [order for order in orders if highest and fits[order.number] == highest]


def lines_named(turn: Turn, order: Order, text: str) -> list[OrderLine]:
    """The lines that the text names, in the order's own order; "everything except the bed" is all the others."""
    wanted, left_out = _split(text)
    without = _lines_of(turn, order, left_out)
    named = _lines_of(turn, order, wanted) or (list(order.lines) if without else [])
    return [line for line in order.lines if line in named and line not in without]


def parts_by_line(turn: Turn, order: Order, text: str) -> list[tuple[list[OrderLine], Part]]:
    """For each part of the text that names products of the order the lines it may mean, and what it says of them.

    "The shirt in M for one in L" means the shirt in M, and says "one in L" of it.
    """
    wanted, _ = _split(text)
    found = []
    for part in _told_parts(turn, wanted, order.lines):
        place = _turning_point(turn, order.lines, part)
        found.append((_matched(turn, order.lines, part[:place]), part[place:] or part))
    return found


def _turning_point(turn: Turn, lines: Sequence[OrderLine], part: Part) -> int:
    """Where what a product is ends and what it is to become begins: at the "for" or "to" after its name."""
    kinds = {word for line in lines for word in _kind(turn, line)} & telling(part)
    name = next((place for place, word in enumerate(part) if word in kinds), len(part))
    into = word_set("cues", "into")
    return next((place for place in range(name, len(part)) if part[place] in into), len(part))


def leaves_something_out(text: str) -> bool:
    """Whether the text says "except …"."""
    return bool(_split(text)[1])


def names_only_goods_of(turn: Turn, orders: Sequence[Order], text: str) -> bool:
    """Whether the text says nothing but products of one of the orders and what such talk is made of."""
    told = telling(_stems(text))
    return any(
        told <= {word for line in order.lines for word in _kind(turn, line) | _choice(turn, line)} for order in orders
    )


def options_of(variant: Variant) -> dict[str, str]:
    """What a variant was chosen by: {"colour": "white", "size": "L"}, its own attributes after them."""
    chosen = {"colour": variant.colour.lower(), "size": variant.size}
    more = {name: ", ".join(values) for name, values in variant.attributes.items()}
    return {name: value for name, value in {**chosen, **more}.items() if value}


def names_of(option: str) -> list[tuple[str, ...]]:
    """How an option may be called, as stems: "colour" is "color" too."""
    called = lexicon("cues").get(f"facet_{option}", ())
    return [name_key(option.replace("_", " ")), *(name_key(str(name)) for name in called)]


def bought(turn: Turn, line: OrderLine) -> tuple[Product, Variant] | None:
    """The product and variant of a line as the shop has them now, None when it no longer has them."""
    product = turn.shop.product(line.product_id) if line.product_id else None
    variant = next((one for one in product.variants if one.sku == line.sku), None) if product else None
    return (product, variant) if product and variant else None


def is_an_option(turn: Turn, orders: Sequence[Order], said: str) -> bool:
    """Whether a number is an option of a product that was ordered ("1000" pieces), in whatever variant."""
    products = filter(None, (turn.shop.product(line.product_id) for order in orders for line in order.lines))
    variants = (variant for product in products for variant in product.variants)
    return any(set(name_key(said)) <= set(name_key(value)) for v in variants for value in options_of(v).values())


def said_at(option: str, value: str, part: Part) -> list[int]:
    """Where the part says this value of the option: what could be anything ("M", "no", "500") needs its name beside."""
    name = name_key(value)
    places = [place for place in range(len(part)) if name and part[place : place + len(name)] == name]
    least = _FEWEST_DIGITS if value.isdecimal() else 2
    alone = len("".join(name)) >= least and bool(set(name) - {*_small_words(), "no", "none", "yes"})
    if alone or option == "size":
        return places
    called = names_of(option)
    return [
        place
        for place in places
        if ends_with_one(called, part[:place]) or any(_stands_at(one, part, place + len(name)) for one in called)
    ]


def ends_with_one(names: Iterable[Part], part: Part) -> bool:
    """Whether the last words of the part are one of the names."""
    return any(name and part[-len(name) :] == name for name in names)


def telling(stems: Iterable[str]) -> set[str]:
    """The words that may name a product: no small words, and none that every talk of an order is made of."""
    told = {word for word in stems if word[0].isalpha() and not read_places(word).positions}
    return told - _small_words()


def _split(text: str) -> tuple[list[Part], list[Part]]:
    """The parts between "and", commas and the ends of sentences; those after "except" apart."""
    row = row_of(text)
    found = {one.start: one for one in _joints().find(row.words)}
    wanted: list[Part] = []
    left_out: list[Part] = []
    into, part, place = wanted, [], 0
    while place < len(row):
        joint, is_stop = found.get(place), row.words[place] in STOPS
        if not joint and not is_stop:
            # As names are compared, without marks: "30-50 lbs" is 30, 50, lbs.
            part += [row.stems[place]] if row.words[place][0].isalnum() else []
        elif part:
            into.append(tuple(part))
            part = []
        if joint:
            # "All of the order but the kettle": without "all" before it, "but" leaves nothing out.
            leaves_out = joint.name == "except" or (joint.name == "but" and not _whole().isdisjoint(row.words[:place]))
            into = left_out if leaves_out else wanted if joint.name == "the_rest" else into
        elif is_stop and row.words[place] in ".!?;":
            into = wanted
        place = joint.end if joint else place + 1
    return ([*wanted, tuple(part)], left_out) if into is wanted else (wanted, [*left_out, tuple(part)])


def _told_parts(turn: Turn, parts: Sequence[Part], lines: Sequence[OrderLine]) -> list[Part]:
    """The parts that name one of the lines; what stands between them tells more of the one before."""
    told: list[Part] = []
    for part in parts:
        goes_on = told and _opens_with_option(turn, _matched(turn, lines, told[-1]), part)
        if not goes_on and _best(turn, lines, part):
            told.append(part)
        elif told:
            told[-1] = (*told[-1], *part)
    return told


def _opens_with_option(turn: Turn, lines: Sequence[OrderLine], part: Part) -> bool:
    """Whether the part goes on about a product by naming an option: "…, water resistance no" is no water bottle."""
    small = _small_words()
    start = next((place for place, word in enumerate(part) if word not in small), len(part))
    variants = (found[1] for line in lines if (found := bought(turn, line)))
    names = {called for variant in variants for name in options_of(variant) for called in names_of(name)}
    return any(_stands_at(name, part, start) for name in names)


def _lines_of(turn: Turn, order: Order, parts: Sequence[Part]) -> list[OrderLine]:
    found = (_matched(turn, order.lines, part) for part in _told_parts(turn, parts, order.lines))
    return [line for lines in found for line in lines]


def _matched(turn: Turn, lines: Sequence[OrderLine], part: Part) -> list[OrderLine]:
    best = _best(turn, lines, part)
    return [line for line in lines if best and _match(turn, line, part) == best]


def _best(turn: Turn, lines: Sequence[OrderLine], part: Part) -> int:
    return max((_match(turn, line, part) for line in lines), default=0)


def _match(turn: Turn, line: OrderLine, part: Part) -> int:
    """How many telling words of the part are in the product's title, kind, brand or choice."""
    told, kind = telling(part), _kind(turn, line)
    numbers = {word for word in part if word[0].isdecimal()}
    if not told & kind:
        return 0  # A colour or size alone names no product; beside one it tells two of a kind apart.
    title = name_key(line.title)
    whole = any(_stands_at(title, part, place) for place in range(len(part)))
    return len((told | numbers | _said(turn, line, part)) & (kind | _choice(turn, line))) + whole


def _said(turn: Turn, line: OrderLine, part: Part) -> set[str]:
    """The words of the line's options that the part says, small ones ("size M") too."""
    found = bought(turn, line)
    options = options_of(found[1]) if found else {}
    return {word for name, value in options.items() if said_at(name, value, part) for word in name_key(value)}


def _stands_at(name: Part, part: Part, place: int) -> bool:
    return place >= 0 and part[place : place + len(name)] == name


def _kind(turn: Turn, line: OrderLine) -> set[str]:
    product = turn.shop.product(line.product_id) if line.product_id else None
    return set(name_key(line.title)) | (words_of(product) if product else set())


def _choice(turn: Turn, line: OrderLine) -> set[str]:
    found = bought(turn, line)
    options = options_of(found[1]) if found else {}
    names = {word for name in options for called in names_of(name) for word in called}
    return names | {word for value in options.values() for word in name_key(value)}


def _stems(text: str) -> Part:
    return row_of(text).stems


@cache
def _small_words() -> frozenset[str]:
    talk = word_set("words", "order_talk")
    return frozenset({*talk, *map(stem, talk), *map(stem, word_set("words", "fillers"))})


@cache
def _joints() -> Phrases:
    cues = lexicon("cues")
    return Phrases({name: cues[name] for name in ("except", "but", "and_also", "the_rest")})


@cache
def _whole() -> frozenset[str]:
    return frozenset(map(str, lexicon("cues")["whole"]))


def without_goods(turn: Turn) -> str:
    """The words of the text but those that name products or their values."""
    named = {at for mark in turn.heard.marks if mark.kind in ("value", "title") for at in range(mark.start, mark.end)}
    return " ".join(word for place, word in enumerate(turn.heard.words) if place not in named)
