"""What is read on a photo's label, matched to the products: titles, brands, numbers, and their own pictures' labels.

Readers of labels slip, so words are matched roughly; a word that few products have says more than one that many have.
How much it counts beside the likeness was chosen on photos: docs/decisions/0013-labels.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from catalog.products import Product
from nlu.tokens import plain, unaccented
from vision.label import LabelLine

FloatVector = npt.NDArray[np.float32]

#: What a label adds to the likeness of -1..1 at most.
WEIGHT = 0.1
#: So much evidence beyond the best product's halves what a label adds: one common word says little.
DOUBT = 2.0
#: What is read on a product's own picture counts so much beside what its title says.
PICTURE_SHARE = 0.5
#: Words from this length on may be misread in a letter or two; those less alike (0..1) are others.
ROUGH_LENGTH, LEAST_ALIKE = 4, 0.75
#: Letters of this height, as a share of the picture's side, count whole; lower ones by the root of their share.
FULL_HEIGHT = 0.1
#: A product is named by a label that shows surely so much of its title, by the weight of the words, and two at least.
NAMED_SHARE, NAMED_ALIKE, NAMED_SURE = 0.75, 0.85, 0.8
_LEAST_LETTERS = 2
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class LabelMatch:
    """Attributes:
    support: [products] 0..1, how well what was read fits a product.
    named: [products] whether it is as good as the product's name.
    words: [products] the words read that speak for a product, as they were read.
    """

    support: FloatVector
    named: npt.NDArray[np.bool_]
    words: Sequence[tuple[str, ...]]


class LabelMatcher:
    """Knows the words of all products of one state of the catalogue; [products] in the order given.

    Args:
        pictured: row of a product -> the lines on its pictures.
    """

    def __init__(self, products: Sequence[Product], pictured: Mapping[int, Sequence[LabelLine]] | None = None) -> None:
        self._count = len(products)
        self._titles = [frozenset(_words(f"{product.brand} {product.title}")) for product in products]
        self._weights: dict[str, dict[int, float]] = {}
        for row, product in enumerate(products):
            for word, share in _profile(product, (pictured or {}).get(row, ())):
                rows = self._weights.setdefault(word, {})
                rows[row] = max(rows.get(row, 0.0), share)
        self._rough = [word for word in self._weights if _is_rough(word)]

    def match(self, lines: Sequence[LabelLine]) -> LabelMatch | None:
        """None where nothing of what was read has to do with any product."""
        heard = self._heard(lines)
        evidence = np.zeros(self._count, np.float32)
        spoken: dict[int, dict[str, None]] = {}
        for word, (strength, read, _) in heard.items():
            rarity = self._rarity(word)
            for row, share in self._weights[word].items():
                evidence[row] += rarity * strength * share
                spoken.setdefault(row, {})[read] = None
        if not evidence.any():
            return None
        sure = {word for word, (_, _, is_sure) in heard.items() if is_sure}
        return LabelMatch(
            support=evidence / (evidence.max() + DOUBT),
            named=np.array([self._is_named(title, sure) for title in self._titles]),
            words=[tuple(spoken.get(row, ())) for row in range(self._count)],
        )

    def _heard(self, lines: Sequence[LabelLine]) -> dict[str, tuple[float, str, bool]]:
        """A word of the catalogue -> how strongly it was read (0..1), what was read, and whether that is sure."""
        heard: dict[str, tuple[float, str, bool]] = {}
        for line in lines:
            seen = line.sure * min(1.0, line.height / FULL_HEIGHT) ** 0.5
            for read, token in _tokens(line.text):
                for word, alike in self._alike(token):
                    is_sure = line.sure >= NAMED_SURE and alike >= NAMED_ALIKE
                    known = heard.get(word, (0.0, "", False))
                    if seen * alike**2 > known[0]:
                        known = (seen * alike**2, read, known[2])
                    heard[word] = (known[0], known[1], known[2] or is_sure)
        return heard

    def _alike(self, token: str) -> Iterator[tuple[str, float]]:
        if token in self._weights:
            yield token, 1.0
        if _is_rough(token):
            found = process.extract(token, self._rough, scorer=fuzz.ratio, score_cutoff=100 * LEAST_ALIKE, limit=None)
            yield from ((word, ratio / 100) for word, ratio, _ in found if word != token)

    def _rarity(self, word: str) -> float:
        return max(0.0, float(np.log((self._count + 1) / (len(self._weights[word]) + 0.5))))

    def _is_named(self, title: frozenset[str], sure: set[str]) -> bool:
        read = title & sure
        whole = sum(self._rarity(word) for word in title)
        return len(read) > 1 and sum(self._rarity(word) for word in read) >= NAMED_SHARE * whole


def _profile(product: Product, lines: Sequence[LabelLine]) -> Iterator[tuple[str, float]]:
    """The words that speak for a product, and how much."""
    title = _words(f"{product.brand} {product.title}")
    numbers = [word for variant in product.variants for word in _words(variant.sku)]
    # Designers leave out the space, and so do readers of labels.
    joined = [first + second for first, second in pairwise(title) if (first + second).isalpha()]
    yield from ((word, 1.0) for word in (*title, *joined, *numbers))
    yield from ((word, PICTURE_SHARE * line.sure) for line in lines for word in _words(line.text))


def _words(text: str) -> list[str]:
    return [token for _, token in _tokens(text)]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """A word as it stands there and as it is compared; where no spaces part words, each two letters are one."""
    for read in _WORD.findall(text):
        word = unaccented(plain(read))
        if len(word) < _LEAST_LETTERS:
            continue
        if _UNSPACED.search(word):
            yield from ((first + second, first + second) for first, second in pairwise(word))
        else:
            yield read, word


def _is_rough(word: str) -> bool:
    return len(word) >= ROUGH_LENGTH and word.isalpha() and not _UNSPACED.search(word)
