"""What is read of a product by each way of searching."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.products import Product
from catalog.vocabulary import segments

_DESCRIPTION_WORDS = 40


def title_text(product: Product) -> str:
    """What the product is called: the title, and the brand when the title does not name it."""
    named = product.brand.casefold() in product.title.casefold()
    return product.title if named else f"{product.title} {product.brand}"


def detail_text(product: Product) -> str:
    """The title in its surroundings: kind, customer, facts and the start of the description; "" when there are none."""
    facts = [*segments(product), product.gender, *_values(product)]
    start = " ".join(product.description.split()[:_DESCRIPTION_WORDS])
    surroundings = ". ".join(part for part in (", ".join(filter(None, facts)), start) if part)
    return f"{title_text(product)}. {surroundings}" if surroundings else ""


def full_text(product: Product) -> str:
    """Every word by which the product may be found."""
    colours = dict.fromkeys(variant.colour for variant in product.variants)
    skus = [variant.sku for variant in product.variants]
    # "Quick dry: Yes" is said by its name.
    had = [name for name, values in product.attributes.items() if "yes" in map(str.casefold, values)]
    told = (*segments(product), *had, *_values(product), *colours)
    parts = (title_text(product), product.gender, *told, product.description)
    return " ".join(filter(None, (*parts, product.id, *skus)))


def _values(product: Product) -> Iterable[str]:
    return (value for name in sorted(product.attributes) for value in product.attributes[name])
