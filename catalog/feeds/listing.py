"""What every export says of a product, in the words it is written; and how that becomes a product of the shop."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from catalog.feeds import fields
from catalog.feeds.assembly import Assembly
from catalog.feeds.html import plain_text
from catalog.feeds.numbers import NumberError, Numbers, minor, parts
from catalog.feeds.own import category_path
from catalog.feeds.report import RowError
from catalog.feeds.words import availability, option_kind
from catalog.products import Product, Variant

LONGEST_OPTION = 64


@dataclass
class Offer:
    """One variant as a file tells it; texts are as written.

    Attributes:
        price: what is paid now; list_price: before a sale, "" = no sale.
        stock: pieces, or a word; in_stock: what a flag says beside it. Neither = not tracked.
    """

    line: int
    price: str
    list_price: str = ""
    sku: str = ""
    stock: str = ""
    in_stock: bool | None = None
    options: dict[str, str] = field(default_factory=dict)
    image: str = ""
    gtin: str = ""


@dataclass
class Listing:
    """One product as a file tells it."""

    file: str
    line: int
    id: str
    title: str
    offers: list[Offer] = field(default_factory=list)
    description: str = ""
    categories: list[str] = field(default_factory=list)
    brand: str = ""
    gender: str = ""
    images: list[str] = field(default_factory=list)
    attributes: dict[str, list[str]] = field(default_factory=dict)
    url: str = ""
    visible: bool = True
    created_at: str = ""


class Builder:
    """Makes products of listings; a bad variant is refused by its line, and the rest of the product is kept."""

    def __init__(self, assembly: Assembly, prices: Numbers, stocks: Numbers, *, zero_is_hidden: bool = True) -> None:
        self._assembly = assembly
        self._prices = prices
        self._stocks = stocks
        self._zero_is_hidden = zero_is_hidden

    def products(self, listings: Iterable[Listing]) -> Iterator[Product]:
        for listing in listings:
            try:
                if product := self._product(listing):
                    yield product
            except RowError as error:
                self._assembly.findings.refuse(listing.file, listing.line, error)

    def _product(self, listing: Listing) -> Product | None:
        product_id = short_id(fields.text({"id": listing.id}, "id", required=True))
        title = fields.text({"title": one_line(listing.title)}, "title", required=True, longest=500)
        if product_id in self._assembly.product_ids:
            raise RowError("id", product_id, "was there before. Allowed: each product once")
        variants = [variant for offer in listing.offers if (variant := self._variant(listing, product_id, offer))]
        if listing.offers and not variants:
            # Each of its rows was refused with its own reason.
            return None
        self._assembly.claim_product(product_id)
        images = self._assembly.pictures.take_all(listing.images)
        priced = any(variant.price_minor for variant in variants)
        product = Product(
            id=product_id,
            title=title,
            currency=self._assembly.currency,
            variants=tuple(variants),
            description=plain_text(fields.text({"description": listing.description}, "description")),
            categories=tuple(dict.fromkeys(filter(None, map(category_path, listing.categories)))),
            brand=listing.brand[:200],
            gender=fields.GENDERS.get(listing.gender.lower(), ""),
            images=tuple(dict.fromkeys((*images, *(variant.image for variant in variants if variant.image)))),
            attributes={name.lower()[:100]: tuple(values) for name, values in listing.attributes.items() if values},
            url=listing.url if fields.is_web_address(listing.url) else "",
            visible=listing.visible and (priced or not (self._zero_is_hidden or not variants)),
            created_at=listing.created_at,
        )
        self._assembly.known_products.add(product.id)
        self._assembly.sold.update({variant.sku: (product.id, product.title) for variant in variants})
        return product

    def _variant(self, listing: Listing, product_id: str, offer: Offer) -> Variant | None:
        try:
            price = self._price("price", offer.price)
            stock, tracked = self._stock(offer)
            sizes, colours, others = _sorted_options(offer.options)
            variant = Variant(
                sku=self._sku(product_id, offer),
                price_minor=price,
                stock=stock,
                size=sizes,
                colour=colours,
                image=self._assembly.pictures.take(offer.image),
                attributes={**others, **_gtin(offer.gtin)},
                tracked=tracked,
            )
        except RowError as error:
            self._assembly.findings.refuse(listing.file, offer.line, error)
            size, colour, _ = _sorted_options(offer.options)
            self._assembly.lose(product_id, short_id(one_line(offer.sku)), size, colour)
            return None
        listed = self._list_price(offer)
        return replace(variant, list_price_minor=listed if listed > price else 0)

    def _list_price(self, offer: Offer) -> int:
        """The price before a sale; one that can't be read costs itself alone."""
        if not offer.list_price:
            return 0
        try:
            return self._price("list price", offer.list_price)
        except RowError as error:
            self._assembly.findings.warn(f"price before a sale {error.reason}; it is not told", offer.list_price)
            return 0

    def _price(self, name: str, written: str) -> int:
        if not written:
            raise RowError(name, written, "is missing")
        try:
            _, currency = parts(written)
            if currency:
                self._assembly.check_currency({"currency": currency})
            return minor(self._prices.read(written), self._assembly.currency)
        except NumberError as error:
            raise RowError(name, written, str(error)) from error

    def _stock(self, offer: Offer) -> tuple[int, bool]:
        """Pieces and whether they are counted; below zero is sold out, and so is what a flag says is."""
        word = availability(offer.stock)
        told = word if word is not None else offer.in_stock
        if not offer.stock or word is not None:
            return (0, True) if told is False else (0, False)
        try:
            pieces = self._stocks.read(offer.stock)
        except NumberError as error:
            raise RowError("stock", offer.stock, str(error)) from error
        if offer.in_stock is False:
            return 0, True
        return max(0, min(int(pieces), fields.MOST_STOCK)), True

    def _sku(self, product_id: str, offer: Offer) -> str:
        """The shop's own number; without one, one made of the product's id and of what the variant differs in."""
        own = short_id(one_line(offer.sku))
        if own and own not in self._assembly.skus:
            self._assembly.skus.add(own)
            return own
        if own:
            self._assembly.findings.warn("sku stands twice; the second variant got a number of its own", own)
        made = "-".join([product_id, *(re.sub(r"\W+", "-", value) for value in offer.options.values() if value)])
        number, found = 1, short_id(made)
        while found in self._assembly.skus:
            number += 1
            found = short_id(f"{made}-{number}")
        self._assembly.skus.add(found)
        return found


def one_line(text: str) -> str:
    return " ".join(text.split())


def short_id(text: str) -> str:
    """An id of at most 64 characters; a longer one is cut and keeps a hash of the whole."""
    text = one_line(text)
    if len(text) <= fields.LONGEST_ID:
        return text
    return f"{text[: fields.LONGEST_ID - 11]}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "product"


def _gtin(written: str) -> dict[str, tuple[str, ...]]:
    digits = written.strip().strip("'")
    return {"gtin": (digits,)} if re.fullmatch(r"\d{8}|\d{12,14}", digits) else {}


def _sorted_options(options: dict[str, str]) -> tuple[str, str, dict[str, tuple[str, ...]]]:
    """Size, colour, and the other options by name."""
    found = {"size": "", "colour": ""}
    others: dict[str, tuple[str, ...]] = {}
    for name, value in options.items():
        kind, value = option_kind(name), one_line(value)
        if kind and not found[kind] and len(value) <= LONGEST_OPTION:
            found[kind] = value
        elif value:
            others[name.lower()[:100]] = (value,)
    return found["size"], found["colour"], others
