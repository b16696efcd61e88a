"""What a picture by address is called in the images folder, known before it is fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from urllib.parse import quote, urlsplit, urlunsplit

from catalog.products import Product, Variant

#: Widths in pixels beside the full size: a card of the widget on a plain and on a fine screen.
WIDTHS = (320, 640)
LONGEST_ADDRESS = 2000
_KEPT = "/%:@!$&'()*+,;=~-._"


def web_address(name: str) -> str:
    """The address as it is asked for, without its fragment and with nothing in it that needs quoting; "" for a name
    that is no web address."""
    written = name.strip()
    if written.startswith("//"):
        written = f"https:{written}"
    if not written.lower().startswith(("http://", "https://")) or len(written) > LONGEST_ADDRESS:
        return ""
    try:
        parts = urlsplit(written)
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except ValueError:
        return ""
    path, query = (quote(part, safe=_KEPT + "?[]", errors="replace") for part in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme.lower(), host, path, query, "")) if parts.hostname else ""


def picture_file(address: str) -> str:
    return f"web-{hashlib.sha256(address.encode()).hexdigest()[:32]}.webp"


def sized(file: str, width: int) -> str:
    """Where the narrower form of a picture lies, beside the images: "320/web-….webp"."""
    return f"{width}/{file}"


def with_pictures_here(products: Sequence[Product], missing: Collection[str]) -> list[Product]:
    """The products without the pictures that are promised and not there, so that the next of theirs is shown."""
    if not missing:
        return list(products)
    return [_without(product, missing) for product in products]


def _without(product: Product, missing: Collection[str]) -> Product:
    def shown(variant: Variant) -> Variant:
        return replace(variant, image="") if variant.image in missing else variant

    if not any(file in missing for file in (*product.images, *(variant.image for variant in product.variants))):
        return product
    images = tuple(file for file in product.images if file not in missing)
    return replace(product, images=images, variants=tuple(map(shown, product.variants)))
