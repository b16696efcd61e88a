"""Which other variants the words want in the place of ordered ones: "the lamp for one with brightness low"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.meant.goods import Part, bought, lines_named, names_of, options_of, parts_by_line
from actions.meant.orders import own_orders, talked_about
from actions.offers import ASK_OPTION
from actions.turn import Turn
from catalog.products import Product, Variant
from catalog.records import Order, OrderLine
from nlu.hearing.row import name_key, row_of
from nlu.hearing.sizes import size_rank


@dataclass(frozen=True)
class Wanted:
    """One product that shall be another variant.

    Attributes:
        lines: what it may be in the order; more than one when the words fit several.
        said: the options asked for; {} when none was understood.
        fitting: the variants that have them, those in stock and those sold out.
    """

    lines: tuple[OrderLine, ...]
    said: dict[str, str]
    fitting: tuple[Variant, ...] = ()


def wanted_in(turn: Turn, order: Order, text: str) -> list[Wanted]:
    """Each product that the text names with what it is to become; without a name the order's only product."""
    parts = parts_by_line(turn, order, text)
    if not parts and len(order.lines) == 1:
        parts = [(list(order.lines), row_of(text).stems)]
    return [_wanted(turn, lines, part) for lines, part in parts]


def wanted_of(turn: Turn, line: OrderLine, text: str) -> Wanted:
    """What a text that answers "which one instead?" wants of the line."""
    return _wanted(turn, [line], row_of(text).stems)


def tells_option(turn: Turn) -> bool:
    """Whether the text answers "which one instead?" with an option or a product of the order."""
    order = talked_about(turn, own_orders(turn))
    if turn.offer != ASK_OPTION or turn.offer_is_old or order is None or turn.intent in ("affirm", "deny"):
        return False
    asked = (turn.slots.get("order_change") or {}).get("asked")
    line = next((one for one in order.lines if one.sku == asked), None)
    said = line is not None and bool(wanted_of(turn, line, turn.text).said)
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
    """The variants with the options said and all else as it was; where there is none, whatever else differs."""
    wanted = {**options_of(old), **said}
    exact = tuple(one for one in product.variants if options_of(one) == wanted)
    return exact or tuple(one for one in product.variants if said.items() <= options_of(one).items())


def _said_options(product: Product, old: Variant, part: Part) -> dict[str, str]:
    """The options that the part says; of several values of one option the last that is not the present one."""
    now, found = options_of(old), {}
    for option in dict.fromkeys(name for variant in product.variants for name in options_of(variant)):
        values = dict.fromkeys(options_of(variant).get(option, "") for variant in product.variants)
        places = _places(option, [value for value in values if value], part)
        said = [value for value in places if value != now.get(option)] or list(places)
        if said:
            found[option] = max(said, key=lambda value: places[value])
    changed = {option: value for option, value in found.items() if value != now.get(option)}
    return changed or found


def _places(option: str, values: Sequence[str], part: Part) -> dict[str, int]:
    """value -> where the part says it; one inside a longer one, or of another option by its name, is not said."""
    spans = {
        (start, start + len(name_key(value))): value
        for value in values
        for start in _starts(name_key(value), part)
        if _is_of(option, value, part, start)
    }
    return {
        value: start
        for (start, end), value in spans.items()
        if not any(first <= start and end <= last and (first, last) != (start, end) for first, last in spans)
    }


def _starts(name: Part, part: Part) -> list[int]:
    return [place for place in range(len(part)) if name and part[place : place + len(name)] == name]


def _is_of(option: str, value: str, part: Part, start: int) -> bool:
    """Whether a value at `start` belongs to the option: its name stands before it, or the value says enough alone."""
    named = any(part[max(0, start - len(name)) : start] == name for name in names_of(option))
    telling = any(len(word) > 1 for word in name_key(value)) and not value.isdigit() and value not in ("yes", "no")
    return named or telling or option == "size"


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
