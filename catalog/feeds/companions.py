"""The files that may lie beside the products: FAQ, reviews, links, customers, orders and events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from catalog.feeds import fields
from catalog.feeds.assembly import Assembly
from catalog.feeds.html import plain_text
from catalog.feeds.records import Columns, Record
from catalog.feeds.report import RowError
from catalog.products import FaqEntry, Link, Review
from catalog.records import EVENT_KINDS, ORDER_STATES, Customer, Event, EventKind, Order, OrderLine

Row = Mapping[str, Any]
Thing = TypeVar("Thing")

LINK_KINDS = ("related", "crosssell", "upsell")
MOST_LINES = 500


def products_named(row: Row, assembly: Assembly, name: str = "product_id") -> str:
    """A product id that the shop has; the sku of a variant counts as its product."""
    found = fields.identifier(row, name)
    if found in assembly.known_products:
        return found
    if found in assembly.sold:
        return assembly.sold[found][0]
    raise RowError(name, found, "is no product of this shop")


def review(row: Row, assembly: Assembly) -> Review:
    return Review(
        product_id=products_named(row, assembly),
        stars=fields.whole(row, "stars", lowest=1, highest=5),
        title=fields.text(row, "title", longest=500),
        text=plain_text(fields.text(row, "text", required=True)),
        reviewer=fields.text(row, "reviewer", longest=255),
        id=fields.text(row, "id", longest=fields.LONGEST_ID),
    )


def link(row: Row, assembly: Assembly) -> Link:
    first, second = products_named(row, assembly), products_named(row, assembly, "linked_product_id")
    if first == second:
        raise RowError("linked_product_id", second, "is the product itself")
    return Link(fields.choice(row, "kind", LINK_KINDS), first, second)


def faq(row: Row, assembly: Assembly) -> FaqEntry:
    return FaqEntry(
        id=fields.identifier(row, "id"),
        question=fields.text(row, "question", required=True, longest=500),
        answer=plain_text(fields.text(row, "answer", required=True)),
        paraphrases=fields.many(row, "paraphrases"),
        topic=fields.text(row, "topic", longest=100),
    )


def customer(row: Row, assembly: Assembly) -> Customer:
    customer_id, name = fields.identifier(row, "id"), fields.text(row, "name", longest=500)
    assembly.known_customers.add(customer_id)
    return Customer(customer_id, name, fields.text(row, "email", longest=320))


def order(row: Row, assembly: Assembly) -> Order:
    customer_id = fields.identifier(row, "customer_id")
    if customer_id not in assembly.known_customers:
        raise RowError("customer_id", customer_id, "is no customer of this shop")
    rows = row.get("lines")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_LINES or not all(isinstance(one, dict) for one in rows):
        raise RowError("lines", rows, f"is no list of order lines. Allowed: 1 to {MOST_LINES} objects")
    assembly.check_currency(row)
    lines = tuple(_order_line(one, assembly) for one in rows)
    summed = sum(line.price_minor * line.quantity for line in lines)
    placed_at = fields.moment(row, "placed_at")
    assert isinstance(placed_at, datetime)
    return Order(
        number=fields.identifier(row, "number"),
        customer_id=customer_id,
        placed_at=placed_at,
        state=fields.choice(row, "state", ORDER_STATES),
        lines=lines,
        currency=assembly.currency,
        total_minor=fields.price(row, "total", assembly.currency) if row.get("total") is not None else summed,
        tracking=fields.text(row, "tracking", longest=2000),
        delivered_at=fields.moment(row, "delivered_at", required=False),
    )


def _order_line(row: Row, assembly: Assembly) -> OrderLine:
    sku = fields.identifier(row, "sku")
    product_id, title = assembly.sold.get(sku, ("", ""))
    if not product_id:
        assembly.findings.warn("order line names a sku that the shop no longer has", sku)
    return OrderLine(
        sku=sku,
        quantity=fields.whole(row, "quantity", lowest=1, highest=1_000_000),
        price_minor=fields.price(row, "price", assembly.currency),
        product_id=product_id,
        title=fields.text(row, "title", longest=500) or title or sku,
    )


def event(row: Row, assembly: Assembly) -> Event:
    kind: EventKind = fields.choice(row, "kind", EVENT_KINDS)  # type: ignore[assignment]
    at = fields.moment(row, "at")
    assert isinstance(at, datetime)
    return Event(
        kind=kind,
        visitor=fields.text(row, "visitor", longest=fields.LONGEST_ID),
        customer_id=fields.text(row, "customer_id", longest=fields.LONGEST_ID) or None,
        product_id=products_named(row, assembly) if row.get("product_id") else None,
        text=fields.text(row, "text", longest=2000),
        results=fields.whole(row, "results") if row.get("results") not in (None, "") else None,
        at=at,
        place=fields.text(row, "place", longest=32),
    )


@dataclass(frozen=True)
class Companion:
    """One kind of file: which columns it has, and how one row becomes a thing."""

    columns: Columns
    read: Callable[[Row, Assembly], Any]


#: File stem -> how it is read. The aliases are the names that shop systems use.
COMPANIONS = {
    "reviews": Companion(
        Columns(
            ("product_id", "stars", "title", "text", "reviewer", "id"),
            ("product_id", "stars", "text"),
            {"sku": "product_id", "rating_value": "stars", "rating": "stars", "review": "text", "nickname": "reviewer"},
        ),
        review,
    ),
    "links": Companion(
        Columns(
            ("kind", "product_id", "linked_product_id"),
            ("kind", "product_id", "linked_product_id"),
            {"sku": "product_id", "linked_sku": "linked_product_id"},
        ),
        link,
    ),
    "faq": Companion(
        Columns(("id", "question", "answer", "paraphrases", "topic"), ("id", "question", "answer")),
        faq,
    ),
    "customers": Companion(Columns(("id", "name", "email"), ("id",)), customer),
    "orders": Companion(
        Columns(
            (
                *("number", "customer_id", "placed_at", "state", "lines"),
                *("total", "currency", "tracking", "delivered_at"),
            ),
            ("number", "customer_id", "placed_at", "state", "lines"),
        ),
        order,
    ),
    "events": Companion(
        Columns(("kind", "customer_id", "visitor", "product_id", "text", "results", "at", "place"), ("kind", "at")),
        event,
    ),
}


def things(
    records: Iterator[Record], assembly: Assembly, read: Callable[[Row, Assembly], Thing], *, once: str = ""
) -> Iterator[Thing]:
    """What `read` makes of each record; a bad one is refused, and so is a second one with the same `once` column."""
    seen: set[str] = set()
    for record in records:
        try:
            thing = read(record.values, assembly)
            if once:
                key = str(getattr(thing, once))
                if key in seen:
                    raise RowError(once, key, "was there before. Allowed: each one once")
                seen.add(key)
            yield thing
        except RowError as error:
            assembly.findings.refuse(record.file, record.line, error)
