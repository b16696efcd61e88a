"""What was read out of products' texts, kept in one file of the index: derived, and made again at any time."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from catalog.products import Product
from catalog.vector_file import digest
from catalog.whole_file import write_whole

logger = logging.getLogger("shopmate")

_FILE = "from_text.json"
Source = Literal["title", "description"]


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value as a text of the product tells it; confidence: how likely it is right, 0..1."""

    value: str
    confidence: float
    source: Source


@dataclass(frozen=True)
class Reading:
    """One product: `text` is the digest of what was read, values are by the name of the attribute."""

    text: str
    values: Mapping[str, ReadValue]


@dataclass
class Readings:
    """All products that were read by one reader, by id."""

    reader: str = ""
    products: dict[str, Reading] = field(default_factory=dict)

    def of(self, product: Product) -> Mapping[str, ReadValue]:
        """What the product's text tells beside the merchant's facts, which are never replaced."""
        found = self.products.get(product.id)
        if found is None or found.text != text_digest(product):
            return {}
        return {name: read for name, read in found.values.items() if name not in product.attributes}

    def counted(self) -> dict[str, object]:
        """How many products have such values, how many there are, and of which attributes."""
        names = Counter(name for reading in self.products.values() for name in reading.values)
        with_some = sum(bool(reading.values) for reading in self.products.values())
        return {"products": with_some, "values": names.total(), "attributes": dict(names.most_common())}

    @classmethod
    def load(cls, folder: Path) -> Readings:
        """Empty where nothing was read yet, or the file cannot be understood."""
        try:
            kept = json.loads((folder / _FILE).read_text(encoding="utf-8"))
            products = {
                name: Reading(text, {attribute: ReadValue(*value) for attribute, value in values.items()})
                for name, (text, values) in kept["products"].items()
            }
            return cls(kept["reader"], products)
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning("%s cannot be read (%s); the products are read again", folder / _FILE, error)
            return cls()

    def save(self, folder: Path) -> None:
        """A reader sees the old file or the new one, nothing between."""
        products = {
            name: (
                reading.text,
                {attribute: (read.value, read.confidence, read.source) for attribute, read in reading.values.items()},
            )
            for name, reading in self.products.items()
        }
        kept = {"reader": self.reader, "products": products}
        write_whole(folder / _FILE, json.dumps(kept, ensure_ascii=False).encode())


def text_digest(product: Product) -> str:
    """Changes with the texts that are read and with the facts that need not be."""
    told = "\0".join([product.title, product.description, *sorted(product.attributes)])
    return digest(told.encode("utf-8", "replace")).hex()
