"""Which other variants the words want in the place of ordered ones: "the lamp for one with brightness low"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.meant.goods import (
    Part,
    bought,
    ends_with_one,
    lines_named,
    named_orders,
    names_of,
    options_of,
    parts_by_line,
    said_at,
)
from actions.meant.orders import own_orders, talked_about
from actions.offers import ASK_OPTION
from actions.turn import Turn
from catalog.products import Product, Variant
from catalog.records import Order, OrderLine
from nlu.hearing.row import name_key
from nlu.hearing.sizes import size_rank


@dataclass(frozen=True)
class Wanted:
    """One product that shall be another variant.

    Attributes:
        lines: what it may be in the order; more than one when the words fit several.
        said: the options asked for; {} when none was understood.
        fitting: the variants in stock that have them, those that are else as it was before all others.
    """

    lines: tuple[OrderLine, ...]
    said: dict[str, str]
    fitting: tuple[Variant, ...] = ()


def wanted_in(turn: Turn, order: Order, text: str) -> list[Wanted]:
    """Each product that the text names with what it is to become; without a name the order's only product."""
    parts = parts_by_line(turn, order, text)
    if not parts and len(order.lines) == 1:
        parts = [(list(order.lines), name_key(text))]
    return [_wanted(turn, lines, part) for lines, part in parts]


def asks_to_swap(turn: Turn, orders: Sequence[Order]) -> bool:
    """Whether a word like "change" stands with a product of one of the orders and another option of it."""
    if not turn.says("swaps"):
        return False
    wanted = [one for order in named_orders(turn, orders) for one in wanted_in(turn, order, turn.text)]
    return any(one.said for one in wanted)


def offers_another(turn: Turn, order: Order, text: str) -> bool:
    """Whether the text names a product of the order and a variant in stock that is another than the ordered one."""
    named = [one for one in wanted_in(turn, order, text) if parts_by_line(turn, order, text)]
    return any(variant.sku != one.lines[0].sku for one in named for variant in one.fitting)


def wanted_of(turn: Turn, order: Order, line: OrderLine, text: str) -> list[Wanted]:
    """What a text that answers "which one instead?" wants of the line, and of others of the order that it names."""
    named = wanted_in(turn, order, text)
    return named if any(one.lines == (line,) for one in named) else [_wanted(turn, [line], name_key(text))]


def tells_option(turn: Turn) -> bool:
    """Whether the text answers "which one instead?" with an option or a product of the order."""
    if turn.offer != ASK_OPTION or turn.offer_is_old or turn.intent in ("affirm", "deny"):
        return False
    order = talked_about(turn, own_orders(turn))
    if order is None:
        return False
    asked = (turn.slots.get("order_change") or {}).get("asked")
    line = next((one for one in order.lines if one.sku == asked), None)
    said = line is not None and any(one.said for one in wanted_of(turn, order, line, turn.text))
    return (
        said or bool(lines_named(turn, order, turn.text)) or (line is None and any(wanted_in(turn, order, turn.text)))
    )


def _wanted(turn: Turn, lines: Sequence[OrderLine], part: Part) -> Wanted:
    if len(lines) != 1 or (found := bought(turn, lines[0])) is None:
        return Wanted(tuple(lines), {})
    product, old = found
    said = _said_options(product, old, part) or _stepped(turn, product, old, part)
    return Wanted(tuple(lines), said, _fitting(product, old, said) if said else ())


def _fitting(product: Product, old: Variant, said: dict[str, str]) -> tuple[Variant, ...]:
    """Those in stock with the options said and all else as it was; where there is none, whatever else differs."""
    wanted = {**options_of(old), **said}
    fits = tuple(one for one in product.variants if one.buyable and said.items() <= options_of(one).items())
    return tuple(one for one in fits if options_of(one) == wanted) or fits


def _said_options(product: Product, old: Variant, part: Part) -> dict[str, str]:
    """The options that the part says; of several values of one option the last that is not the present one."""
    now, found = options_of(old), {}
    names = dict.fromkeys(name for variant in product.variants for name in options_of(variant))
    for option in names:
        values = dict.fromkeys(options_of(variant).get(option, "") for variant in product.variants)
        others = [called for other in names if other != option for called in names_of(other)]
        places = _places(option, [value for value in values if value], part, others)
        said = [value for value in places if value != now.get(option)] or list(places)
        if said:
            found[option] = max(said, key=lambda value: places[value])
    changed = {option: value for option, value in found.items() if value != now.get(option)}
    return changed or found


def _places(option: str, values: Sequence[str], part: Part, others: Sequence[Part]) -> dict[str, int]:
    """value -> where the part says it; one inside a longer one, or after the name of another option, is not said."""
    spans = {(start, start + len(name_key(value))): value for value in values for start in said_at(option, value, part)}
    own = names_of(option)
    return {
        value: start
        for (start, end), value in spans.items()
        if not any(first <= start and end <= last and (first, last) != (start, end) for first, last in spans)
        and (ends_with_one(own, part[:start]) or not ends_with_one(others, part[:start]))
    }


def _stepped(turn: Turn, product: Product, old: Variant, part: Part) -> dict[str, str]:
    """The next size up or down: "a bigger size"."""
    steps = turn.shop.reader.understand(" ".join(part)).steps & {"larger", "smaller"}
    sizes = sorted(
        {v.size for v in product.variants if size_rank(v.size)}, key=lambda size: size_rank(size) or (0, 0.0)
    )
    if not steps or old.size not in sizes:
        return {}
    place = sizes.index(old.size) + (1 if "larger" in steps else -1)
    return {"size": sizes[place]} if 0 <= place < len(sizes) else {}
