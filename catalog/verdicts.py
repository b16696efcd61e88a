"""What came of a customer's wish about an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from catalog.records import Order, OrderChange

#: "already": it was asked for before; "not_in_order", "same", "sold_out": about the goods asked for;
#: "no_address": the words hold no address that a parcel could reach.
Outcome = Literal[
    "done", "already", "too_late", "too_early", "unknown", "not_in_order", "same", "sold_out", "no_address"
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a request, or would come of it.

    Attributes:
        outcome: "unknown" when the customer has no such order, whether or not somebody else has.
        order: the order as it is now, None when unknown.
        until: the last moment the request is or was possible, None when the rule has no date.
        refund_minor: what the customer gets back, in minor units of the order's currency.
        difference_minor: what the customer has to pay in addition; below zero is paid back.
        change: what now waits for the merchant, None when nothing was done.
    """

    outcome: Outcome
    order: Order | None = None
    until: datetime | None = None
    refund_minor: int = 0
    difference_minor: int = 0
    change: OrderChange | None = None
