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

#: A piece of a sentence as stems, small words and marks among them.
Part = tuple[str, ...]


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
    """Each part of the text that names products of the order, with the lines that it may mean."""
    wanted, _ = _split(text)
    return [(_matched(turn, order.lines, part), part) for part in _told_parts(turn, wanted, order.lines)]


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
            part.append(row.stems[place])
        elif part:
            into.append(tuple(part))
            part = []
        if joint:
            into = left_out if joint.name == "except" else into
        elif is_stop and row.words[place] in ".!?;":
            into = wanted
        place = joint.end if joint else place + 1
    return ([*wanted, tuple(part)], left_out) if into is wanted else (wanted, [*left_out, tuple(part)])


def _told_parts(turn: Turn, parts: Sequence[Part], lines: Sequence[OrderLine]) -> list[Part]:
    """The parts that name one of the lines; what stands between them tells more of the one before."""
    told: list[Part] = []
    for part in parts:
        if _best(turn, lines, part):
            told.append(part)
        elif told:
            told[-1] = (*told[-1], *part)
    return told


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
    numbers = {word for word in part if word[0].isdigit()}
    # A colour or size alone names no product; beside one it tells two of a kind apart.
    return len((told | numbers) & (kind | _choice(turn, line))) if told & kind else 0


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
    return Phrases({name: cues[name] for name in ("except", "and_also")})
