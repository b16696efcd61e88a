"""Feeds for Google Merchant Center (TSV or CSV, RSS 2.0, Atom) and for Meta's catalogue, which has the same columns.

Variants share item_group_id; an attribute that may be said several times is a repeated element or column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from catalog.feeds.learning import learn
from catalog.feeds.listing import Listing, Offer
from catalog.feeds.records import Progress
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.report import FeedError, Findings
from catalog.feeds.table import Row, fold, open_table
from catalog.feeds.words import availability as told
from catalog.products import Product

KNOWN = frozenset((
    "id", "title", "description", "link", "image link", "availability", "price", "sale price", "brand", "gtin", "mpn",
    "condition", "item group id", "google product category", "product type", "additional image link",
))  # fmt: skip
META = frozenset(("quantity to sell on facebook", "fb product category", "inventory", "rich text description"))
STOCKS = ("quantity to sell on facebook", "inventory", "sell on google quantity")
#: Columns that describe a product, by the name of the attribute.
DESCRIBING = {"material": "material", "pattern": "pattern", "age group": "age group", "condition": "condition"}


def _recognises_table(peek: Peek) -> str | None:
    is_feed = peek.names >= {"id", "title", "price"} and len(peek.names & (KNOWN | META)) >= 6
    return "" if is_feed and peek.names & {"image link", "availability", "link"} else None


def _recognises_google_table(peek: Peek) -> str | None:
    return None if _recognises_table(peek) is None or peek.names & META else "table"


def _recognises_meta(peek: Peek) -> str | None:
    return _recognises_table(peek) if peek.names & META else None


def _recognises_xml(peek: Peek) -> str | None:
    if "base.google.com/ns/1.0" not in peek.start:
        return None
    return "Atom" if re.search(r"<(\w+:)?feed\b", peek.start) else "RSS"


def recognises(peek: Peek) -> str | None:
    xml = _recognises_xml(peek)
    return _recognises_google_table(peek) if xml is None else xml


def products(order: Order) -> Iterator[Product]:
    """Two readings: the first learns how prices are written, the second makes products."""
    if order.path.suffix.lower() == ".xml" or _starts_as_xml(order.path):
        rows: Callable[[Findings], Iterator[Row]] = lambda findings: xml_rows(order.path, order.progress)  # noqa: E731
    else:
        table = open_table(order.path, KNOWN | META, order.progress)
        rows = table.rows
    written = [(row.text("price"), next((row.text(name) for name in STOCKS if row.text(name)), "")) for row in
               rows(Findings())]  # fmt: skip
    if not any(price for price, _ in written):
        raise FeedError(f"{order.path.name} has no price on any product, and without one nothing can be sold.")
    builder = learn(order.assembly, (price for price, _ in written), (stock for _, stock in written))
    del written
    yield from builder.products(_listings(rows(order.assembly.findings)))


def _starts_as_xml(path: Path) -> bool:
    with path.open("rb") as handle:
        return handle.read(200).lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<?xml", b"<rss", b"<feed"))


def xml_rows(path: Path, progress: Progress | None = None) -> Iterator[Row]:
    """Items of RSS or entries of Atom, one at a time; defusedxml keeps out entities that grow or read files.

    Raises: FeedError when the file is no well-formed XML.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    size = path.stat().st_size
    number = 0
    try:
        with path.open("rb") as handle:
            parents = []
            for event, element in iterparse(handle, events=("start", "end")):
                if event == "start":
                    parents.append(element)
                    continue
                parents.pop()
                if _local(element.tag) not in ("item", "entry"):
                    continue
                number += 1
                if progress and number % 500 == 1:
                    progress(path.name, handle.tell(), size)
                yield Row(path.name, number, _values(element))
                # What was read is dropped, or a large feed would fill the memory.
                if parents:
                    parents[-1].clear()
    except (ParseError, DefusedXmlException) as error:
        raise FeedError(f"{path.name} is no well-formed XML: {error}. Export the feed once more.") from error
    if progress:
        progress(path.name, size, size)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _values(item: object) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for child in item:  # type: ignore[attr-defined]
        name = fold(_local(child.tag))
        parts = {fold(_local(part.tag)): (part.text or "") for part in child}
        if name == "product detail":
            found.setdefault(name, []).append(f"{parts.get('attribute name', '')}:{parts.get('attribute value', '')}")
        elif not parts:
            # Atom keeps the address of a link in an attribute.
            text = (child.text or "").strip() or child.get("href", "")
            if text:
                found.setdefault(name, []).append(text)
    return found


def _listings(rows: Iterator[Row]) -> Iterator[Listing]:
    """Products without a group as they come; groups, whose variants may stand anywhere, at the end."""
    groups: dict[str, tuple[Listing, list[str]]] = {}
    for row in rows:
        group = row.text("item group id")
        if not group:
            yield _listing(row, row.text("id"))
            continue
        made = _listing(row, group)
        if group in groups:
            listing, titles = groups[group]
            listing.offers += made.offers
            listing.images += made.images
            titles.append(made.title)
        else:
            groups[group] = made, [made.title]
    for listing, titles in groups.values():
        listing.title = shared_title(titles)
        # The same variant twice is one variant.
        listing.offers = list({offer.sku: offer for offer in reversed(listing.offers)}.values())[::-1]
        yield listing


def shared_title(titles: list[str]) -> str:
    """The words that the titles of the variants begin with: "Mug" for "Mug - Red" and "Mug - Blue"."""
    split = [title.split() for title in titles]
    shared = []
    for column in zip(*split, strict=False):
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    text = " ".join(shared)
    if len(set(titles)) > 1:
        # "Bag - Colour" and what follows: a word that only announces the difference goes with it.
        text = re.sub(r"\s+[-–—|/:(]\s*(\w+:?)?$|[-–—|/:(,\s]+$", "", text)
    return text if len(text) * 3 >= len(min(titles, key=len)) else titles[0]


def _listing(row: Row, product_id: str) -> Listing:
    images = [*row.every("image link"), *_several(row, "additional image link")]
    attributes = {label: row.every(name) for name, label in DESCRIBING.items() if row.text(name)}
    attributes.pop("condition", None) if row.text("condition").lower() == "new" else None
    for detail in row.every("product detail"):
        *_, name, value = ["", *detail.split(":", 2)] if detail.count(":") else ("", "", "")
        if name and value:
            attributes.setdefault(name.strip().lower(), []).append(value.strip())
    categories = row.every("product type") or row.every("google product category")
    return Listing(
        file=row.file,
        line=row.line,
        id=product_id,
        title=row.text("title"),
        description="\n".join(filter(None, [row.text("description"), *row.every("product highlight")])),
        categories=[category for category in categories if not category.isdecimal()],
        brand=row.text("brand"),
        gender=row.text("gender"),
        images=images,
        attributes=attributes,
        url=row.text("link"),
        offers=[_offer(row)],
    )


def _several(row: Row, name: str) -> list[str]:
    """A repeated element, columns of the same name, or addresses in one cell, parted by commas."""
    cells = [cell for key in row.values if re.fullmatch(rf"{name}( \d+)?", key) for cell in row.every(key)]
    return [part.strip() for cell in cells for part in re.split(r",(?=\s*https?://)", cell) if part.strip()]


def _offer(row: Row) -> Offer:
    price, sale = row.text("price"), row.text("sale price")
    on_sale = bool(sale) and _holds(row.text("sale price effective date"))
    pieces = next((row.text(name) for name in STOCKS if row.text(name)), "")
    availability = row.text("availability")
    options = {name: row.text(name) for name in ("color", "size") if row.text(name)}
    options |= {
        name: row.text(name) for name in ("pattern", "material") if row.text(name) and row.text("item group id")
    }
    return Offer(
        line=row.line,
        price=sale if on_sale else price,
        list_price=price if on_sale else "",
        sku=row.text("id"),
        stock=pieces,
        in_stock=told(availability) if availability else None,
        options=options,
        image=row.text("image link") if row.text("item group id") else "",
        gtin=row.text("gtin"),
    )


def _holds(interval: str) -> bool:
    """Whether a sale from "2026-01-01T00:00-0800/2026-02-01T00:00-0800" is on; one without days is."""
    begins, _, ends = interval.partition("/")
    today = datetime.now(UTC).date().isoformat()
    return (not begins or begins[:10] <= today) and (not ends or today <= ends[:10])


GOOGLE = Format("google", "Google Merchant feed", recognises, products)
META_CATALOGUE = Format("meta", "Meta catalogue", _recognises_meta, products)
