"""Product cards: the JSON that the widget, the terminal and any other front end show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from catalog.money import minor_digits
from catalog.products import Hit, Product, Variant

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "CAD": "CA$", "AUD": "A$"}
_SIZE_ORDER = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "2XL", "XXXL", "3XL")


def card(hit: Hit) -> dict[str, Any]:
    """One product as JSON; price, picture and stock are those of the variant that was asked for, if one was."""
    product, variant = hit.product, hit.variant
    price_minor = variant.price_minor if variant else product.price_minor
    return {
        "id": product.id,
        "title": product.title,
        "price": major_units(price_minor, product.currency),
        "price_text": price_text(price_minor, product.currency),
        "list_price_text": _list_price_text(hit, price_minor),
        "currency": product.currency,
        "image": image_url((variant.image if variant else "") or next(iter(product.images), "")),
        "url": product_url(product, variant),
        "in_stock": variant.buyable if variant else product.in_stock,
        "variant": variant.sku if variant else "",
        "reason": hit.reason,
        "rating": None if product.rating is None else round(product.rating, 2),
        "review_count": product.review_count,
        "options": options_text(product),
    }


def product_url(product: Product, variant: Variant | None = None) -> str:
    """The product's page: the shop's own, or ours, which opens with the variant."""
    if product.url:
        return product.url
    chosen = f"?variant={quote(variant.sku, safe='')}" if variant else ""
    return f"/products/{quote(product.id, safe='')}{chosen}"


def _list_price_text(hit: Hit, price_minor: int) -> str:
    """The price before the sale that the shown price is of, "" without one."""
    variants = [hit.variant] if hit.variant else hit.product.variants
    listed = [one.list_price_minor for one in variants if one.price_minor == price_minor and one.list_price_minor]
    return price_text(min(listed), hit.product.currency) if listed else ""


def price_text(price_minor: int, currency: str) -> str:
    """A price as a customer reads it: "$1,299.50", "¥5,000", "24.00 CHF"."""
    digits = minor_digits(currency)
    amount = f"{price_minor / 10**digits:,.{digits}f}"
    return f"{_SIGNS[currency]}{amount}" if currency in _SIGNS else f"{amount} {currency}"


def major_units(price_minor: int, currency: str) -> float:
    """The price as a number of dollars, euros, yen …"""
    return float(round(price_minor / 10 ** minor_digits(currency), minor_digits(currency)))


def image_url(image: str) -> str:
    """Where a browser finds a picture: the shop's own server, or our /images; "" without one."""
    if not image or re.match(r"https?://", image):
        return image
    return f"/images/{quote(image)}"


def options_text(product: Product) -> str:
    """What can be chosen, in a few words: "3 colours, S-XL"."""
    colours, sizes = colours_of(product), sizes_of(product)
    parts = [f"{len(colours)} colours"] if len(colours) > 1 else colours
    if len(sizes) > 1:
        parts.append(f"{sizes[0]}-{sizes[-1]}" if all(len(size) <= 4 for size in sizes) else f"{len(sizes)} sizes")
    return ", ".join([*parts, *(sizes if len(sizes) == 1 else [])])


def colours_of(product: Product, *, buyable: bool = False) -> list[str]:
    """The colours of a product in the shop's order, of buyable variants only if wanted."""
    return _values(variant.colour for variant in product.variants if variant.buyable or not buyable)


def sizes_of(product: Product, *, buyable: bool = False) -> list[str]:
    """The sizes of a product from small to large, of buyable variants only if wanted."""
    return sorted(
        _values(variant.size for variant in product.variants if variant.buyable or not buyable), key=size_rank
    )


def _values(found: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(found) if value]


def size_rank(size: str) -> tuple[int, float, str]:
    """What sizes are sorted by, from small to large."""
    if size.upper() in _SIZE_ORDER:
        return 0, _SIZE_ORDER.index(size.upper()), size
    number = re.search(r"\d+(?:\.\d+)?", size)
    return 1, float(number.group()) if number else 0.0, size
