"""Small shops for the search tests, and an encoder of letters that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from catalog.products import Product, Variant
from nlu.encoder import FloatMatrix


def variant(sku: str, price: float = 10, stock: int = 5, size: str = "", colour: str = "") -> Variant:
    return Variant(sku=sku, price_minor=round(price * 100), stock=stock, size=size, colour=colour)


def product(name: str, title: str = "", *variants: Variant, **facts: object) -> Product:
    return Product(id=name, title=title or name, currency="USD", variants=variants or (variant(f"{name}-1"),), **facts)  # type: ignore[arg-type]


class WordBagEncoder:
    """Each word has its own random direction and a text is their sum: texts without a common word are strangers."""

    name, dimension = "word bag", 512

    def __init__(self, fingerprint: str = "word-bag-1") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def knows(self, word: str) -> bool:
        return word in {"chair", "laptop"}

    def queries(self, texts: Sequence[str]) -> FloatMatrix:
        return np.stack([self._vector(text) for text in texts]) if texts else np.empty((0, self.dimension), np.float32)

    def passages(self, texts: Sequence[str]) -> FloatMatrix:
        self.encoded += texts
        return self.queries(texts)

    def _vector(self, text: str) -> FloatMatrix:
        total = np.full(self.dimension, 1e-6)
        for word in text.lower().replace(".", " ").replace(",", " ").split():
            seed = int.from_bytes(hashlib.blake2b(word.rstrip("s").encode(), digest_size=4).digest(), "big")
            total += np.random.default_rng(seed).normal(size=self.dimension)
        return (total / np.linalg.norm(total)).astype(np.float32)
