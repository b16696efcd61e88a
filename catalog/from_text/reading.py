"""Reads products' texts for the attributes that others of their kind have and they lack."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from catalog.from_text.values import Reading, Readings, ReadValue, Source, text_digest
from catalog.products import Product
from nlu.attributes import MOST_NAMES, AttributeReader

#: The part of `shopmate train` and its folder in the home.
PART = "attributes"
#: An attribute that fewer products of a kind have is not asked of the others.
_FEWEST_OF_A_KIND = 3
#: A value of more words is a sentence, which no reader marks.
_MOST_WORDS = 6
_AT_ONCE = 32


def names_by_kind(products: Iterable[Product]) -> dict[str, tuple[str, ...]]:
    """Kind -> the attributes that are asked of its products, the most usual first."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for product in products:
        short = (name for name, values in product.attributes.items() if all(map(_is_short, values)))
        counts[product.kind].update(short)
    return {
        kind: tuple(name for name, count in names.most_common(MOST_NAMES) if count >= _FEWEST_OF_A_KIND)
        for kind, names in counts.items()
    }


def texts_of(product: Product) -> Iterator[tuple[Source, str]]:
    """What is read of a product, each text for itself."""
    for source, text in (("title", product.title), ("description", product.description)):
        if text.strip():
            yield source, text  # type: ignore[misc]


def read(
    products: Sequence[Product], reader: AttributeReader, name: str, before: Readings, check: Callable[..., None]
) -> Readings:
    """Every product read by the reader called `name`; what `before` has of the same text is kept.

    `check` is called between steps with how many of how many are done; what it raises ends the reading.
    """
    asked = names_by_kind(products)
    known = before.products if before.reader == name else {}
    kept, open_ones = {}, []
    for product in products:
        earlier = known.get(product.id)
        if earlier and earlier.text == text_digest(product):
            kept[product.id] = earlier
        else:
            open_ones.append(product)
    for start in range(0, len(open_ones), _AT_ONCE):
        check(start, len(open_ones))
        some = open_ones[start : start + _AT_ONCE]
        for product, values in zip(some, _read_some(some, reader, asked), strict=True):
            kept[product.id] = Reading(text_digest(product), values)
    return Readings(name, kept)


def _read_some(
    products: Sequence[Product], reader: AttributeReader, asked: Mapping[str, Sequence[str]]
) -> list[dict[str, ReadValue]]:
    questions, places = [], []
    for place, product in enumerate(products):
        names = [name for name in asked.get(product.kind, ()) if name not in product.attributes]
        for source, text in texts_of(product) if names else ():
            questions.append((text, product.kind, names))
            places.append((place, source))
    found: list[dict[str, ReadValue]] = [{} for _ in products]
    for (place, source), told in zip(places, reader.told(questions), strict=True):
        for name, value in told.items():
            better = found[place].get(name)
            if better is None or value.confidence > better.confidence:
                found[place][name] = ReadValue(value.value, round(value.confidence, 3), source)
    return found


def _is_short(value: str) -> bool:
    return len(value.split()) <= _MOST_WORDS
