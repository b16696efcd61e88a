"""What everybody did, taken in as it comes: a shop with millions of events reads each of them once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from catalog.recommend.popularity import Popularity, Tally
from catalog.store import Store

#: Events read in one go; between two the work may be stopped, and turns get their share of the processor.
AT_ONCE = 20_000
#: Older purchases have faded to a thousandth of their weight.
MEMORY = timedelta(days=300)


class Crowd:
    """The picture of what all visitors turned to; `take` brings it up to date."""

    def __init__(self, store: Store, start: datetime) -> None:
        self._store, self._start = store, start
        self._looks = Tally(start)
        self._upto = 0

    def take(self, at: datetime, check: Callable[[], None] = lambda: None, *, most: int | None = None) -> bool:
        """Reads what came in since the last call, at most about `most` events; True when nothing is left."""
        taken, now = 0, at.timestamp()
        while most is None or taken < most:
            deeds, self._upto, seen = self._store.deeds(above=self._upto, limit=AT_ONCE)
            for deed in deeds:
                # What was bought is looked at anew each time: an order may be cancelled long after.
                if deed.kind != "purchase" and deed.product:
                    self._looks.add(deed.kind, deed.product, deed.who, deed.at, now)
            if seen < AT_ONCE:
                return True
            taken += seen
            check()
        return False

    def popularity(self, at: datetime) -> Popularity:
        """What is popular and trending by all that was taken in, and by what was bought and kept."""
        bought, now = Tally(self._start), at.timestamp()
        for purchase in self._store.purchases(since=at - MEMORY):
            bought.add(
                "purchase",
                purchase.product_id or "",
                purchase.customer_id or purchase.visitor,
                purchase.at.timestamp(),
                now,
            )
        return self._looks.at(at, bought)
