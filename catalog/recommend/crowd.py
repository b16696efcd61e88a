"""What everybody did, taken in as it comes: a shop with millions of events reads each of them once."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from catalog.recommend.bandit import Bandit, Context
from catalog.recommend.popularity import Popularity, Tally
from catalog.store import Store
from catalog.store.events import Deed

#: Events read in one go; between two the work may be stopped, and turns get their share of the processor.
AT_ONCE = 20_000
#: Older purchases have faded to a thousandth of their weight.
MEMORY = timedelta(days=300)
#: What follows a showing within this time was led to by it; so many showings are remembered for that.
FOLLOWS_SECONDS, MOST_OPEN = 7 * 86_400, 200_000
TURNED_TO = frozenset(("click", "view", "cart", "purchase", "like"))


class Crowd:
    """The picture of what all visitors turned to; `take` brings it up to date."""

    def __init__(self, store: Store, start: datetime) -> None:
        self._store, self._start = store, start
        self._looks = Tally(start)
        #: (who, product) -> where it was last shown, by what and when, as long as no click has followed.
        self._open: OrderedDict[tuple[str, str], tuple[Context, str, float]] = OrderedDict()
        self.bandit = Bandit()
        #: Product id -> how often it was recommended.
        self.exposed: Counter[str] = Counter()
        self._upto = 0

    def take(self, at: datetime, check: Callable[[], None] = lambda: None, *, most: int | None = None) -> bool:
        """Reads what came in since the last call, at most `most` events; True when nothing is left."""
        taken, now = 0, at.timestamp()
        while most is None or taken < most:
            size = AT_ONCE if most is None else min(AT_ONCE, most - taken)
            deeds, self._upto, seen = self._store.deeds(above=self._upto, limit=size)
            for deed in deeds:
                # What was bought is looked at anew each time: an order may be cancelled long after.
                if deed.kind != "purchase" and deed.product:
                    self._looks.add(deed.kind, deed.product, deed.who, deed.at, now)
                if deed.product and deed.who:
                    self._note(deed, deed.product)
            if seen < size:
                return True
            taken += seen
            check()
        return False

    def _note(self, deed: Deed, product: str) -> None:
        """Counts what was recommended, and once what somebody then turned to."""
        seen = (deed.who, product)
        if deed.kind == "shown" and deed.source:
            if seen not in self._open:
                context = (deed.place or "", deed.stage or "")
                self._open[seen] = (context, deed.source, deed.at)
                self.bandit.show(context, deed.source)
                self.exposed[product] += 1
                if len(self._open) > MOST_OPEN:
                    self._open.popitem(last=False)
        elif deed.kind in TURNED_TO and seen in self._open:
            context, source, at = self._open.pop(seen)
            if 0 <= deed.at - at <= FOLLOWS_SECONDS:
                self.bandit.click(context, source)

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
