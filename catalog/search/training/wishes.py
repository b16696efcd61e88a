"""Which product each wish meant, out of what visitors did: a search, and what they turned to after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from catalog.products import Product
from catalog.recommend.training.behaviour import deeds_in
from catalog.records import Event
from catalog.search.evaluation import Judged
from catalog.store import Store

#: The text of a search by photo.
PHOTO = "(photo)"
#: What is turned to later is of another wish.
PATIENCE = timedelta(minutes=20)
#: How surely a product that was turned to so answers the wish: grades as in judgments.csv.
GRADES = {"click": 2.0, "view": 2.0, "like": 3.0, "cart": 3.0, "purchase": 3.0}


def wishes_in(store: Store, products: Sequence[Product]) -> Judged:
    """What the willing visitors of the shop asked for and turned to; no query where nobody did."""
    deeds, _, unwilling = deeds_in(store)
    first = min((event.at for event in deeds), default=None)
    searches = store.events(kinds=["search"], since=first - PATIENCE) if first else []
    asked = [event for event in searches if event.text != PHOTO]
    willing = [event for event in [*asked, *deeds] if not {event.visitor, event.customer_id} & unwilling]
    return wishes_of(willing, products)


def wishes_of(events: Iterable[Event], products: Sequence[Product]) -> Judged:
    """Each wording is one query; its grade of a product is the highest that any visitor gave it."""
    here = {product.id for product in products}
    asked: dict[str, tuple[str, datetime]] = {}
    grades: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for event in sorted(events, key=lambda event: event.at):
        if event.kind == "search":
            asked[event.visitor] = (" ".join(event.text.casefold().split()), event.at)
        elif event.visitor in asked and event.product_id in here and event.kind in GRADES:
            text, at = asked[event.visitor]
            if text and event.at - at <= PATIENCE:
                known = grades[text].get(event.product_id, 0.0)
                grades[text][event.product_id] = max(known, GRADES[event.kind])
    return Judged(list(products), {text: text for text in grades}, dict(grades))
