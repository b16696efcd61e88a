"""One variant for another of the same product: what an exchange or a change of items comes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.products import Variant
from catalog.records import Order, OrderLine
from catalog.verdicts import Outcome


@dataclass(frozen=True, slots=True)
class Swap:
    """The line with `sku` for the variant `new_sku`; quantity 0 = all pieces of the line."""

    sku: str
    new_sku: str
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """All swaps of one request together; `detail` is what the merchant gets, `text` the same in words."""

    outcome: Outcome
    difference_minor: int = 0
    detail: tuple[Mapping[str, Any], ...] = ()
    text: str = ""


def options_of(variant: Variant) -> dict[str, str]:
    """What sets a variant apart, name -> value: its size, its colour and its further facts."""
    facts = {"size": variant.size, "colour": variant.colour}
    facts |= {name: ", ".join(values) for name, values in variant.attributes.items()}
    return {name: value for name, value in facts.items() if value}


def closest(variants: Sequence[Variant], held: Variant | None, asked: Collection[str]) -> list[Variant]:
    """The variants with every value of `asked`, of those the ones that stay most like the one that is held.

    Who asks for "the same in blue" wants size and material as they were. Several mean that it has to be asked which.
    """
    wanted = {value.casefold() for value in asked}
    fitting = [one for one in variants if wanted <= {value.casefold() for value in options_of(one).values()}]
    kept = options_of(held).items() if held else ()
    likeness = [len(options_of(one).items() & kept) for one in fitting]
    return [one for one, same in zip(fitting, likeness, strict=True) if same == max(likeness)]


def weighed(
    order: Order, swaps: Sequence[Swap], options: Mapping[str, Sequence[Variant]], *, replaces: bool
) -> Weighed:
    """What the swaps come to; the outcome of the first one that can't be had, else "done".

    Args:
        options: sku of a line -> the variants of its product that can be had now.
        replaces: whether a piece may be swapped for another of the same variant, as a broken one is.
    """
    lines = {line.sku: line for line in order.lines}
    rows: list[Mapping[str, Any]] = []
    for swap in swaps:
        line = lines.get(swap.sku)
        new = next((variant for variant in options.get(swap.sku, ()) if variant.sku == swap.new_sku), None)
        if line is None or swap.quantity > line.quantity or swap.quantity < 0:
            return Weighed("not_in_order")
        if swap.new_sku == swap.sku and not replaces:
            return Weighed("same")
        pieces = swap.quantity or line.quantity
        if new is None or not new.has(pieces):
            # A variant that is not among the options is sold out or another product's; either way it can't be had.
            return Weighed("sold_out")
        rows.append(_row(line, new, pieces))
    if len({swap.sku for swap in swaps}) < len(swaps):
        return Weighed("not_in_order")
    difference = sum(row["difference_minor"] for row in rows)
    text = ", ".join(f"{row['quantity']} x {row['title']} ({row['sku']} -> {row['new_sku']})" for row in rows)
    return Weighed("done", difference, tuple(rows), text)


def _row(line: OrderLine, new: Variant, pieces: int) -> Mapping[str, Any]:
    return {
        "sku": line.sku,
        "new_sku": new.sku,
        "title": line.title,
        "quantity": pieces,
        "difference_minor": (new.price_minor - line.price_minor) * pieces,
    }
