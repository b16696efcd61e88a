"""schema.org products in JSON-LD: a JSON file, a saved page, or a folder of saved pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from catalog.feeds.encoding import detect_encoding
from catalog.feeds.learning import learn
from catalog.feeds.listing import Listing, Offer, slug
from catalog.feeds.registry import Format, Order, Peek
from catalog.feeds.report import FeedError, Findings, RowError
from catalog.feeds.table import words
from catalog.feeds.words import availability
from catalog.products import Product

PAGES = (".html", ".htm", ".xhtml")
KINDS = ("Product", "ProductGroup", "ProductModel", "IndividualProduct", "SomeProducts", "Vehicle", "Book")
DESCRIBING = ("material", "pattern", "color", "size", "model", "category")


def recognises(peek: Peek) -> str | None:
    if peek.path.is_dir():
        return "folder of pages" if _files(peek.path) else None
    if peek.path.suffix.lower() in PAGES:
        return "saved page"
    is_ld = re.search(r'"@(context|type|graph)"', peek.start) and "schema.org" in peek.start
    return "file" if is_ld and peek.start.lstrip("\ufeff \r\n\t")[:1] in ("{", "[") else None


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in (*PAGES, ".jsonld"))


def products(order: Order) -> Iterator[Product]:
    listings: list[Listing] = []
    currencies: list[str] = []
    for file in _files(order.path):
        for number, thing in _things(file, order.assembly.findings):
            listing, named = _listing(file.name, number, thing)
            listings.append(listing)
            currencies += named
    if not listings:
        raise FeedError(f"{order.path.name} holds no schema.org Product.")
    listings = _told_once(listings)
    offers = [offer for listing in listings for offer in listing.offers]
    if not any(offer.price for offer in offers):
        raise FeedError(f"{order.path.name} has no price on any product, and without one nothing can be sold.")
    prices = [offer.price for offer in offers]
    yield from learn(order.assembly, prices, (offer.stock for offer in offers), currencies).products(listings)


def _told_once(listings: list[Listing]) -> list[Listing]:
    """The same product may stand on several pages of a shop: the one that tells most offers is kept."""
    found: dict[str, Listing] = {}
    for listing in listings:
        known = found.get(listing.id)
        if known is None or len(listing.offers) > len(known.offers):
            found[listing.id] = listing
    return list(found.values())


class _Scripts(HTMLParser):
    """The contents of `<script type="application/ld+json">`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").split(";")[0].strip().lower()
        self._inside = tag == "script" and kind == "application/ld+json"
        if self._inside:
            self.found.append((self.getpos()[0], ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            line, text = self.found[-1]
            self.found[-1] = line, text + data


def _things(file: Path, findings: Findings) -> Iterator[tuple[int, Mapping[str, Any]]]:
    text = file.read_text(encoding=detect_encoding(file), errors="replace")
    if file.suffix.lower() in PAGES:
        reader = _Scripts()
        reader.feed(text)
        reader.close()
        pieces = reader.found
    elif file.suffix.lower() in (".jsonl", ".ndjson"):
        pieces = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    else:
        pieces = [(1, text)]
    for line, piece in pieces:
        try:
            # Pages write line breaks into their strings, which strict JSON forbids.
            data = json.loads(piece.strip().lstrip("\ufeff").rstrip(";"), strict=False, parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            findings.refuse(file.name, line, RowError("", piece.strip(), f"is not JSON, or is cut off: {error}"))
            continue
        yield from ((line, thing) for thing in _products_in(data))


def _products_in(data: Any) -> Iterator[Mapping[str, Any]]:
    """Every product, wherever it lies; variants that name their group in the same graph go into it."""
    found: list[dict[str, Any]] = []
    _walk(data, found)
    groups: dict[str, dict[str, Any]] = {}
    for thing in found:
        if _is(thing, "ProductGroup"):
            groups.update({str(thing[key]): thing for key in ("@id", "productGroupID") if thing.get(key)})
    for thing in list(found):
        group = thing.get("isVariantOf")
        name = group.get("@id") or group.get("productGroupID") if isinstance(group, dict) else group
        if isinstance(group, dict) and not groups.get(str(name)) and name and group.get("name"):
            groups[str(name)] = {**group, "@type": "ProductGroup"}
            found.append(groups[str(name)])
        if owner := groups.get(str(name)):
            listed = _list(owner.get("hasVariant"))
            same = [
                one for one in listed if isinstance(one, dict) and one.get("@id") and one["@id"] == thing.get("@id")
            ]
            owner["hasVariant"] = [one for one in listed if one not in same] + [thing]
            thing["_inside"] = True
    yield from (thing for thing in found if not thing.get("_inside"))


def _walk(data: Any, found: list[dict[str, Any]]) -> None:
    if isinstance(data, list):
        for one in data:
            _walk(one, found)
    elif isinstance(data, dict):
        if any(_is(data, kind) for kind in KINDS) and (
            data.get("name") or data.get("offers") or data.get("hasVariant")
        ):
            found.append(data)
            return
        for key in ("@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage", "hasPart", "offers",
                    "itemOffered"):  # fmt: skip
            _walk(data.get(key), found)


def _is(thing: Mapping[str, Any], kind: str) -> bool:
    return any(str(one).rpartition("/")[2].rpartition(":")[2] == kind for one in _list(thing.get("@type")))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """A text, be it a string, a number, a list, or an object with a name or value."""
    for one in _list(value):
        if isinstance(one, dict):
            one = one.get("name") or one.get("@value") or one.get("value") or one.get("url") or one.get("@id")
        if one is not None and not isinstance(one, bool | list | dict) and str(one).strip():
            return words(str(one))
    return ""


def _images(value: Any) -> list[str]:
    found = []
    for one in _list(value):
        if isinstance(one, dict):
            one = one.get("contentUrl") or one.get("url") or one.get("@id")
        found += [part for part in _list(one) if isinstance(part, str) and part]
    return found


def _listing(file: str, line: int, thing: Mapping[str, Any]) -> tuple[Listing, list[str]]:
    """The product and the currencies that its offers name."""
    currencies: list[str] = []
    variants: list[Mapping[str, Any]] = [one for one in _list(thing.get("hasVariant")) if isinstance(one, dict)]
    offers = [offer for one in variants or [thing] for offer in _offers(one, thing, line, currencies)]
    title = _text(thing.get("name"))
    own = _text(thing.get("productGroupID")) or _text(thing.get("sku")) or _text(thing.get("productID"))
    url = _text(thing.get("url")) or next((_text(offer.get("url")) for offer in _priced(thing)), "")
    attributes = {_label(name): [text] for name in DESCRIBING if (text := _text(thing.get(name))) and len(text) < 200}
    category = attributes.pop("category", [])
    if variants or not attributes.get("size"):
        attributes.pop("size", None)
    for extra in _list(thing.get("additionalProperty")):
        if isinstance(extra, dict) and (name := _text(extra.get("name"))) and (value := _text(extra.get("value"))):
            attributes.setdefault(name.lower(), []).append(value)
    attributes.pop("colour", None)
    images = _images(thing.get("image")) + [image for one in variants for image in _images(one.get("image"))]
    listing = Listing(
        file=file,
        line=line,
        id=own or _gtin(thing) or _text(thing.get("@id")) or slug(title),
        title=title,
        description=_text(thing.get("description")),
        categories=[part.replace(" > ", "/") for part in category],
        brand=_text(thing.get("brand")) or _text(thing.get("manufacturer")),
        images=images,
        attributes=attributes,
        url=url,
        offers=offers,
    )
    return listing, currencies


def _label(name: str) -> str:
    return "colour" if name == "color" else name


def _gtin(thing: Mapping[str, Any]) -> str:
    return next(
        (text for name in ("gtin", "gtin13", "gtin14", "gtin12", "gtin8") if (text := _text(thing.get(name)))), ""
    )


def _priced(thing: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The offers of a product; those within an AggregateOffer come instead of it."""
    found: list[dict[str, Any]] = []
    for offer in _list(thing.get("offers")):
        if isinstance(offer, dict):
            inner: list[dict[str, Any]] = [one for one in _list(offer.get("offers")) if isinstance(one, dict)]
            found += [{**offer, "offers": None, **one} for one in inner] or [offer]
    return found


def _offers(thing: Mapping[str, Any], group: Mapping[str, Any], line: int, currencies: list[str]) -> list[Offer]:
    found = []
    priced = _priced(thing) or (_priced(group) if thing is not group else [])
    for place, offer in enumerate(priced):
        specs = [one for one in _list(offer.get("priceSpecification")) if isinstance(one, dict)]
        spec = next((one for one in specs if "Sale" in str(one.get("priceType"))), specs[0] if specs else {})
        listed = next((one for one in specs if re.search("ListPrice|Strikethrough", str(one.get("priceType")))), {})
        price = _text(offer.get("price")) or _text(spec.get("price")) or _text(offer.get("lowPrice"))
        currency = _text(offer.get("priceCurrency")) or _text(spec.get("priceCurrency"))
        currencies += [currency] if currency else []
        said = _text(offer.get("availability"))
        level = offer.get("inventoryLevel")
        options = {
            _label(name): text for name in ("size", "color", "pattern", "material") if (text := _text(thing.get(name)))
        }
        inside = offer.get("itemOffered")
        name = _text(offer.get("name")) or (_text(inside) if isinstance(inside, dict) else "")
        if len(priced) > 1 and name:
            options["option"] = name
        found.append(
            Offer(
                line=line,
                price=price
                + (f" {currency}" if price and currency and price[-1].isdecimal() and price[0].isdecimal() else ""),
                list_price=_text(listed.get("price")) if listed is not spec else "",
                sku=_text(offer.get("sku")) or (_text(thing.get("sku")) if place == 0 else ""),
                stock=_text(level.get("value")) if isinstance(level, dict) else "",
                in_stock=availability(said) if said else None,
                options=options,
                image=next(iter(_images(thing.get("image"))), "") if thing is not group else "",
                gtin=_gtin(offer) or _gtin(thing),
            )
        )
    return found


JSONLD = Format("jsonld", "schema.org JSON-LD", recognises, products)
