"""The recommender of a running shop: made anew when the catalogue moved or what customers did has aged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from catalog.background import Background, Check
from catalog.catalogue import Catalogue
from catalog.products import Hit
from catalog.recommend.history import History
from catalog.recommend.recommender import Recommender
from catalog.recommend.sources import Source
from catalog.records import EventKind
from catalog.store import Store

#: How old the picture of what everybody does may be; one's own steps count at once.
KEEP = timedelta(minutes=5)
#: Older events have faded to a thousandth of their weight.
MEMORY = timedelta(days=300)
SIGNALS: tuple[EventKind, ...] = ("view", "click", "cart", "purchase", "dismiss")


class LiveRecommender:
    """Answers for one visitor at a time, from the newest catalogue.

    Args:
        catalogue: gives the catalogue as it is now; `similar`: (product id, limit) -> products alike.
        clock: the present moment, UTC; a test or a demo may stand elsewhere in time.
        more: sources beside those that only count; see catalog/recommend/sources.py.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Callable[[], Catalogue],
        similar: Callable[[str, int], Sequence[Hit]],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        more: Sequence[Source] = (),
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._similar = similar
        self._clock = clock
        self._more = tuple(more)
        self._lock = threading.Lock()
        self._made: tuple[int, datetime, Recommender] | None = None
        self._renewing = Background("recommender", self._renew)

    def history(self, visitor: str, customer_id: str | None) -> History:
        """What the visitor did as guest and, when known, as customer."""
        at = self._clock()
        events = self._store.events(
            kinds=SIGNALS, visitor=visitor, customer_id=customer_id, since=at - MEMORY, limit=200
        )
        return History(events, at)

    def current(self) -> Recommender:
        """The recommender for the catalogue as it is now.

        One whose events have merely aged still answers while its successor is made on the side: reading what
        everybody did takes time, and no customer should wait for it.
        """
        with self._lock:
            revision = self._catalogue().revision
            if self._made is None or self._made[0] != revision:
                self._made = self._make()
            elif self._clock() - self._made[1] >= KEEP:
                self._renewing.start()
            return self._made[2]

    def forget(self) -> None:
        """Looks at everybody's events anew at the next question."""
        with self._lock:
            self._made = None

    def close(self) -> None:
        """Ends what runs on the side."""
        self._renewing.close()

    def _renew(self, _check: Check) -> None:
        made = self._make()
        with self._lock:
            self._made = made

    def _make(self) -> tuple[int, datetime, Recommender]:
        catalogue, at = self._catalogue(), self._clock()
        recommender = Recommender(
            catalogue.products,
            events=self._store.events(kinds=SIGNALS, since=at - MEMORY),
            baskets=self._store.baskets(),
            links=self._store.all_links(),
            similar=self._similar,
            at=at,
            more=self._more,
        )
        return catalogue.revision, at, recommender
