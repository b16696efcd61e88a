"""What reviews criticise, product by product: a part of the merchant's report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from catalog.health import MOST_EXAMPLES, Symptom
from catalog.review_aspects import AspectCounter
from catalog.store import Store

#: An aspect is told of a product that so many of its reviews criticise, and so large a share of those that speak of it.
_FEWEST, _SHARE = 2, 0.5


def criticised(store: Store, counter: AspectCounter, progress: Callable[[int, int], None]) -> list[Symptom]:
    """One symptom for each aspect: products whose reviews criticise it, those with the most such reviews first."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    products = sorted(store.product_ids())
    for number, product in enumerate(products):
        progress(number, len(products))
        for aspect, opinions in counter.of(product, store.reviews(product)).items():
            against = len(opinions.liking("negative"))
            if against >= _FEWEST and against >= _SHARE * len(opinions.voices):
                found[aspect][product] = against
    return [_symptom(aspect, counts) for aspect, counts in sorted(found.items())]


def _symptom(aspect: str, counts: dict[str, int]) -> Symptom:
    ids = sorted(counts, key=lambda product: -counts[product])
    what = f"products whose reviews criticise their {aspect}, {max(counts.values())} at most"
    return Symptom(f"criticised_{aspect}", what, len(ids), tuple(ids)[:MOST_EXAMPLES])
